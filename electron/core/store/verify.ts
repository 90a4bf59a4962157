import type { Engine } from './engine'
import { manifestName, segmentName } from './layout'
import { shardFilesOf } from './load'
import type { DamageReport } from './managed-store'
import { DamagedFileError } from './sealed-files'
import { nextTurn } from './yielding'

/** Reads and authenticates manifest, index, shards and attachments of the present state, beside everything else. */
export async function verifyStore(engine: Engine): Promise<DamageReport[]> {
  return engine.maintain(async () => {
    const found: DamageReport[] = []
    const look = async (check: () => Promise<unknown>): Promise<void> => {
      await nextTurn()
      try {
        await check()
      } catch (error) {
        if (!(error instanceof DamagedFileError)) throw error
        found.push({ file: error.file, damage: error.damage })
      }
    }
    const { sealed, manifest, state } = engine
    await look(() => sealed.read(manifestName(manifest.generation)))
    for (const [name, { segments }] of Object.entries(manifest.collections)) {
      for (const [number, ref] of Object.entries(segments)) {
        await look(() => sealed.read(segmentName(name, Number(number), ref.generation), ref))
      }
    }
    for (const [name, ref] of shardFilesOf(state)) await look(() => sealed.read(name, ref))
    for (const sha256 of attachmentsOf(engine)) await look(() => engine.attachments.check(sha256))
    return found
  })
}

/** SHA-256 of every attachment that a record refers to now. */
export function attachmentsOf(engine: Engine): Set<string> {
  const found = new Set<string>()
  for (const { entries } of engine.state.collections.values()) {
    for (const { refs } of entries.values()) for (const sha256 of refs) found.add(sha256)
  }
  return found
}
