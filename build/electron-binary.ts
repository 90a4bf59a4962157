import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, run, runScript } from './run-step'

const PACKAGE = join(ROOT, 'node_modules', 'electron')
/** Milliseconds for fetching Electron once (about 110 MB); without a network it fails at once. */
const FETCH_LIMIT = 180_000
const TRY_LIMIT = 15_000

function installed(): string | undefined {
  const pathFile = join(PACKAGE, 'path.txt')
  if (!existsSync(pathFile)) return undefined
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(PACKAGE, 'dist')
  const binary = join(dist, readFileSync(pathFile, 'utf8'))
  return existsSync(binary) ? binary : undefined
}

/** The Electron program, when it is installed. */
export const findElectron = installed

/** The Electron program, fetched once if need be; undefined when there is none to be had or it does not run here. */
export async function ensureElectron(): Promise<string | undefined> {
  if (installed() === undefined && existsSync(join(PACKAGE, 'install.js'))) await runScript('electron/install.js', [], { timeout: FETCH_LIMIT })
  const binary = installed()
  if (binary === undefined) return undefined
  // Missing system libraries show only when it is run.
  const tried = await run(binary, ['--version', '--no-sandbox'], { timeout: TRY_LIMIT })
  return tried.ok ? binary : undefined
}
