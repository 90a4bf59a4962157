import { suspects } from './damaged-copies'
import { FIRST_TAG } from './journal-format'
import { Journal, type JournalEnd } from './journal'
import { journalNumbers, replay, type ReplayOutcome } from './journal-reader'
import { listIfThere } from './file-system'
import { DATA, generationIn } from './layout'
import { inParallel, loadState, type SegmentRescue, shardFilesOf } from './load'
import { type Manifest, manifestNumbers, readManifest } from './manifest'
import type { AnyCollection } from './open-options'
import type { FileRef, SealedFiles } from './sealed-files'
import { dropUnreadable, rebuildSegment, type Salvage } from './salvage'
import type { StoreState } from './store-state'

/** Up to this many bytes every shard is authenticated on opening; larger stores are gone through later (scrub.ts). */
export const VERIFY_AT_OPEN_BYTES = 32 * 1024 * 1024

export interface LoadedGeneration {
  manifest: Manifest
  state: StoreState
  replayed: ReplayOutcome
}

/** The manifest of a store without records. */
export function emptyManifest(at: number, schema: number): Manifest {
  const journal = { number: 1, tag: FIRST_TAG.toString('base64') }
  return { generation: 1, at, sequence: 0, schema, journal, collections: {} }
}

export function endOf(manifest: Manifest): JournalEnd {
  return { sequence: manifest.sequence, tag: Buffer.from(manifest.journal.tag, 'base64') }
}

/**
 * A generation and everything in the journal since; with `salvage`, what can still be read of it.
 * @throws DamagedFileError; for the journal it is in `replayed`.
 */
export async function loadGeneration(
  sealed: SealedFiles,
  specs: readonly AnyCollection[],
  generation: number,
  program: string,
  salvage?: Salvage,
): Promise<LoadedGeneration> {
  const manifest = await readManifest(sealed, generation)
  const rescue = salvage && rescueFor(sealed, manifest, salvage)
  const state = await loadState(sealed, specs, manifest, program, rescue)
  const replayed = await replay(sealed, { number: manifest.journal.number, end: endOf(manifest) }, (record) => {
    state.apply(record.operations.map((operation) => state.prepare(operation)))
  })
  if (salvage) await dropUnreadable(state, salvage)
  return { manifest, state, replayed }
}

function rescueFor(sealed: SealedFiles, manifest: Manifest, salvage: Salvage): SegmentRescue {
  return (spec, segment, error) => {
    salvage.damaged.push(error)
    salvage.rebuilt += 1
    return rebuildSegment(sealed, spec, segment, manifest.generation)
  }
}

/** Whether all shards of a state are authenticated on opening. */
export function isVerifiedOnOpening({ collections }: Manifest): boolean {
  return Object.values(collections).reduce((sum, { bytes }) => sum + bytes, 0) <= VERIFY_AT_OPEN_BYTES
}

/** Authenticates the shards of a state: all of a small store, else those that were found damaged before. */
export async function verifyOnOpening({ manifest, state }: LoadedGeneration): Promise<void> {
  const { sealed } = state
  const found = await suspects(sealed)
  if (isVerifiedOnOpening(manifest)) await verifyFiles(sealed, [...shardFilesOf(state)])
  else if (found.size > 0) await verifyFiles(sealed, [...shardFilesOf(state)].filter(([name]) => found.has(name)))
}

/** @throws DamagedFileError */
export async function verifyFiles(sealed: SealedFiles, shards: readonly (readonly [string, FileRef])[]): Promise<void> {
  await inParallel(shards, async ([name, ref]) => {
    await sealed.read(name, ref)
  })
}

/** Above every generation number that any file bears, those of checkpoints that did not end included. */
export async function nextGenerationOf(sealed: SealedFiles): Promise<number> {
  const data = (await listIfThere(sealed.files, sealed.path(DATA))).map((name) => generationIn(name.replace(/\.tmp$/, '')) ?? 0)
  const manifests = await manifestNumbers(sealed)
  return data.reduce((highest, number) => Math.max(highest, number), manifests.at(-1) ?? 0) + 1
}

/** Goes on with the last journal file when it ends whole, else begins a new one: nothing is ever overwritten. */
export async function journalAfter(sealed: SealedFiles, replayed: ReplayOutcome): Promise<Journal> {
  if (replayed.reusable) return Journal.reopen(sealed, replayed.reusable.number, replayed.reusable.position, replayed.end)
  return newJournal(sealed, replayed.end)
}

export async function newJournal(sealed: SealedFiles, end: JournalEnd): Promise<Journal> {
  return Journal.create(sealed, ((await journalNumbers(sealed)).at(-1) ?? 0) + 1, end)
}
