import { join } from 'node:path'
import { replaceDurably } from './durable-file'
import { ensureDirectory, listIfThere } from './file-system'
import { DAMAGED } from './layout'
import type { DamagedFileError, SealedFiles } from './sealed-files'

/** Copies are named `TIME~data~FILE`; opening looks first at files that were found damaged before. */
function copyName(file: string, at: number): string {
  return `${at}~${file.replaceAll('/', '~')}`
}

/** The file that a name in `damaged/` is a copy of. */
export function originalOf(name: string): string {
  return name.slice(name.indexOf('~') + 1).replaceAll('~', '/')
}

/** Files found damaged so far, relative to the data folder. */
export async function suspects(sealed: SealedFiles): Promise<Set<string>> {
  return new Set((await listIfThere(sealed.files, sealed.path(DAMAGED))).map(originalOf))
}

/** store.md §2: of a damaged file a copy is kept, once; of a missing one an empty copy keeps the name. */
export async function keepCopy(sealed: SealedFiles, error: DamagedFileError, at: number): Promise<void> {
  if ((await suspects(sealed)).has(error.file)) return
  const bytes = await bytesOf(sealed, error.file)
  await ensureDirectory(sealed.files, sealed.path(DAMAGED))
  await replaceDurably(sealed.files, join(sealed.path(DAMAGED), copyName(error.file, at)), bytes)
}

async function bytesOf(sealed: SealedFiles, file: string): Promise<Uint8Array> {
  try {
    return await sealed.readRaw(file)
  } catch {
    // Missing, or on a bad sector: the name alone is kept.
    return Buffer.alloc(0)
  }
}
