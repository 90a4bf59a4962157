import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './run-step'

const SOURCES = ['electron', 'renderer', 'shared', 'resources', 'package.json', 'electron.vite.config.ts']
const STAMP = join(ROOT, 'out', 'built')

function newest(path: string): number {
  const entry = statSync(path, { throwIfNoEntry: false })
  if (entry === undefined) return 0
  if (!entry.isDirectory()) return entry.mtimeMs
  // A removed file shows in its folder's own time.
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), entry.mtimeMs)
}

/** Whether anything changed since the last whole build. */
export function isOutdated(): boolean {
  const built = statSync(STAMP, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return SOURCES.some((source) => newest(join(ROOT, source)) > built)
}

/** @param began when the build started: a file changed during it must count as changed. */
export function markBuilt(began: number): void {
  writeFileSync(STAMP, '')
  utimesSync(STAMP, began / 1000, began / 1000)
}
