import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { v7 } from 'uuid'
import { afterAll } from 'vitest'
import type { Clock, LogEntry, Ports, SaveOutcome, Secrets } from '#core/ports'

/** The shipped data. */
export const RESOURCES = fileURLToPath(new URL('../../../resources', import.meta.url))

/** Everything a test opens is closed and removed when its file is done, last opened first. */
const cleanups: (() => Promise<unknown>)[] = []
export function onCleanup(work: () => Promise<unknown>): void {
  cleanups.push(work)
}
afterAll(async () => {
  for (const work of cleanups.reverse()) await work()
})

export async function temporaryFolder(name = 'beian-test-'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), name))
  onCleanup(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export interface TestClock extends Clock {
  /** Moves time on and calls back whatever falls due on the way, in order; resolves when the work it started has gone quiet. */
  advance(milliseconds: number): Promise<void>
  /** The machine's clock as someone set it, without calling anything back. */
  set(instant: string): void
}
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
export const START = '2026-11-21T10:00:00.000Z'

export function createTestClock(start = START): TestClock {
  let now = Date.parse(start)
  const timers = new Map<object, { at: number; callback: () => void }>()
  return {
    now: () => now,
    after(ms, callback) {
      const key = {}
      timers.set(key, { at: now + ms, callback })
      return () => timers.delete(key)
    },
    set(instant) {
      now = Date.parse(instant)
    },
    async advance(milliseconds) {
      const end = now + milliseconds
      for (;;) {
        const [key, timer] = [...timers].filter(([, each]) => each.at <= end).sort(([, a], [, b]) => a.at - b.at)[0] ?? []
        if (key === undefined || timer === undefined) break
        timers.delete(key)
        now = Math.max(now, timer.at)
        timer.callback()
        await quiet()
      }
      now = end
    },
  }
}

/** Lets work that only waits for the disk and for scrypt come to its end. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

export interface TestSecrets extends Secrets {
  /** As after a lost keychain or on another machine: nothing wrapped before can be unwrapped. */
  forget(): void
}
export function createTestSecrets(): TestSecrets {
  let key = randomBytes(32)
  return {
    protection: '测试密钥',
    forget() {
      key = randomBytes(32)
    },
    async wrap(plain) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
    },
    async unwrap(wrapped) {
      const decipher = createDecipheriv('aes-256-gcm', key, wrapped.subarray(0, 12))
      decipher.setAuthTag(wrapped.subarray(12, 28))
      return Buffer.concat([decipher.update(wrapped.subarray(28)), decipher.final()])
    },
  }
}

export interface SavedFile {
  fileName: string
  url: string
  bytes: Buffer
}

export interface TestPorts extends Ports {
  clock: TestClock
  secrets: TestSecrets
  /** Files the person chose a place for, newest last. */
  saved: SavedFile[]
  /** Set to answer the next save dialogs with 取消. */
  cancelDialogs: boolean
  shown: { title: string; body: string }[]
  log: LogEntry[]
}

/** The text of every captcha of a test. */
export const CAPTCHA_TEXT = 'T3ST'

/** A whole set of ports that a test can look into and steer; everything else of the program stays real. */
export function createTestPorts(options: { start?: string; clock?: TestClock } = {}): TestPorts {
  const ports: TestPorts = {
    clock: options.clock ?? createTestClock(options.start),
    ids: { uuid: () => v7(), bytes: (length) => new Uint8Array(randomBytes(length)) },
    secrets: createTestSecrets(),
    saved: [],
    shown: [],
    log: [],
    cancelDialogs: false,
    fileDialogs: {
      async save(file): Promise<SaveOutcome> {
        if (ports.cancelDialogs) return { kind: 'cancelled' }
        const parts: Uint8Array[] = []
        for await (const part of file.read()) parts.push(part)
        ports.saved.push({ fileName: file.fileName, url: file.url, bytes: Buffer.concat(parts) })
        return { kind: 'saved', path: `/saved/${file.fileName}` }
      },
    },
    shell: { openFolder: async () => true },
    notifications: { show: (title, body) => void ports.shown.push({ title, body }) },
    logger: { write: (entry) => void ports.log.push(entry) },
    captchas: { make: () => ({ text: CAPTCHA_TEXT, svg: '<svg xmlns="http://www.w3.org/2000/svg"/>' }) },
  }
  return ports
}
