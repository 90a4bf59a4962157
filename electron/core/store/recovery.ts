import { AppError } from '#shared/errors/app-error'
import { requireReadableCode } from './backup-import'
import { keepCopy } from './damaged-copies'
import { Engine } from './engine'
import { nodeFileSystem } from './file-system'
import { readKeyFile, rewrapKeyFile, type StoreKey, unwrapByCode, unwrapByMachine } from './key-file'
import { breakLock, takeLock } from './lock'
import type { OpenOptions, OpenResult } from './open-options'
import { loadGeneration, newJournal, nextGenerationOf } from './open-state'
import { openStore } from './open-store'
import { newSalvage } from './salvage'
import { DamagedFileError, deriveKeys, SealedFiles } from './sealed-files'

/** What the recovery page does, each ending in `openStore` (store.md §2 "Opening"). Nothing here deletes data. */

async function withLock<T>(options: OpenOptions, work: () => Promise<T>): Promise<T> {
  const lock = await takeLock(options.fs ?? nodeFileSystem, options.dir, options.holder, options.clock.now())
  if (lock.kind === 'locked') throw new AppError('store.locked', { params: { holder: lock.owner.name } })
  try {
    return await work()
  } finally {
    await lock.release()
  }
}

/**
 * For `wrongKey`: unwraps the data key by the recovery code and wraps it by this machine, then opens.
 * @throws AppError store.recoveryCodeMistyped, store.recoveryCodeWrong, store.missing, store.locked
 */
export async function openWithRecoveryCode(options: OpenOptions, recoveryCode: string): Promise<OpenResult> {
  requireReadableCode(recoveryCode)
  const files = options.fs ?? nodeFileSystem
  await withLock(options, async () => {
    const found = await readKeyFile(files, options.dir)
    if (found.kind !== 'found') throw new AppError('store.missing')
    const key = unwrapByCode(found.file, recoveryCode)
    if (!key) throw new AppError('store.recoveryCodeWrong')
    await rewrapKeyFile(files, options.dir, key, { secrets: options.secrets })
  })
  return openStore(options)
}

/**
 * For `damaged`: makes an offered generation, with every transaction of the journal that follows it unbroken, the present
 * state, and opens it. Records that no file holds whole are left out, as the offer said; damaged files stay where they
 * are and as copies in `damaged/`.
 * @throws AppError store.damaged when its manifest is damaged too, store.wrongKey, store.locked
 */
export async function recoverGeneration(options: OpenOptions, generation: number): Promise<OpenResult> {
  await withLock(options, async () => {
    const sealed = new SealedFiles(options.fs ?? nodeFileSystem, options.dir, deriveKeys(await requireKey(options)))
    try {
      await makePresent(sealed, options, generation)
    } catch (error) {
      if (!(error instanceof DamagedFileError)) throw error
      throw new AppError('store.damaged', { params: { file: error.file }, cause: error })
    }
  })
  return openStore(options)
}

async function requireKey(options: OpenOptions): Promise<StoreKey> {
  const found = await readKeyFile(options.fs ?? nodeFileSystem, options.dir)
  const key = found.kind === 'found' ? await unwrapByMachine(found.file, options.secrets) : undefined
  if (!key) throw new AppError('store.wrongKey')
  return key
}

async function makePresent(sealed: SealedFiles, options: OpenOptions, generation: number): Promise<void> {
  const program = options.program ?? ''
  const salvage = newSalvage()
  const { manifest, state, replayed } = await loadGeneration(sealed, options.collections, generation, program, salvage)
  for (const damage of [...salvage.damaged, ...(replayed.damage ? [replayed.damage] : [])]) {
    await keepCopy(sealed, damage, options.clock.now())
  }
  const engine = new Engine({
    sealed,
    clock: options.clock,
    state,
    manifest,
    nextGeneration: await nextGenerationOf(sealed),
    journal: await newJournal(sealed, replayed.end),
    program,
  })
  await engine.checkpoint({ force: true })
  await engine.close()
}

/**
 * For `locked` by another machine that the person has made sure is off: takes its lock away, then opens. `token` is that
 * of the holder that was shown, so that a newer holder is not cut off.
 */
export async function openAfterBreakingLock(options: OpenOptions, token: string): Promise<OpenResult> {
  await breakLock(options.fs ?? nodeFileSystem, options.dir, token)
  return openStore(options)
}
