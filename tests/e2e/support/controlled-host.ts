import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createCore } from '#core/create-core'
import type { Clock } from '#core/ports'
import { createBrowserPorts } from '../../../electron/browser-host/ports'
import { serveBrowser } from '../../../electron/browser-host/server'
import { programPlaces } from '../../../electron/host/places'

/** What the test tells this process; every order is answered with its `order` number when it is carried out. */
export interface Order {
  order: number
  advance?: number
  stop?: true
}
export interface Told {
  listening?: string
  done?: number
}

/** The machine's clock, moved on by as much as the test says; timers that fall due on the way call back at once. */
function createMovableClock(moved: number): Clock & { advance(ms: number): void } {
  let offset = moved
  const waiting = new Set<{ due: number; run: () => void }>()
  const now = (): number => Date.now() + offset
  return {
    now,
    after(ms, callback) {
      const entry = {
        due: now() + ms,
        run: () => {
          waiting.delete(entry)
          clearTimeout(timer)
          callback()
        },
      }
      const timer = setTimeout(entry.run, Math.min(Math.max(ms, 0), 2 ** 31 - 1))
      timer.unref()
      waiting.add(entry)
      return () => {
        waiting.delete(entry)
        clearTimeout(timer)
      }
    },
    advance(ms) {
      offset += ms
      for (const entry of [...waiting].filter(({ due }) => due <= now()).sort((a, b) => a.due - b.due)) entry.run()
    },
  }
}

/** The browser host of the program, with the ports a test may steer: clock and captcha. */
const [dataDir = '', captchaText = '', moved = '0'] = process.argv.slice(2)
const clock = createMovableClock(Number(moved))
const places = programPlaces()
await mkdir(dataDir, { recursive: true })
const ports = {
  ...createBrowserPorts(dataDir, join(dataDir, 'machine.key')),
  clock,
  captchas: { make: () => ({ text: captchaText, svg: '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"/>' }) },
}
const core = await createCore(ports, { dataDir, resourcesDir: places.resourcesDir, version: places.version, shell: 'browser', checkOutput: true })
const host = await serveBrowser({ core, ports, rendererDir: places.rendererDir, port: 0 })
const tell = (told: Told): void => void process.send?.(told)

process.on('message', async (message: Order) => {
  if (message.advance !== undefined) clock.advance(message.advance)
  if (message.stop === true) {
    await host.close()
    await core.close()
    await ports.logger.flush()
  }
  tell({ done: message.order })
  if (message.stop === true) process.exit(0)
})
process.on('disconnect', () => process.exit(0))
tell({ listening: host.url })
