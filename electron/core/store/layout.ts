/**
 * The names inside a data folder, format version 1:
 *
 *   store.key, store.key.copy   the data key, wrapped (key-file.ts)
 *   lock.N                      who has the folder open (lock.ts)
 *   journal/jN                  one record a transaction, since a manifest (journal-format.ts)
 *   manifests/gN                one whole state each; the highest number is the present one (manifest.ts)
 *   data/COLLECTION.sS.gN       shard S as of generation N (shard-document.ts)
 *   data/COLLECTION.iI.gN       index segment I as of generation N (segment.ts)
 *   attachments/xx/NAME         one attachment (attachment-file.ts)
 *   attachments/incoming/       attachments being taken in
 *   damaged/                    copies of damaged files; never read again, never swept
 *
 * Generation numbers are never used twice, not even after a checkpoint that did not end.
 */
export const DATA = 'data'
export const MANIFESTS = 'manifests'
export const JOURNALS = 'journal'
export const ATTACHMENTS = 'attachments'
export const INCOMING = `${ATTACHMENTS}/incoming`
export const DAMAGED = 'damaged'

const pad = (value: number, width: number): string => String(value).padStart(width, '0')

export function shardName(collection: string, shard: number, generation: number): string {
  return `${DATA}/${collection}.s${pad(shard, 6)}.g${pad(generation, 9)}`
}

export function segmentName(collection: string, segment: number, generation: number): string {
  return `${DATA}/${collection}.i${pad(segment, 6)}.g${pad(generation, 9)}`
}

export function manifestName(generation: number): string {
  return `${MANIFESTS}/g${pad(generation, 9)}`
}

export function journalName(number: number): string {
  return `${JOURNALS}/j${pad(number, 9)}`
}

/** The N of `gN` in a file name of `manifests/` or `data/`; undefined for any other file. */
export function generationIn(fileName: string): number | undefined {
  const start = fileName.lastIndexOf('.g') + 2
  const digits = fileName.slice(start === 1 && fileName.startsWith('g') ? 1 : start)
  return /^\d{9,}$/.test(digits) && (start > 1 || fileName.startsWith('g')) ? Number(digits) : undefined
}

/** The N of `jN`; undefined for any other file. */
export function journalIn(fileName: string): number | undefined {
  const found = /^j(\d{9,})$/.exec(fileName)
  return found ? Number(found[1]) : undefined
}

/** Collection names become file names on every system, Windows with its blind eye for case included. */
export function checkCollectionNames(names: readonly string[]): void {
  const seen = new Set<string>()
  for (const name of names) {
    if (!/^[a-z][a-zA-Z0-9-]{0,40}$/.test(name)) throw new Error(`collection name ${name} cannot be a file name`)
    if (seen.has(name.toLowerCase())) throw new Error(`two collections are called ${name}`)
    seen.add(name.toLowerCase())
  }
}
