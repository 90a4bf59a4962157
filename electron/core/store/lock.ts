import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { readIfThere, writeFully } from './durable-file'
import { type FileSystem, listIfThere, systemCode } from './file-system'
import { processRuns, processStart } from './process-identity'

/** Who opens the data folder, in words for the person who is refused. */
export interface Holder {
  /** The program, e.g. 联网备案离线办理. */
  name: string
  pid: number
  host: string
}

/** What a lock file says of the one that holds the folder. */
export interface LockOwner extends Holder {
  /** Tells two processes apart that had the same id (`processStart`). */
  start?: string
  /** When the folder was taken, milliseconds. */
  at: number
  token: string
}

export type LockOutcome = { kind: 'held'; release: () => Promise<void> } | { kind: 'locked'; owner: LockOwner }

const PREFIX = 'lock.'
const ATTEMPTS = 20
/**
 * A lock file without content was just made, or its maker died, or the power went. Taking it for stale is safe even when
 * its maker is merely slow: it looks around once more after writing, and steps back.
 */
const UNWRITTEN_RETRIES = 3
const UNWRITTEN_PAUSE_MS = 3

function numberOf(name: string): number {
  return Number(name.slice(PREFIX.length))
}

async function lockNames(files: FileSystem, dir: string): Promise<string[]> {
  const names = await listIfThere(files, dir)
  return names.filter((name) => /^lock\.\d+$/.test(name)).sort((a, b) => numberOf(a) - numberOf(b))
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function parseOwner(text: string): LockOwner | undefined {
  try {
    const value = JSON.parse(text) as Partial<LockOwner>
    return typeof value.pid === 'number' && typeof value.token === 'string' && typeof value.host === 'string' ? (value as LockOwner) : undefined
  } catch {
    return undefined
  }
}

async function ownerOf(files: FileSystem, path: string): Promise<LockOwner | undefined> {
  for (let attempt = 0; attempt < UNWRITTEN_RETRIES; attempt++) {
    const bytes = await readIfThere(files, path)
    if (bytes === undefined) return undefined
    const owner = parseOwner(bytes.toString('utf8'))
    if (owner) return owner
    await pause(UNWRITTEN_PAUSE_MS)
  }
  return undefined
}

/** Another machine's lock (shared folder) cannot be looked into, so it is taken to be alive. */
async function isAlive(owner: LockOwner, host: string): Promise<boolean> {
  return owner.host !== host || processRuns(owner.pid, owner.start)
}

async function otherLive(files: FileSystem, dir: string, self: Holder, mine?: string): Promise<LockOwner | undefined> {
  for (const name of await lockNames(files, dir)) {
    if (name === mine) continue
    const owner = await ownerOf(files, join(dir, name))
    if (owner && (await isAlive(owner, self.host))) return owner
  }
  return undefined
}

async function removeIfThere(files: FileSystem, path: string): Promise<void> {
  try {
    await files.unlink(path)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
  }
}

/** False when somebody else made the same number first. */
async function createLock(files: FileSystem, path: string, owner: LockOwner): Promise<boolean> {
  let file
  try {
    file = await files.open(path, 'create')
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
  try {
    await writeFully(file, Buffer.from(JSON.stringify(owner)), 0)
  } catch (error) {
    await removeIfThere(files, path)
    throw error
  } finally {
    await file.close()
  }
  return true
}

/**
 * Takes the folder for one process. Lock files are numbered: a stale one is overtaken by exclusively creating the next
 * number, which only one of several can do, and whoever then sees another live lock steps back. Stale means that the
 * process is gone or another one now has its id; age alone says nothing (issue 3).
 */
export async function takeLock(files: FileSystem, dir: string, holder: Holder, now: number): Promise<LockOutcome> {
  const owner: LockOwner = { ...holder, start: await processStart(holder.pid), at: now, token: randomUUID() }
  let seen: LockOwner | undefined
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    seen = await otherLive(files, dir, holder)
    if (seen) return { kind: 'locked', owner: seen }
    const stale = await lockNames(files, dir)
    const mine = PREFIX + (Math.max(0, ...stale.map(numberOf)) + 1)
    if (!(await createLock(files, join(dir, mine), owner))) continue
    seen = await otherLive(files, dir, holder, mine)
    if (!seen) {
      for (const name of stale) await removeIfThere(files, join(dir, name))
      return { kind: 'held', release: () => removeIfThere(files, join(dir, mine)) }
    }
    await removeIfThere(files, join(dir, mine))
    await pause(5 + Math.random() * 30)
  }
  return { kind: 'locked', owner: seen ?? owner }
}

/** For the page that says who holds the folder, after the person has made sure that the other machine is off. */
export async function breakLock(files: FileSystem, dir: string, token: string): Promise<void> {
  for (const name of await lockNames(files, dir)) {
    const owner = await ownerOf(files, join(dir, name))
    if (owner?.token === token) await removeIfThere(files, join(dir, name))
  }
}
