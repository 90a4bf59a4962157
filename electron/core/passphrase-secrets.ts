import { isAllowedCost, PASSWORD_COST, passwordKey, strongRandom } from './crypto/crypto-suite'
import type { Secrets } from './ports'
import { AuthenticationError, seal, unseal } from './store/cipher'

/** How the page 数据与备份 names it. */
export const PASSPHRASE_PROTECTION = '启动口令'

/** magic ‖ log2(N) ‖ r ‖ p ‖ salt ‖ nonce ‖ ciphertext ‖ tag */
const MAGIC = Buffer.from('BSP1')
const SALT_BYTES = 16
const HEAD_BYTES = MAGIC.length + 3 + SALT_BYTES

async function wrapBy(passphrase: string, plain: Uint8Array): Promise<Uint8Array> {
  const { logN, r, p } = PASSWORD_COST
  const head = Buffer.concat([MAGIC, Uint8Array.of(logN, r, p), strongRandom(SALT_BYTES)])
  const key = await passwordKey(passphrase, head.subarray(-SALT_BYTES), PASSWORD_COST)
  return Buffer.concat([head, seal(key, head, plain)])
}

const isWrappedByPassphrase = (wrapped: Uint8Array): boolean => Buffer.from(wrapped.subarray(0, MAGIC.length)).equals(MAGIC)

/** @throws AuthenticationError when it is another passphrase, or the bytes are none of ours */
async function unwrapBy(passphrase: string, wrapped: Uint8Array): Promise<Uint8Array> {
  const [logN = 0, r = 0, p = 0] = wrapped.subarray(MAGIC.length)
  if (wrapped.length < HEAD_BYTES || !isAllowedCost({ logN, r, p })) throw new AuthenticationError(PASSPHRASE_PROTECTION)
  const head = wrapped.subarray(0, HEAD_BYTES)
  return unseal(await passwordKey(passphrase, head.subarray(-SALT_BYTES), { logN, r, p }), head, wrapped.subarray(HEAD_BYTES))
}

/**
 * The machine's secrets, or in their place a passphrase that a person types at every start (store.md §2, Encryption). The
 * passphrase is held in memory only, while the program runs.
 */
export class PassphraseSecrets implements Secrets {
  private passphrase: string | undefined

  constructor(private readonly machine: Secrets) {}

  get protection(): string {
    return this.passphrase === undefined ? this.machine.protection : PASSPHRASE_PROTECTION
  }

  /** What `wrap` uses from now on and `unwrap` tries; undefined: the machine alone. */
  use(passphrase: string | undefined): void {
    this.passphrase = passphrase
  }

  get inUse(): boolean {
    return this.passphrase !== undefined
  }

  /** The same machine's, with another passphrase or none. */
  with(passphrase: string | undefined): PassphraseSecrets {
    const other = new PassphraseSecrets(this.machine)
    other.use(passphrase)
    return other
  }

  matches(passphrase: string): boolean {
    return this.passphrase?.normalize('NFC') === passphrase.normalize('NFC')
  }

  async wrap(plain: Uint8Array): Promise<Uint8Array> {
    return this.passphrase === undefined ? this.machine.wrap(plain) : wrapBy(this.passphrase, plain)
  }

  async unwrap(wrapped: Uint8Array): Promise<Uint8Array> {
    if (!isWrappedByPassphrase(wrapped)) return this.machine.unwrap(wrapped)
    if (this.passphrase === undefined) throw new AuthenticationError(PASSPHRASE_PROTECTION)
    return unwrapBy(this.passphrase, wrapped)
  }
}
