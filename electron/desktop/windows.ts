import { join } from 'node:path'
import { app, BrowserWindow, type WebContents } from 'electron'
import type { Ids } from '#core/ports'
import type { KnownWindow } from './ipc'
import { APP_URL } from './origin'
import { rememberState, restoredState, SMALLEST } from './window-state'

export interface WindowOptions {
  title: string
  preloadFile: string
  /** Folder of the window's own small files. */
  stateDir: string
  ids: Ids
}

/** The program has one window; a second start brings it to the front. */
export interface Windows {
  /** Shows the window, making it when there is none. */
  show(): void
  current(): KnownWindow | undefined
  windowOf(contents: WebContents): KnownWindow | undefined
  /** For dialogs that belong to the window. */
  browserWindow(): BrowserWindow | undefined
}

export function createWindows(options: WindowOptions): Windows {
  let open: (KnownWindow & { window: BrowserWindow }) | undefined

  function create(): void {
    const stateFile = join(options.stateDir, 'window.json')
    const { bounds, maximized } = restoredState(stateFile)
    const window = new BrowserWindow({
      ...bounds,
      minWidth: SMALLEST.width,
      minHeight: SMALLEST.height,
      title: options.title,
      show: false,
      backgroundColor: '#f5f7fa',
      webPreferences: {
        preload: options.preloadFile,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: false,
        // Chromium's PDF viewer shows attachments.
        plugins: true,
        devTools: !app.isPackaged,
      },
    })
    // A window opened again starts signed out: sessions hang on the client, and this is a new one.
    open = { window, contents: window.webContents, clientId: options.ids.uuid() }
    rememberState(window, stateFile)
    window.once('ready-to-show', () => {
      if (maximized) window.maximize()
      window.show()
    })
    window.on('closed', () => {
      open = undefined
    })
    void window.loadURL(APP_URL)
  }

  return {
    show() {
      if (open === undefined) return create()
      if (open.window.isMinimized()) open.window.restore()
      open.window.show()
      open.window.focus()
    },
    current: () => open,
    windowOf: (contents) => (open !== undefined && open.contents.id === contents.id ? open : undefined),
    browserWindow: () => open?.window,
  }
}
