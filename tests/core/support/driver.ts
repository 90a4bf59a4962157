import type { StationDriver } from '../../support/main-job'
import type { TestCore } from './cores'
import { CAPTCHA_TEXT } from './ports'

/** A test core as the main job's driver sees a station. */
export function driverOf(title: string, test: TestCore): StationDriver {
  return {
    title,
    call: (name, input) => test.call(name, input),
    upload: (name, input, bytes) => test.upload(name, input, bytes),
    download: async (name, input) => (await test.download(name, input)).bytes,
    captcha: async () => ({ captchaId: (await test.call('accounts.captcha', {})).captchaId, captchaText: CAPTCHA_TEXT }),
  }
}
