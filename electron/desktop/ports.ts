import { extname, join } from 'node:path'
import { app, dialog, Notification, shell, type BrowserWindow } from 'electron'
import type { FileDialogs, Ports } from '#core/ports'
import { createFileLogger, type FileLogger } from '../host/file-logger'
import { createSystemClock, createSystemIds } from '../host/node-ports'
import { saveFile } from '../host/save-file'
import { createSystemSecrets } from './system-secrets'

/** 另存为, then the bytes, whole and verified. */
function createDialogs(window: () => BrowserWindow | undefined): FileDialogs {
  return {
    async save({ fileName, read, size }) {
      const ending = extname(fileName).slice(1)
      const options = {
        title: '保存到', buttonLabel: '保存', defaultPath: join(app.getPath('documents'), fileName),
        filters: ending === '' ? [] : [{ name: `${ending} 文件`, extensions: [ending] }],
      }
      const parent = window()
      const { canceled, filePath } = await (parent === undefined ? dialog.showSaveDialog(options) : dialog.showSaveDialog(parent, options))
      if (canceled || filePath === '') return { kind: 'cancelled' }
      await saveFile(filePath, read(), size)
      return { kind: 'saved', path: filePath }
    },
  }
}

/** Real ports over Electron; only after the app is ready. */
export function createDesktopPorts(dataDir: string, keyFile: string, window: () => BrowserWindow | undefined): Ports & { logger: FileLogger } {
  return {
    clock: createSystemClock(),
    ids: createSystemIds(),
    secrets: createSystemSecrets(keyFile),
    fileDialogs: createDialogs(window),
    shell: { openFolder: async (path) => (await shell.openPath(path)) === '' },
    notifications: {
      show(title, body) {
        if (Notification.isSupported()) new Notification({ title, body }).show()
      },
    },
    logger: createFileLogger(join(dataDir, 'logs')),
  }
}
