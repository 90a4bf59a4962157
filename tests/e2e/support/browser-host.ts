import { fork, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test as base, expect, type Page } from '@playwright/test'
import type { Order, Told } from './controlled-host'

/** Text of every captcha in end-to-end tests; the picture stays empty. */
export const CAPTCHA_TEXT = 'E2E4'

export interface TestHost {
  /** Address with this run's token. */
  readonly url: string
  readonly dataDir: string
  /** Moves the program's clock on by so many milliseconds. */
  advance(ms: number): Promise<void>
  /** Ends the program as Ctrl+C does, keeping the data folder. */
  stop(): Promise<void>
  /** Ends the process at once (SIGKILL). */
  kill(): Promise<void>
}

export interface TestHostOptions {
  /** Kept when given; otherwise a temporary folder. */
  dataDir?: string
  /** Starts with the clock this many milliseconds ahead. */
  clockOffset?: number
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const PROGRAM = fileURLToPath(new URL('./controlled-host.ts', import.meta.url))

function firstWord(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('message', (told: Told) => (told.listening === undefined ? reject(new Error('unexpected message')) : resolve(told.listening)))
    child.once('exit', (code) => reject(new Error(`the browser host ended with ${code} before it was ready`)))
  })
}

/** A browser host of its own process; the page is the built one. */
export async function startBrowserHost(options: TestHostOptions = {}): Promise<TestHost> {
  if (!existsSync(join(ROOT, 'out', 'renderer', 'index.html'))) throw new Error('the page is not built: run npm run build first')
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'e2e-')))
  const args = [dataDir, CAPTCHA_TEXT, String(options.clockOffset ?? 0)]
  const child = fork(PROGRAM, args, { cwd: ROOT, execArgv: ['--import', 'tsx'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await firstWord(child)
  let orders = 0
  const order = (words: Omit<Order, 'order'>): Promise<void> => {
    const number = ++orders
    const carriedOut = new Promise<void>((resolve) => {
      const hear = (told: Told): void => {
        if (told.done !== number) return
        child.off('message', hear)
        resolve()
      }
      child.on('message', hear)
    })
    child.send({ order: number, ...words } satisfies Order)
    return Promise.race([carriedOut, gone])
  }
  return {
    url, dataDir,
    advance: (ms) => order({ advance: ms }),
    async stop() {
      if (child.connected) await order({ stop: true })
      await gone
    },
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

interface HostFixtures {
  /** A fresh program for this test. */
  host: TestHost
  /** Errors the page's console and scripts reported; each test ends with none. */
  consoleErrors: string[]
  /** Another window with a session of its own, as in another browser. */
  openPage: (host: TestHost) => Promise<Page>
}

/** Playwright's test with a program of its own for each test, opened in `page`, and no console error at the end. */
export const test = base.extend<HostFixtures>({
  host: async ({}, use) => {
    const host = await startBrowserHost()
    await use(host)
    await host.stop()
    await rm(host.dataDir, { recursive: true, force: true })
  },
  consoleErrors: async ({}, use) => {
    const errors: string[] = []
    await use(errors)
    expect(errors, 'errors in the console').toEqual([])
  },
  openPage: async ({ browser, consoleErrors }, use) => {
    const contexts: { close(): Promise<void> }[] = []
    await use(async (host) => {
      const context = await browser.newContext()
      contexts.push(context)
      const page = await context.newPage()
      watchConsole(page, consoleErrors)
      await page.goto(host.url)
      return page
    })
    for (const context of contexts) await context.close()
  },
  page: async ({ page, host, consoleErrors }, use) => {
    watchConsole(page, consoleErrors)
    await page.goto(host.url)
    await use(page)
  },
})

function watchConsole(page: Page, errors: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(error.message))
}

export { expect }
