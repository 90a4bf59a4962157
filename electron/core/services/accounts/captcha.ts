import svgCaptcha from 'svg-captcha'
import { AppError } from '#shared/errors/app-error'
import type { Clock, Ids } from '../../ports'

/** Draws one captcha; the text never leaves the trusted side. */
export interface CaptchaMaker {
  make(): { text: string; svg: string }
}

/** Without characters that look alike. */
const CHARACTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const LENGTH = 4
/** A captcha is good for this long (milliseconds). */
export const CAPTCHA_LIFETIME = 5 * 60_000
/** Captchas open at once; asking for more lets the oldest lapse. */
const MAX_OPEN = 500

/** The library's main function (its README, `svgCaptcha(text, options)`); its types leave it out. */
const draw = svgCaptcha as unknown as (text: string, options: svgCaptcha.ConfigObject) => string

/** The text comes from strong random bytes, svg-captcha only draws it as outlines (no text in the picture's source). */
export function createCaptchaMaker(ids: Ids): CaptchaMaker {
  return {
    make() {
      // 32 characters divide 256, so every one is equally likely.
      const text = Array.from(ids.bytes(LENGTH), (byte) => CHARACTERS.charAt(byte % CHARACTERS.length)).join('')
      return { text, svg: draw(text, { width: 120, height: 40, noise: 2, color: true, background: '#f5f7fa' }) }
    },
  }
}

export interface Captchas {
  issue(): { captchaId: string; svg: string }
  /** Uses the captcha up, right or wrong. @throws AppError account.captchaWrong */
  check(captchaId: string, text: string): void
}

export function createCaptchas(options: { maker: CaptchaMaker; ids: Ids; clock: Clock }): Captchas {
  const open = new Map<string, { text: string; until: number }>()
  return {
    issue() {
      const { text, svg } = options.maker.make()
      const captchaId = options.ids.uuid()
      open.set(captchaId, { text: text.toUpperCase(), until: options.clock.now() + CAPTCHA_LIFETIME })
      for (const oldest of open.keys()) {
        if (open.size <= MAX_OPEN) break
        open.delete(oldest)
      }
      return { captchaId, svg }
    },
    check(captchaId, text) {
      const captcha = open.get(captchaId)
      open.delete(captchaId)
      const typed = text.normalize('NFKC').replace(/\s/g, '').toUpperCase()
      if (captcha === undefined || captcha.until < options.clock.now() || captcha.text !== typed) {
        throw new AppError('account.captchaWrong', { fields: { captchaText: '验证码不正确或已过期，请输入新的验证码' } })
      }
    },
  }
}
