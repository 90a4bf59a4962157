import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createCore, type Core } from '#core/create-core'
import type { Clock, Ports } from '#core/ports'
import { createKeyFileSecrets } from '../../electron/host/key-file-secrets'
import { createSystemClock, createSystemIds } from '../../electron/host/node-ports'
import type { StationDriver } from './main-job'

export const CAPTCHA_TEXT = 'DEMO'
export const RESOURCES = fileURLToPath(new URL('../../resources', import.meta.url))

/** Ports as a host gives them, but with a captcha whose text is known, so that a script can sign in. */
export function livePorts(keyFile: string, clock: Clock = createSystemClock()): Ports {
  return {
    clock, ids: createSystemIds(), secrets: createKeyFileSecrets(keyFile),
    fileDialogs: { save: (file) => Promise.resolve({ kind: 'download', url: file.url }) },
    shell: { openFolder: () => Promise.resolve(false) }, notifications: { show: () => undefined },
    logger: { write: (entry) => { if (entry.level === 'error') console.error(entry) } },
    captchas: { make: () => ({ text: CAPTCHA_TEXT, svg: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><text x="18" y="29" font-size="26" letter-spacing="4">DEMO</text></svg>' }) },
  }
}

/** One station: its core over a data folder, and a person at it. */
export interface LiveStation {
  core: Core
  ports: Ports
  driver: StationDriver
  close(): Promise<void>
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}

export function driverFor(core: Core, title: string, clientId = 'window-1'): StationDriver {
  const refused = (command: string, error: { code: string; message: string; fields?: object }): Error =>
    new Error(`${title} ${command}: ${error.code} ${error.message} ${JSON.stringify(error.fields ?? {})}`)
  const driver: StationDriver = {
    title,
    async call(command, input) {
      const envelope = await core.dispatch({ clientId, command, input })
      if (!envelope.ok) throw refused(command, envelope.error)
      return envelope.value as never
    },
    async upload(command, input, bytes) {
      const envelope = await core.dispatch({ clientId, command, input, source: pieces(bytes) })
      if (!envelope.ok) throw refused(command, envelope.error)
      return envelope.value as never
    },
    async download(command, input) {
      const envelope = await core.dispatch.download({ clientId, command, input })
      if (!envelope.ok) throw refused(command, envelope.error)
      const parts: Uint8Array[] = []
      for await (const part of envelope.value.stream) parts.push(part)
      return new Uint8Array(Buffer.concat(parts))
    },
    captcha: async () => ({ captchaId: (await driver.call('accounts.captcha', {})).captchaId, captchaText: CAPTCHA_TEXT }),
  }
  return driver
}

/** @param options.keyFile the machine's key; beside the data folder unless given, as only a script may do it */
export async function openLiveStation(title: string, dataDir: string, options: { clock?: Clock; keyFile?: string } = {}): Promise<LiveStation> {
  await mkdir(dataDir, { recursive: true })
  const ports = livePorts(options.keyFile ?? join(dataDir, 'machine.key'), options.clock)
  const core = await createCore(ports, { dataDir, resourcesDir: RESOURCES, version: '0.1.0', shell: 'browser', checkOutput: true })
  return { core, ports, driver: driverFor(core, title), close: () => core.close() }
}
