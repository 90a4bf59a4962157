import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserWindow as Real, BrowserWindowConstructorOptions, IpcMainInvokeEvent, WebContents, WebFrameMain } from 'electron'
import { chromium, type BrowserContext, type Frame, type Page } from 'playwright'
import { CHROMIUM_ARGS, findChromium } from '../../../build/chromium'
import { app, beforeExit, preventable } from './app'
import { invoked } from './ipc-main'
import { fromPage, isPageHost, servePages, toPage } from './page-origin'
import { BINDING, EMIT, preloadScript } from './preload-page'
import { guardsPermissions, isCancelled } from './session'

let context: Promise<BrowserContext> | undefined

/** One Chromium for the program; its debugging address tells the test where the window is (profile/DevToolsActivePort). */
function browser(): Promise<BrowserContext> {
  context ??= (async () => {
    await servePages()
    const opened = await chromium.launchPersistentContext(join(app.getPath('userData'), 'profile'), {
      executablePath: findChromium(), args: [...CHROMIUM_ARGS, '--remote-debugging-port=0'], viewport: { width: 1280, height: 800 }, locale: 'zh-CN',
    })
    beforeExit(() => opened.close())
    return opened
  })()
  return context
}

type OpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0]
interface FramePart extends Pick<WebFrameMain, 'url'> {
  parent: FramePart | null
}
function frameOf(frame: Frame): FramePart {
  const parent = frame.parentFrame()
  return {
    get url() {
      return fromPage(frame.url())
    },
    parent: parent === null ? null : frameOf(parent),
  }
}

let lastId = 0

class WebContentsStandIn extends EventEmitter {
  readonly id = ++lastId
  #page: Page | undefined
  #openHandler: OpenHandler = () => ({ action: 'allow' })

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler
  }

  isDestroyed(): boolean {
    return this.#page?.isClosed() ?? false
  }

  send(channel: string, ...args: unknown[]): void {
    const emit = ([name, key, values]: [string, string, unknown[]]): void => {
      const target = (window as unknown as Record<string, ((channel: string, args: unknown[]) => void) | undefined>)[name]
      target?.(key, values)
    }
    void this.#page?.evaluate(emit, [EMIT, channel, args] as [string, string, unknown[]]).catch(() => undefined)
  }

  /** Takes over the real page: preload, commands, navigation, new windows, the network. */
  async attach(page: Page, preload: string): Promise<void> {
    this.#page = page
    await page.exposeBinding(BINDING, async ({ frame }, message: string) => {
      const { channel, args } = JSON.parse(message) as { channel: string; args: unknown[] }
      const senderFrame = frameOf(frame)
      const event = { type: 'frame', sender: this, senderFrame } as unknown as IpcMainInvokeEvent
      try {
        return JSON.stringify({ value: await invoked(event, channel, args) })
      } catch (error) {
        return JSON.stringify({ error: String(error) })
      }
    })
    await page.addInitScript(preloadScript(readFileSync(preload, 'utf8')))
    await page.route((url) => !isPageHost(url), async (route) => {
      const request = route.request()
      const prevented = request.isNavigationRequest() && this.#navigationPrevented(request.url(), request.frame() === page.mainFrame())
      if (prevented || (await isCancelled(request.url()))) await route.abort('aborted')
      else await route.continue()
    })
    page.on('popup', (popup) => {
      if (this.#openHandler({ url: popup.url() } as Parameters<OpenHandler>[0]).action === 'deny') void popup.close()
    })
  }

  #navigationPrevented(url: string, isMainFrame: boolean): boolean {
    const names = isMainFrame ? ['will-frame-navigate', 'will-navigate'] : ['will-frame-navigate']
    return names.some((name) => {
      const event = preventable({ url, isMainFrame })
      this.emit(name, event)
      return event.defaultPrevented
    })
  }
}

/** Electron's own defaults are safe; a window that weakens them, or leaves out what the program promises, is refused. */
function checkPreferences({ webPreferences }: BrowserWindowConstructorOptions): string {
  const { preload, sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = webPreferences ?? {}
  if (preload === undefined || !sandbox || !contextIsolation || nodeIntegration || webSecurity === false || webviewTag) throw new Error('unsafe window')
  if (!guardsPermissions()) throw new Error('a window before the session is guarded')
  return preload
}

export class BrowserWindow extends EventEmitter {
  readonly webContents = new WebContentsStandIn()
  readonly #preload: string
  #page: Page | undefined

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super()
    this.#preload = checkPreferences(options)
    app.emit('web-contents-created', preventable({}), this.webContents)
  }

  async loadURL(url: string): Promise<void> {
    const opened = await browser()
    const page = opened.pages().find((entry) => entry.url() === 'about:blank') ?? (await opened.newPage())
    this.#page = page
    page.on('close', () => {
      this.emit('close', preventable({}))
      this.emit('closed')
      app.emit('window-all-closed')
    })
    await this.webContents.attach(page, this.#preload)
    await page.goto(toPage(url))
    this.emit('ready-to-show')
  }

  show(): void {
    void this.#page?.bringToFront()
  }
  focus(): void {
    void this.#page?.bringToFront()
  }
  maximize(): void {}
  restore(): void {}
  isMinimized(): boolean {
    return false
  }
  isMaximized(): boolean {
    return false
  }
  getNormalBounds(): ReturnType<Real['getNormalBounds']> {
    return { x: 0, y: 0, width: 1280, height: 800 }
  }
}

BrowserWindow.prototype satisfies Pick<Real, 'loadURL' | 'show' | 'focus' | 'maximize' | 'restore' | 'isMinimized' | 'isMaximized' | 'getNormalBounds'>
