import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Name of the program's folders on this machine; the same in both shells, so that both open the same data. */
const FOLDER = 'beian-desktop'

/** Where the program's own files lie. */
export interface Places {
  root: string
  resourcesDir: string
  rendererDir: string
  preloadFile: string
  version: string
  productName: string
}

/** The folder with our package.json above this file: the project, or the packed app. */
export function programPlaces(): Places {
  let root = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(root, 'package.json'))) {
    if (dirname(root) === root) throw new Error('package.json of the program not found')
    root = dirname(root)
  }
  const { version, productName } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string; productName: string }
  return {
    root, version, productName,
    resourcesDir: join(root, 'resources'), rendererDir: join(root, 'out', 'renderer'), preloadFile: join(root, 'out', 'preload', 'preload.cjs'),
  }
}

type Environment = Record<string, string | undefined>

/** Where the data lies unless `--data-dir` says otherwise. */
export function defaultDataDir(env: Environment = process.env, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), FOLDER)
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', FOLDER)
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), FOLDER)
}

/** The machine's key for wrapping data keys: with the user's settings, never in a data folder. */
export function machineKeyFile(env: Environment = process.env, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), FOLDER, 'machine.key')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Preferences', FOLDER, 'machine.key')
  return join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), FOLDER, 'machine.key')
}
