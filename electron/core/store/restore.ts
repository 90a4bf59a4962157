import { AppError } from '#shared/errors/app-error'
import type { Engine } from './engine'
import { loadState, shardFilesOf } from './load'
import { readManifest } from './manifest'
import type { OpenOptions } from './open-options'
import { verifyFiles } from './open-state'
import { DamagedFileError } from './sealed-files'

/** Shown beside the states that are kept because of a restore. */
export const KEPT_BEFORE_RESTORE = '恢复前自动保留'

/**
 * Goes back to a kept generation of an open store: the present state becomes a generation of its own, the chosen one is
 * read and authenticated whole, then a new manifest makes it the present one. Transactions wait meanwhile.
 * @throws AppError store.damaged when the chosen one is not whole, general.notFound when it is not there any more.
 */
export async function restoreGeneration(engine: Engine, id: number, options: Pick<OpenOptions, 'collections' | 'program'>): Promise<void> {
  await engine.maintain(() =>
    engine.alone(async () => {
      engine.requireWritable()
      try {
        const manifest = await readManifest(engine.sealed, id)
        if (manifest.schema !== engine.manifest.schema) throw new AppError('store.olderGeneration')
        const state = await loadState(engine.sealed, options.collections, manifest, options.program ?? '')
        await verifyFiles(engine.sealed, [...shardFilesOf(state)])
        await engine.checkpointNow({ alone: true, kept: KEPT_BEFORE_RESTORE })
        await engine.adopt(state, manifest.collections)
      } catch (error) {
        if (!(error instanceof DamagedFileError)) throw error
        if (error.damage === 'missing') throw new AppError('general.notFound', { cause: error })
        throw new AppError('store.damaged', { params: { file: error.file }, cause: error })
      }
    }),
  )
}
