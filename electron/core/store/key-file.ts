import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Secrets } from '#core/ports'
import { AuthenticationError, deriveKey, KEY_BYTES, sameBytes, seal, unseal } from './cipher'
import { readIfThere, replaceDurably } from './durable-file'
import { ensureDirectory, type FileSystem } from './file-system'
import { DAMAGED } from './layout'
import { readRecoveryCode } from './recovery-code'

/**
 * The key file of a data folder: which store this is, its format version, and its one data key wrapped twice, by the
 * machine and by the recovery code (store.md §2). It is kept in two equal copies, because without it nothing opens.
 */
export const FORMAT = 'beian-store'
export const FORMAT_VERSION = 1
export const KEY_FILE = 'store.key'
export const KEY_FILE_COPY = 'store.key.copy'

interface KeyFileBody {
  format: typeof FORMAT
  version: number
  storeId: string
  createdAt: number
  /** Tells a right data key from a wrong one. */
  check: string
  machine?: { protection: string; wrapped: string }
  recovery: { salt: string; wrapped: string }
}

/** What the key file says before any key is known. */
export interface KeyFile extends KeyFileBody {
  /** The copy whose bytes are damaged; the other one was used. */
  damagedCopy?: string
  /** A copy is missing or older, as after a crash while both were being written: `healKeyFile`. */
  incomplete?: boolean
}

export type KeyFileOutcome =
  | { kind: 'found'; file: KeyFile }
  | { kind: 'none' }
  | { kind: 'damaged'; name: string }
  | { kind: 'newer'; version: number }

/** The identity and data key of an open store. */
export interface StoreKey {
  storeId: string
  dataKey: Buffer
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const checkOf = (key: StoreKey): string => base64(deriveKey(key.dataKey, key.storeId, 'check'))
const recoveryName = (storeId: string): string => `${FORMAT}/recovery/${storeId}`

function digestOf(body: KeyFileBody): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex')
}

function encode(body: KeyFileBody): Buffer {
  return Buffer.from(`${JSON.stringify({ ...body, sha256: digestOf(body) })}\n`)
}

function parse(bytes: Buffer): KeyFileBody | { newer: number } | undefined {
  try {
    const { sha256, ...body } = JSON.parse(bytes.toString('utf8')) as KeyFileBody & { sha256: string }
    if (body.format !== FORMAT || digestOf(body) !== sha256) return undefined
    return body.version > FORMAT_VERSION ? { newer: body.version } : body
  } catch {
    return undefined
  }
}

/** Reads both copies; one whole copy is enough. */
export async function readKeyFile(files: FileSystem, dir: string): Promise<KeyFileOutcome> {
  const bytes = await Promise.all([KEY_FILE, KEY_FILE_COPY].map((name) => readIfThere(files, join(dir, name))))
  if (bytes.every((copy) => copy === undefined)) return { kind: 'none' }
  const copies = bytes.map((copy) => (copy ? parse(copy) : undefined))
  const whole = copies[0] ?? copies[1]
  if (!whole) return { kind: 'damaged', name: KEY_FILE }
  if ('newer' in whole) return { kind: 'newer', version: whole.newer }
  const damaged = [KEY_FILE, KEY_FILE_COPY].find((_, place) => bytes[place] && !copies[place])
  const incomplete = damaged === undefined && !(bytes[0] && bytes[1]?.equals(bytes[0]))
  return { kind: 'found', file: { ...whole, ...(damaged ? { damagedCopy: damaged } : {}), ...(incomplete ? { incomplete } : {}) } }
}

/** Ends what a crash interrupted: both copies as the first. A damaged copy stays as it is. */
export async function healKeyFile(files: FileSystem, dir: string, file: KeyFile): Promise<void> {
  if (file.incomplete) await write(files, dir, file)
}

/** Unknown fields of a key file of the same version are kept. */
async function write(files: FileSystem, dir: string, file: KeyFile): Promise<void> {
  const { damagedCopy: _damaged, incomplete: _incomplete, ...body } = file
  await replaceDurably(files, join(dir, KEY_FILE), encode(body))
  await replaceDurably(files, join(dir, KEY_FILE_COPY), encode(body))
}

/** Before both copies are written anew. */
async function keepDamagedCopy(files: FileSystem, dir: string, file: KeyFile): Promise<void> {
  if (file.damagedCopy === undefined) return
  await ensureDirectory(files, join(dir, DAMAGED))
  await files.rename(join(dir, file.damagedCopy), join(dir, DAMAGED, `${file.damagedCopy}.${randomUUID()}`))
}

/** A key that no store has had; nothing is written yet. */
export function newStoreKey(): StoreKey {
  return { storeId: randomUUID(), dataKey: randomBytes(KEY_BYTES) }
}

function wrapByCode(key: StoreKey, recoveryCode: string): KeyFileBody['recovery'] {
  const salt = randomBytes(16)
  const code = readRecoveryCode(recoveryCode)
  if (code === undefined) throw new Error('malformed recovery code')
  // The code has 155 random bits, so a slow derivation would add nothing.
  const wrapping = deriveKey(Buffer.from(code), salt, recoveryName(key.storeId))
  return { salt: base64(salt), wrapped: base64(seal(wrapping, recoveryName(key.storeId), key.dataKey)) }
}

async function wrapByMachine(key: StoreKey, secrets: Secrets): Promise<KeyFileBody['machine']> {
  return { protection: secrets.protection, wrapped: base64(await secrets.wrap(key.dataKey)) }
}

export async function createKeyFile(
  files: FileSystem,
  dir: string,
  key: StoreKey,
  wraps: { secrets: Secrets; recoveryCode: string; at: number },
): Promise<void> {
  await write(files, dir, {
    format: FORMAT,
    version: FORMAT_VERSION,
    storeId: key.storeId,
    createdAt: wraps.at,
    check: checkOf(key),
    machine: await wrapByMachine(key, wraps.secrets),
    recovery: wrapByCode(key, wraps.recoveryCode),
  })
}

/** The key file of a store that came from a backup: its recovery code as it was, this machine's own wrapping. */
export async function installKeyFile(files: FileSystem, dir: string, body: Omit<KeyFileBody, 'machine'>, key: StoreKey, secrets: Secrets): Promise<void> {
  await write(files, dir, { ...body, machine: await wrapByMachine(key, secrets) })
}

function checked(file: KeyFile, dataKey: Buffer): StoreKey | undefined {
  const key = { storeId: file.storeId, dataKey }
  return dataKey.length === KEY_BYTES && sameBytes(Buffer.from(file.check), Buffer.from(checkOf(key))) ? key : undefined
}

/** Undefined when this machine cannot unwrap it, or unwraps something else. */
export async function unwrapByMachine(file: KeyFile, secrets: Secrets): Promise<StoreKey | undefined> {
  if (!file.machine) return undefined
  try {
    return checked(file, Buffer.from(await secrets.unwrap(Buffer.from(file.machine.wrapped, 'base64'))))
  } catch {
    return undefined
  }
}

/** Undefined when the code is another one's; `readRecoveryCode` tells a mistyped one before. */
export function unwrapByCode(file: Pick<KeyFile, 'storeId' | 'recovery' | 'check'>, recoveryCode: string): StoreKey | undefined {
  const code = readRecoveryCode(recoveryCode)
  if (code === undefined) return undefined
  const wrapping = deriveKey(Buffer.from(code), Buffer.from(file.recovery.salt, 'base64'), recoveryName(file.storeId))
  try {
    const dataKey = unseal(wrapping, recoveryName(file.storeId), Buffer.from(file.recovery.wrapped, 'base64'))
    return checked({ ...file, format: FORMAT, version: FORMAT_VERSION, createdAt: 0 }, dataKey)
  } catch (error) {
    if (error instanceof AuthenticationError) return undefined
    throw error
  }
}

/** Wraps the data key anew by this machine, a new recovery code, or both; the data stay as they are. */
export async function rewrapKeyFile(
  files: FileSystem,
  dir: string,
  key: StoreKey,
  wraps: { secrets?: Secrets; recoveryCode?: string },
): Promise<void> {
  const found = await readKeyFile(files, dir)
  if (found.kind !== 'found') throw new Error(`key file ${found.kind}`)
  await keepDamagedCopy(files, dir, found.file)
  await write(files, dir, {
    ...found.file,
    ...(wraps.secrets ? { machine: await wrapByMachine(key, wraps.secrets) } : {}),
    ...(wraps.recoveryCode === undefined ? {} : { recovery: wrapByCode(key, wraps.recoveryCode) }),
  })
}
