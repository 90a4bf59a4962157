import { safeStorage } from 'electron'
import type { Secrets } from '#core/ports'
import { createKeyFileSecrets, KEY_FILE_MARK, KEY_FILE_PROTECTION } from '../host/key-file-secrets'

const SYSTEM_MARK = 0x53

/** Linux without a keyring "encrypts" with a password that is in Electron's source: worse than an honest key file. */
function systemProtects(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'
}

/**
 * Secrets kept by the system (Windows DPAPI, macOS keychain, Linux keyring), or by the key file where the system cannot;
 * `protection` says which, and is shown in 数据与备份. What the browser shell wrapped on this machine can be unwrapped too.
 * Only after the app is ready.
 */
export function createSystemSecrets(keyFile: string): Secrets {
  const byFile = createKeyFileSecrets(keyFile)
  const bySystem = systemProtects()
  return {
    protection: bySystem ? '系统钥匙串' : `${KEY_FILE_PROTECTION}（系统钥匙串不可用）`,
    async wrap(plain) {
      if (!bySystem) return byFile.wrap(plain)
      const sealed = safeStorage.encryptString(Buffer.from(plain).toString('base64'))
      return new Uint8Array(Buffer.concat([Buffer.of(SYSTEM_MARK), sealed]))
    },
    async unwrap(wrapped) {
      if (wrapped[0] === KEY_FILE_MARK) return byFile.unwrap(wrapped)
      if (wrapped[0] !== SYSTEM_MARK || !bySystem) throw new Error('not wrapped by this system')
      return new Uint8Array(Buffer.from(safeStorage.decryptString(Buffer.from(wrapped.subarray(1))), 'base64'))
    },
  }
}
