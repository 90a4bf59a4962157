import { app, type Session, type WebContents } from 'electron'
import { isOwnAddress } from './origin'

/** Chromium's own PDF viewer, which shows attachments inside a frame of ours. */
const PDF_VIEWER = 'chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/'

function guard(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isOwnAddress(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => {
    if (!isOwnAddress(event.url)) event.preventDefault()
  })
  contents.on('will-frame-navigate', (event) => {
    const inFrame = !event.isMainFrame && (event.url.startsWith(PDF_VIEWER) || event.url.startsWith('blob:app://'))
    if (!isOwnAddress(event.url) && !inFrame) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** Before any window exists: whatever contents are made later are guarded. */
export function guardAllContents(): void {
  app.on('web-contents-created', (_event, contents) => guard(contents))
}

/** Clipboard writing is what 复制备案号 needs; everything else a page could ask for is refused. */
const ALLOWED_PERMISSIONS: readonly string[] = ['clipboard-sanitized-write']

/** The program works offline: the page asks for no permission and reaches no network. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide) => decide(ALLOWED_PERMISSIONS.includes(permission)))
  session.setPermissionCheckHandler((_contents, permission) => ALLOWED_PERMISSIONS.includes(permission))
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest({ urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*/*'] }, (_details, decide) => decide({ cancel: true }))
}
