import { request } from '@playwright/test'
import type { CommandName } from '#shared/contract/registry'
import type { Envelope } from '#shared/errors/app-error'
import { CAPTCHA_TEXT, type TestHost } from './browser-host'

/** Commands sent past the page, straight to the host, as another program of this machine with the run's address could. */
export interface Direct {
  call(command: CommandName, input: unknown): Promise<Envelope<never>>
  /** The answer of a command that must succeed. */
  get<T>(command: CommandName, input: unknown): Promise<T>
  close(): Promise<void>
}

export async function connect(host: TestHost, { account, password }: { account: string; password: string }): Promise<Direct> {
  const { origin } = new URL(host.url)
  const context = await request.newContext({ extraHTTPHeaders: { origin } })
  await context.get(host.url)
  const direct: Direct = {
    async call(command, input) {
      const answer = await context.post(`${origin}/api/${command}`, { data: JSON.stringify(input), headers: { 'content-type': 'application/json' } })
      return (await answer.json()) as Envelope<never>
    },
    async get(command, input) {
      const envelope = await direct.call(command, input)
      if (!envelope.ok) throw new Error(`${command}: ${envelope.error.code} ${envelope.error.message}`)
      return envelope.value
    },
    close: () => context.dispose(),
  }
  const { captchaId } = await direct.get<{ captchaId: string }>('accounts.captcha', {})
  await direct.get('accounts.signIn', { account, password, captchaId, captchaText: CAPTCHA_TEXT })
  return direct
}
