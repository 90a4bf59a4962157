import { join } from 'node:path'
import { TEMPORARY } from './durable-file'
import { type FileSystem, listIfThere } from './file-system'
import { HEADER_BYTES } from './journal-format'
import { KEY_FILE, KEY_FILE_COPY } from './key-file'
import { ATTACHMENTS, DATA, INCOMING, JOURNALS, journalName, manifestName, MANIFESTS } from './layout'

/** What the making of a store leaves behind when it is cut short before its key file: nothing that anybody entered. */
const UNFINISHED = new Set([manifestName(1), journalName(1)])

/** Files of a store that are in a folder, relative to it; empty directories and cut-off temporary files are none. */
async function tracesIn(files: FileSystem, dir: string): Promise<string[]> {
  const traces: string[] = (await listIfThere(files, dir)).filter((name): boolean => name === KEY_FILE || name === KEY_FILE_COPY)
  const attachments = (await listIfThere(files, join(dir, ATTACHMENTS))).map((name) => `${ATTACHMENTS}/${name}`)
  for (const folder of [MANIFESTS, JOURNALS, DATA, ...attachments]) {
    if (folder === INCOMING) continue
    traces.push(...(await listIfThere(files, join(dir, folder))).map((name) => `${folder}/${name}`))
  }
  return traces.filter((name) => !name.endsWith(TEMPORARY))
}

export type FolderState = { kind: 'nothing' } | { kind: 'unfinished'; files: string[] } | { kind: 'store'; traces: string[] }

/** Tells an empty folder and a creation that never ended from a store that has lost files (store.md §2 "Opening"). */
export async function lookIntoFolder(files: FileSystem, dir: string): Promise<FolderState> {
  const traces = await tracesIn(files, dir)
  if (traces.length === 0) return { kind: 'nothing' }
  if (!traces.every((name) => UNFINISHED.has(name))) return { kind: 'store', traces }
  const journal = await files.status(join(dir, journalName(1)))
  return (journal?.size ?? 0) <= HEADER_BYTES ? { kind: 'unfinished', files: traces } : { kind: 'store', traces }
}
