import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { app, dialog, session } from 'electron'
import { createCore, type Core } from '#core/create-core'
import { defaultDataDir, machineKeyFile, programPlaces, type Places } from '../host/places'
import { listStaticFiles } from '../host/static-files'
import { registerAppScheme, serveApp } from './app-protocol'
import { registerIpc } from './ipc'
import { setMenu } from './menu'
import { bundleFilesIn, createOpenedFiles, type OpenedFiles } from './opened-files'
import { createDesktopPorts } from './ports'
import { guardAllContents, guardSession } from './security'
import { createWindows, type Windows } from './windows'

const places = programPlaces()
const dataDir = app.commandLine.hasSwitch('data-dir') ? resolve(app.commandLine.getSwitchValue('data-dir')) : defaultDataDir()
/** Chromium's own files and the window's place, apart from the person's data. */
const shellDir = join(dataDir, 'shell')
/** Files opened before the program is ready (macOS tells them by event, the others as arguments). */
const early = bundleFilesIn(process.argv.slice(1), process.cwd())

interface Running {
  core: Core
  windows: Windows
  opened: OpenedFiles
  flushLog(): Promise<void>
}

async function start({ resourcesDir, rendererDir, preloadFile, version, productName }: Places): Promise<Running> {
  await app.whenReady()
  guardSession(session.defaultSession)
  const ports = createDesktopPorts(dataDir, machineKeyFile(), () => windows.browserWindow())
  const windows: Windows = createWindows({ title: productName, preloadFile, stateDir: shellDir, ids: ports.ids })
  const core = await createCore(ports, { dataDir, resourcesDir, version, shell: 'desktop' })
  const opened = createOpenedFiles(core)
  const all = (): NonNullable<ReturnType<Windows['current']>>[] => [windows.current()].filter((window) => window !== undefined)
  serveApp(session.defaultSession, { core, files: await listStaticFiles(rendererDir), clientId: () => windows.current()?.clientId })
  registerIpc({ core, windows: all, windowOf: windows.windowOf, answered: (window) => opened.deliver(window) })
  setMenu(productName)
  return { core, windows, opened, flushLog: () => ports.logger.flush() }
}

/** Quitting waits until every write under way is on the disk. */
function quitCleanly({ core, flushLog }: Running): void {
  let closing = false
  app.on('before-quit', (event) => {
    event.preventDefault()
    if (closing) return
    closing = true
    void core.close().then(flushLog).finally(() => app.exit(0))
  })
}

function run(): void {
  let running: Running | undefined
  const openFiles = (paths: readonly string[]): void => {
    if (running === undefined) {
      early.push(...paths)
      return
    }
    running.opened.add(paths)
    running.windows.show()
    running.opened.deliver(running.windows.current())
  }
  app.on('second-instance', (_event, argv, workingDir) => openFiles(bundleFilesIn(argv.slice(1), workingDir)))
  app.on('open-file', (event, path) => {
    event.preventDefault()
    openFiles([path])
  })
  app.on('activate', () => running?.windows.show())
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  start(places).then(
    (started) => {
      running = started
      quitCleanly(started)
      openFiles(early.splice(0))
    },
    (error: unknown) => {
      dialog.showErrorBox(`${places.productName}无法启动`, error instanceof Error ? error.message : String(error))
      app.exit(1)
    },
  )
}

mkdirSync(shellDir, { recursive: true, mode: 0o700 })
app.setName(places.productName)
// Windows ties notifications and the taskbar to this; the same as appId of electron-builder.yml.
if (process.platform === 'win32') app.setAppUserModelId('cn.beian.offline')
app.setPath('userData', shellDir)
registerAppScheme()
guardAllContents()
if (app.requestSingleInstanceLock()) run()
else app.exit(0)
