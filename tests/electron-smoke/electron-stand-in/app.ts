import { EventEmitter } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { App, Event } from 'electron'
import { lockInstance } from './single-instance'

/** An event whose default the program may prevent. */
export function preventable<Extra extends object>(extra: Extra): Event<Extra> & { readonly defaultPrevented: boolean } & Extra {
  let prevented = false
  return Object.assign({}, extra, {
    preventDefault: () => {
      prevented = true
    },
    get defaultPrevented() {
      return prevented
    },
  })
}

function switchValue(name: string): string | undefined {
  const found = process.argv.find((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`))
  return found?.includes('=') ? found.slice(found.indexOf('=') + 1) : found === undefined ? undefined : ''
}

/** What runs before the process may end: closing the browser. */
const closers: (() => Promise<void>)[] = []
export const beforeExit = (closer: () => Promise<void>): void => void closers.push(closer)

class AppStandIn extends EventEmitter {
  readonly isPackaged = false
  readonly #paths = new Map<string, string>()
  #quitting = false

  readonly commandLine = {
    hasSwitch: (name: string) => switchValue(name) !== undefined,
    getSwitchValue: (name: string) => switchValue(name) ?? '',
  } satisfies Pick<App['commandLine'], 'hasSwitch' | 'getSwitchValue'>

  setName(_name: string): void {}

  setPath(name: string, path: string): void {
    this.#paths.set(name, path)
  }

  getPath(name: Parameters<App['getPath']>[0]): string {
    const path = this.#paths.get(name) ?? join(this.#paths.get('userData') ?? '', name)
    mkdirSync(path, { recursive: true })
    return path
  }

  whenReady(): Promise<void> {
    return Promise.resolve()
  }

  requestSingleInstanceLock(): boolean {
    return lockInstance(this.getPath('userData'), (argv, workingDir) => this.emit('second-instance', preventable({}), argv, workingDir, {}))
  }

  quit(): void {
    if (this.#quitting) return
    const event = preventable({})
    this.emit('before-quit', event)
    if (!event.defaultPrevented) this.exit(0)
  }

  exit(code = 0): void {
    this.#quitting = true
    void Promise.allSettled(closers.map((closer) => closer())).then(() => process.exit(code))
  }
}

export const app = new AppStandIn()
// Each member the program uses has Electron's own type.
app satisfies Pick<App, 'isPackaged' | 'setName' | 'getPath' | 'whenReady' | 'requestSingleInstanceLock' | 'quit' | 'exit'>

// The test that started the program is gone: nobody else would end it.
process.on('disconnect', () => app.exit(1))
process.on('SIGTERM', () => app.quit())
process.on('SIGINT', () => app.quit())
