import { join } from 'node:path'
import type { FileDialogs, Ports, Shell } from '#core/ports'
import { createFileLogger, type FileLogger } from '../host/file-logger'
import { createKeyFileSecrets } from '../host/key-file-secrets'
import { createSystemClock, createSystemIds } from '../host/node-ports'
import { openWithSystem } from '../host/open-system'

/** The browser keeps its own downloads folder, so the page opens the address of the bytes. */
export const browserDialogs: FileDialogs = {
  save: (file) => Promise.resolve({ kind: 'download', url: file.url }),
}

const systemShell: Shell = { openFolder: (path) => openWithSystem(path) }

/** Real ports for plain Node behind a browser. */
export function createBrowserPorts(dataDir: string, keyFile: string): Ports & { logger: FileLogger } {
  const clock = createSystemClock()
  const logger = createFileLogger(join(dataDir, 'logs'))
  return {
    clock,
    logger,
    ids: createSystemIds(),
    secrets: createKeyFileSecrets(keyFile),
    fileDialogs: browserDialogs,
    shell: systemShell,
    // The page shows notices itself; there is no system notification without a desktop shell.
    notifications: { show: () => logger.write({ at: clock.now(), level: 'info', source: 'notifications', message: 'shown in the page' }) },
  }
}
