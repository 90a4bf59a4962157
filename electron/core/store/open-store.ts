import { join } from 'node:path'
import { AppError } from '#shared/errors/app-error'
import { keepCopy } from './damaged-copies'
import { Engine } from './engine'
import { ensureDirectory, type FileSystem, nodeFileSystem, systemCode } from './file-system'
import { Journal } from './journal'
import { createKeyFile, healKeyFile, type KeyFile, newStoreKey, readKeyFile, type StoreKey, unwrapByMachine } from './key-file'
import { ATTACHMENTS, checkCollectionNames, DATA, INCOMING, JOURNALS, MANIFESTS } from './layout'
import { takeLock } from './lock'
import { EngineStore } from './engine-store'
import { manifestNumbers, writeManifest } from './manifest'
import { migrate } from './migrate'
import { MIGRATIONS } from './migrations'
import { offersOf } from './offers'
import type { OpenOptions, OpenResult } from './open-options'
import { emptyManifest, endOf, journalAfter, loadGeneration, type LoadedGeneration, nextGenerationOf, verifyOnOpening } from './open-state'
import { createRecoveryCode } from './recovery-code'
import { DamagedFileError, deriveKeys, SealedFiles } from './sealed-files'
import { StoreState } from './store-state'
import { lookIntoFolder } from './traces'
import { failureReason, reported } from './write-failure'

type Release = () => Promise<void>
/** The lock, or why none could be taken in a folder that can only be read. */
type Hold = { release: Release; readOnlyReason?: string }

const NOTHING_TO_RELEASE: Release = async () => undefined
const CANNOT_WRITE = new Set(['EROFS', 'EACCES', 'EPERM', 'ENOSPC', 'EDQUOT'])

/**
 * Opens, or with `create` makes, the store of a folder. What may be found there is a result, not an error.
 * @throws AppError store.writeFailed, store.diskFull when a new store cannot be written.
 */
export async function openStore(options: OpenOptions): Promise<OpenResult> {
  checkCollectionNames(options.collections.map(({ name }) => name))
  const files = options.fs ?? nodeFileSystem
  const found = await readKeyFile(files, options.dir)
  if (found.kind === 'newer') return found
  if (found.kind === 'damaged') return { kind: 'damaged', file: found.name, generations: [] }
  if (found.kind === 'none') return openWithoutKey(files, options)
  const hold = await holdFolder(files, options)
  if ('kind' in hold) return hold
  return orRelease(hold, async () => {
    const key = await unwrapByMachine(found.file, options.secrets)
    if (!key) return { kind: 'wrongKey', protection: found.file.machine?.protection ?? options.secrets.protection }
    return openWithKey(files, options, { key, keyFile: found.file, hold })
  })
}

async function openWithoutKey(files: FileSystem, options: OpenOptions): Promise<OpenResult> {
  const before = await lookIntoFolder(files, options.dir)
  if (before.kind === 'store') return { kind: 'missing', traces: before.traces }
  if (!options.create) return { kind: 'fresh' }
  try {
    await ensureDirectory(files, options.dir)
    const hold = await holdFolder(files, options)
    if ('kind' in hold) return hold
    if (hold.readOnlyReason !== undefined) throw new AppError('store.writeFailed', { params: { reason: hold.readOnlyReason } })
    return await orRelease(hold, () => createStore(files, options, hold))
  } catch (error) {
    throw reported(error)
  }
}

/** Gives the lock back unless the store was opened. */
async function orRelease(hold: Hold, work: () => Promise<OpenResult>): Promise<OpenResult> {
  try {
    const result = await work()
    if (result.kind !== 'open') await hold.release()
    return result
  } catch (error) {
    await hold.release()
    throw error
  }
}

async function holdFolder(files: FileSystem, options: OpenOptions): Promise<Hold | Extract<OpenResult, { kind: 'locked' }>> {
  try {
    const lock = await takeLock(files, options.dir, options.holder, options.clock.now())
    return lock.kind === 'locked' ? { kind: 'locked', holder: lock.owner } : { release: lock.release }
  } catch (error) {
    if (!CANNOT_WRITE.has(systemCode(error) ?? '')) throw error
    return { release: NOTHING_TO_RELEASE, readOnlyReason: failureReason(error) }
  }
}

/** The key file comes last: until it is there, nothing is, and a creation that was cut short is simply begun anew. */
async function createStore(files: FileSystem, options: OpenOptions, hold: Hold): Promise<OpenResult> {
  const before = await lookIntoFolder(files, options.dir)
  if (before.kind === 'store') return { kind: 'missing', traces: before.traces }
  if (before.kind === 'unfinished') await Promise.all(before.files.map((name) => files.unlink(join(options.dir, name))))
  await makeFolders(files, options.dir)
  const key = newStoreKey()
  const sealed = new SealedFiles(files, options.dir, deriveKeys(key))
  const manifest = emptyManifest(options.clock.now(), (options.migrations ?? MIGRATIONS).length)
  const journal = await Journal.create(sealed, manifest.journal.number, endOf(manifest))
  await writeManifest(sealed, manifest)
  const recoveryCode = createRecoveryCode()
  await createKeyFile(files, options.dir, key, { secrets: options.secrets, recoveryCode, at: options.clock.now() })
  const engine = new Engine({
    sealed,
    clock: options.clock,
    state: new StoreState(sealed, options.collections),
    manifest,
    nextGeneration: manifest.generation + 1,
    journal,
    program: options.program ?? '',
  })
  return { kind: 'open', store: openedStore(engine, key, options, hold), recoveryCode, warnings: [] }
}

async function makeFolders(files: FileSystem, dir: string): Promise<void> {
  for (const folder of [DATA, MANIFESTS, JOURNALS, ATTACHMENTS, INCOMING]) await ensureDirectory(files, join(dir, folder))
}

export interface Unlocked {
  key: StoreKey
  keyFile: KeyFile
  hold: Hold
}

async function openWithKey(files: FileSystem, options: OpenOptions, unlocked: Unlocked): Promise<OpenResult> {
  const sealed = new SealedFiles(files, options.dir, deriveKeys(unlocked.key))
  const generation = (await manifestNumbers(sealed)).at(-1)
  if (generation === undefined) {
    const traces = await lookIntoFolder(files, options.dir)
    return { kind: 'missing', traces: traces.kind === 'store' ? traces.traces : [unlocked.keyFile.storeId] }
  }
  try {
    const loaded = await loadGeneration(sealed, options.collections, generation, options.program ?? '')
    if (loaded.replayed.damage) throw loaded.replayed.damage
    const migrations = options.migrations ?? MIGRATIONS
    if (loaded.manifest.schema > migrations.length) return { kind: 'newer', version: loaded.manifest.schema }
    await verifyOnOpening(loaded)
    return await openLoaded(sealed, options, unlocked, loaded)
  } catch (error) {
    if (!(error instanceof DamagedFileError)) throw error
    return damagedResult(sealed, options, unlocked.hold, error)
  }
}

/** A copy is kept where the folder can be written; everything else stays as it is. */
async function damagedResult(sealed: SealedFiles, options: OpenOptions, hold: Hold, error: DamagedFileError): Promise<OpenResult> {
  if (hold.readOnlyReason === undefined) {
    try {
      await keepCopy(sealed, error, options.clock.now())
    } catch (failure) {
      if (systemCode(failure) === undefined) throw failure
    }
  }
  return { kind: 'damaged', file: error.file, generations: await offersOf(sealed, options.collections, options.program ?? '') }
}

/** Makes the loaded state writable, migrated and the present one; without a place to write, readable only. */
async function openLoaded(sealed: SealedFiles, options: OpenOptions, unlocked: Unlocked, loaded: LoadedGeneration): Promise<OpenResult> {
  const migrations = options.migrations ?? MIGRATIONS
  const engine = new Engine({
    sealed,
    clock: options.clock,
    state: loaded.state,
    manifest: loaded.manifest,
    nextGeneration: await nextGenerationOf(sealed),
    journal: await journalOrReason(sealed, loaded, unlocked.hold),
    program: options.program ?? '',
  })
  try {
    if (loaded.manifest.schema < migrations.length) engine.requireWritable()
    await migrate(engine, migrations)
  } catch (error) {
    await engine.close()
    throw error
  }
  const warnings = await healedKeyFile(sealed, unlocked, engine)
  if (loaded.replayed.unfinished) warnings.push('上次有一次写入没有完成（例如断电），未完成的内容没有保留')
  return { kind: 'open', store: openedStore(engine, unlocked.key, options, unlocked.hold), warnings }
}

async function journalOrReason(sealed: SealedFiles, loaded: LoadedGeneration, hold: Hold): Promise<Journal | { readOnlyReason: string }> {
  if (hold.readOnlyReason !== undefined) return { readOnlyReason: hold.readOnlyReason }
  try {
    // Empty folders get lost in copies of the data folder.
    await makeFolders(sealed.files, sealed.dir)
    return await journalAfter(sealed, loaded.replayed)
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    return { readOnlyReason: failureReason(error) }
  }
}

async function healedKeyFile(sealed: SealedFiles, { keyFile }: Unlocked, engine: Engine): Promise<string[]> {
  if (engine.readOnlyReason === undefined) {
    try {
      await healKeyFile(sealed.files, sealed.dir, keyFile)
    } catch (error) {
      engine.poison(error)
    }
  }
  return keyFile.damagedCopy === undefined ? [] : [`密钥文件 ${keyFile.damagedCopy} 已损坏，已改用另一份；请在“数据与备份”页更新恢复码`]
}

function openedStore(engine: Engine, key: StoreKey, options: OpenOptions, hold: Hold): EngineStore {
  return new EngineStore(engine, key, options, hold.release)
}

