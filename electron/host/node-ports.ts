import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'
import type { Clock, Ids } from '#core/ports'

/** setTimeout overflows beyond this many milliseconds (about 24.8 days) and would call back at once. */
const LONGEST_TIMEOUT = 2 ** 31 - 1

/** The machine's clock. A timer alone does not keep a program running. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    after(ms, callback) {
      let timer: NodeJS.Timeout | undefined
      const wait = (left: number): void => {
        const step = Math.min(Math.max(left, 0), LONGEST_TIMEOUT)
        timer = setTimeout(() => (left > step ? wait(left - step) : callback()), step)
        timer.unref()
      }
      wait(ms)
      return () => clearTimeout(timer)
    },
  }
}

export function createSystemIds(): Ids {
  return { uuid: () => v7(), bytes: (length) => new Uint8Array(randomBytes(length)) }
}
