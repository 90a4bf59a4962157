import { listIfThere } from './file-system'
import { generationIn, manifestName, MANIFESTS } from './layout'
import type { FileRef, SealedFiles } from './sealed-files'

/** One collection in a manifest: its index segments, which in turn name its shards. */
export interface ManifestCollection {
  /** Fingerprint of the function that made the rows; another one means that they are made anew on opening. */
  summary: string
  nextShard: number
  records: number
  /** Of all its shards and segments. */
  bytes: number
  segments: Record<string, FileRef>
}

/** One whole state of the store. The file's number is authenticated with its name. */
export interface Manifest {
  generation: number
  at: number
  /** The last transaction in it. */
  sequence: number
  /** The last migration that was run (migrations/). */
  schema: number
  /** Replay begins with this journal; `tag` ends the record before it. */
  journal: { number: number; tag: string }
  collections: Record<string, ManifestCollection>
  /** Why it is kept beyond the rule, in words for the page. */
  kept?: string
}

/** Rising. */
export async function manifestNumbers(sealed: SealedFiles): Promise<number[]> {
  const names = await listIfThere(sealed.files, sealed.path(MANIFESTS))
  return names.flatMap((name) => generationIn(name) ?? []).sort((a, b) => a - b)
}

/** @throws DamagedFileError */
export async function readManifest(sealed: SealedFiles, generation: number): Promise<Manifest> {
  return sealed.readJson<Manifest>(manifestName(generation))
}

/** The moment a checkpoint happens: before it the old state is the present one, after it the new one. */
export async function writeManifest(sealed: SealedFiles, manifest: Manifest): Promise<void> {
  await sealed.replace(manifestName(manifest.generation), Buffer.from(JSON.stringify(manifest)))
}
