import { spawn, type ChildProcess } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, chromium, expect, type Page } from '@playwright/test'
import { findElectron } from '../../build/electron-binary'
import type { SaveAnswer } from './electron-stand-in/system'

/** The desktop shell as a test sees it, whichever way it was started. */
export interface Desktop {
  readonly page: Page
  /** The next 另存为 gets this path. */
  answerSaveDialog(path: string): Promise<void>
  /** Starts the program a second time with a file, as a double click does; resolves when that start has ended. */
  openAgain(...args: string[]): Promise<void>
  /** Quits the program and waits until it is gone. */
  close(): Promise<void>
}

export interface LaunchOptions {
  dataDir: string
  /** Folder for what belongs to the machine: the key file. */
  configDir: string
  args?: string[]
}

export type Driver = 'electron' | 'stand-in'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MAIN = 'out/main/desktop.js'

/** Why this way of starting is not to be had here; undefined when it is. */
export function whyNot(driver: Driver): string | undefined {
  return driver === 'electron' && findElectron() === undefined ? '此机没有 Electron 程序（无法下载），改由替身模块运行同一组测试' : undefined
}

const environment = (configDir: string): Record<string, string> =>
  ({ ...(process.env as Record<string, string>), XDG_CONFIG_HOME: configDir, APPDATA: configDir })

function ended(child: ChildProcess): Promise<void> {
  return child.exitCode !== null ? Promise.resolve() : new Promise((resolve) => child.once('exit', () => resolve()))
}

async function launchElectron({ dataDir, configDir, args = [] }: LaunchOptions): Promise<Desktop> {
  const executablePath = findElectron()
  if (executablePath === undefined) throw new Error(whyNot('electron'))
  const all = ['.', `--data-dir=${dataDir}`, ...args, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]
  const env = environment(configDir)
  const program = await _electron.launch({ executablePath, cwd: ROOT, args: all, env })
  return {
    page: await program.firstWindow(),
    answerSaveDialog: (path) => program.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, path),
    openAgain: (...more) => ended(spawn(executablePath, [...all, ...more], { cwd: ROOT, env, stdio: 'ignore' })),
    close: () => program.close(),
  }
}

async function debuggingAddress(profile: string, child: ChildProcess): Promise<string> {
  let port = ''
  await expect.poll(async () => {
    if (child.exitCode !== null) throw new Error(`the program ended with ${child.exitCode}`)
    port = await readFile(join(profile, 'DevToolsActivePort'), 'utf8').then((text) => text.split('\n', 1)[0] ?? '', () => '')
    return port
  }, { timeout: 30_000 }).not.toBe('')
  return `http://127.0.0.1:${port}`
}

async function launchStandIn({ dataDir, configDir, args = [] }: LaunchOptions): Promise<Desktop> {
  const all = ['--import', 'tsx', '--import', './tests/electron-smoke/electron-stand-in/register.ts', MAIN, `--data-dir=${dataDir}`, ...args]
  const env = environment(configDir)
  const profile = join(dataDir, 'shell', 'profile')
  // An earlier start's address would be found before this one's.
  await rm(join(profile, 'DevToolsActivePort'), { force: true })
  const child = spawn(process.execPath, all, { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const browser = await chromium.connectOverCDP(await debuggingAddress(profile, child))
  const context = browser.contexts()[0]
  if (context === undefined) throw new Error('no window')
  const isWindow = (page: Page): boolean => page.url().includes('.localhost:')
  await expect.poll(() => context.pages().some(isWindow)).toBe(true)
  const page = context.pages().find(isWindow)
  if (page === undefined) throw new Error('no window')
  return {
    page,
    answerSaveDialog: (saveDialog) => new Promise((resolve, reject) => {
      child.once('message', () => resolve())
      child.send({ saveDialog } satisfies SaveAnswer, (error) => (error === null ? undefined : reject(error)))
    }),
    openAgain: (...more) => ended(spawn(process.execPath, [...all, ...more], { cwd: ROOT, env, stdio: 'ignore' })),
    async close() {
      child.kill('SIGTERM')
      await ended(child)
    },
  }
}

export function launchDesktop(driver: Driver, options: LaunchOptions): Promise<Desktop> {
  return driver === 'electron' ? launchElectron(options) : launchStandIn(options)
}
