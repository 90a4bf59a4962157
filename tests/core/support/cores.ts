import { createCore, type Core } from '#core/create-core'
import type { CoreEvent } from '#core/events'
import type { DownloadName, Input, Output, PlainName, UploadName } from '#shared/contract/registry'
import type { ErrorBody } from '#shared/errors/app-error'
import type { StationRole } from '#shared/filing/types'
import { CAPTCHA_TEXT, createTestPorts, onCleanup, RESOURCES, temporaryFolder, type TestPorts } from './ports'

export const PASSWORD = 'Passw0rd1'
export const REGION = { code: '110105', name: '北京市/市辖区/朝阳区' }
/** The window calls come from unless a test says otherwise. */
export const WINDOW = 'window-1'

/** A call was refused where the test expected an answer. */
export class Refused extends Error {
  constructor(readonly command: string, readonly body: ErrorBody) {
    super(`${command}: ${body.code} ${body.message} ${JSON.stringify(body.fields ?? {})}`)
  }
}

export interface TestCore {
  core: Core
  ports: TestPorts
  dataDir: string
  recoveryCode: string
  /** Events so far, oldest first. */
  events: CoreEvent[]
  /** @throws Refused */
  call<K extends PlainName>(command: K, input: Input<K>, clientId?: string): Promise<Output<K>>
  /** The refusal of a call that must not work; takes anything as input, like the world outside. */
  refusal(command: string, input: unknown, clientId?: string): Promise<ErrorBody>
  upload<K extends UploadName>(command: K, input: Input<K>, bytes: Uint8Array, clientId?: string): Promise<Output<K>>
  uploadRefusal(command: UploadName, input: unknown, bytes: Uint8Array, clientId?: string): Promise<ErrorBody>
  download<K extends DownloadName>(command: K, input: Input<K>, clientId?: string): Promise<{ bytes: Buffer; type: string; fileName: string }>
  register(account: string, profile?: { name?: string; mobile?: string; idNumber?: string }): Promise<Output<'accounts.register'>>
  signIn(account: string, clientId?: string, password?: string): Promise<Output<'accounts.signIn'>>
  /** Closes the program and opens it again on the same data; everybody is signed out. */
  restart(): Promise<void>
  close(): Promise<void>
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}

/** The program on a data folder, as it starts; nothing is set up. */
export async function openTestCore(options: { ports?: TestPorts; dataDir?: string } = {}): Promise<TestCore> {
  const ports = options.ports ?? createTestPorts()
  const dataDir = options.dataDir ?? (await temporaryFolder())
  const events: CoreEvent[] = []
  const start = async (): Promise<Core> => {
    const core = await createCore(ports, { dataDir, resourcesDir: RESOURCES, version: '0.0.0-test', shell: 'browser', checkOutput: true })
    core.on((event) => void events.push(event))
    return core
  }
  let open = true
  const test: TestCore = {
    core: await start(), ports, dataDir, events, recoveryCode: '',
    async call(command, input, clientId = WINDOW) {
      const envelope = await test.core.dispatch({ clientId, command, input })
      if (!envelope.ok) throw new Refused(command, withLog(envelope.error, ports))
      return envelope.value as never
    },
    async refusal(command, input, clientId = WINDOW) {
      const envelope = await test.core.dispatch({ clientId, command, input })
      if (envelope.ok) throw new Error(`${command} was expected to be refused and was not`)
      return envelope.error
    },
    async upload(command, input, bytes, clientId = WINDOW) {
      const envelope = await test.core.dispatch({ clientId, command, input, source: inPieces(bytes) })
      if (!envelope.ok) throw new Refused(command, withLog(envelope.error, ports))
      return envelope.value as never
    },
    async uploadRefusal(command, input, bytes, clientId = WINDOW) {
      const envelope = await test.core.dispatch({ clientId, command, input, source: inPieces(bytes) })
      if (envelope.ok) throw new Error(`${command} was expected to be refused and was not`)
      return envelope.error
    },
    async download(command, input, clientId = WINDOW) {
      const envelope = await test.core.dispatch.download({ clientId, command, input })
      if (!envelope.ok) throw new Refused(command, withLog(envelope.error, ports))
      const parts: Uint8Array[] = []
      for await (const part of envelope.value.stream) parts.push(part)
      return { bytes: Buffer.concat(parts), type: envelope.value.type, fileName: envelope.value.fileName }
    },
    async register(account, profile = {}) {
      const { captchaId } = await test.call('accounts.captcha', {})
      return test.call('accounts.register', {
        account, password: PASSWORD, name: profile.name ?? '张三', mobile: profile.mobile ?? '13800138000', idNumber: profile.idNumber,
        captchaId, captchaText: CAPTCHA_TEXT,
      })
    },
    async signIn(account, clientId = WINDOW, password = PASSWORD) {
      const { captchaId } = await test.call('accounts.captcha', {}, clientId)
      return test.call('accounts.signIn', { account, password, captchaId, captchaText: CAPTCHA_TEXT }, clientId)
    },
    async restart() {
      await test.core.close()
      test.core = await start()
    },
    async close() {
      if (open) await test.core.close()
      open = false
    },
  }
  onCleanup(() => test.close())
  return test
}

/** What the log says of an unexpected failure belongs into the test's message. */
function withLog(body: ErrorBody, ports: TestPorts): ErrorBody {
  const entry = ports.log.find((each) => each.id === body.id && each.level === 'error')
  return entry === undefined ? body : { ...body, message: `${body.message}\n${String(entry.detail)}` }
}

export interface TestCoreOptions {
  role: StationRole
  ports?: TestPorts
  name?: string
  /** Accounts to register after the first; the first is the 管理员 and signed in at WINDOW. */
  accounts?: readonly string[]
}
/** The first account of a test core. */
export const FIRST_ACCOUNT = 'admin01'

/** A station that is set up, with its first account registered and signed in at WINDOW. */
export async function createTestCore(options: TestCoreOptions): Promise<TestCore> {
  const test = await openTestCore({ ports: options.ports })
  const { recoveryCode } = await test.call('station.setUp', { role: options.role, name: options.name ?? `测试${options.role}站`, region: REGION })
  test.recoveryCode = recoveryCode
  await test.register(FIRST_ACCOUNT)
  await test.signIn(FIRST_ACCOUNT)
  for (const [index, account] of (options.accounts ?? []).entries()) await test.register(account, { name: `测试员${'甲乙丙丁戊己庚辛'[index] ?? ''}`, mobile: `1390000000${index}` })
  return test
}
