import { dirname } from 'node:path'
import { NONCE_BYTES, sealedParts, TAG_BYTES, tagOf } from './cipher'
import { writeFully } from './durable-file'
import type { FileSystem, OpenFile } from './file-system'
import { encodeHead, encodeHeader, encodeOperations, HEAD_BYTES, HEADER_BYTES, type Operation, recordName } from './journal-format'
import { journalName } from './layout'
import type { SealedFiles, StoreKeys } from './sealed-files'

/** Where a journal stands: the number and the tag of the last record, which the next one authenticates. */
export interface JournalEnd {
  sequence: number
  tag: Buffer
}

interface JournalFile {
  number: number
  file: OpenFile
  position: number
}

async function createFile(sealed: SealedFiles, number: number): Promise<JournalFile> {
  const path = sealed.path(journalName(number))
  const file = await sealed.files.open(path, 'create')
  try {
    await writeFully(file, encodeHeader(sealed.keys, number), 0)
    await file.sync()
    await sealed.files.syncDirectory(dirname(path))
  } catch (error) {
    await file.close()
    await removeQuietly(sealed.files, path)
    throw error
  }
  return { number, file, position: HEADER_BYTES }
}

async function removeQuietly(files: FileSystem, path: string): Promise<void> {
  try {
    await files.unlink(path)
  } catch {
    // An unfinished journal without records says nothing; its number is not used again.
  }
}

/** The open end of the journal. One `append` at a time. */
export class Journal {
  private prepared: JournalFile | undefined

  private constructor(
    private readonly sealed: SealedFiles,
    private current: JournalFile,
    private end: JournalEnd,
  ) {}

  /** A new, empty file after `end`. */
  static async create(sealed: SealedFiles, number: number, end: JournalEnd): Promise<Journal> {
    return new Journal(sealed, await createFile(sealed, number), end)
  }

  /** Goes on with a file that was read to its end and found whole. */
  static async reopen(sealed: SealedFiles, number: number, position: number, end: JournalEnd): Promise<Journal> {
    const file = await sealed.files.open(sealed.path(journalName(number)), 'write')
    return new Journal(sealed, { number, file, position }, end)
  }

  get number(): number {
    return this.current.number
  }

  get sequence(): number {
    return this.end.sequence
  }

  get tag(): Buffer {
    return this.end.tag
  }

  /** Of the records in the present file. */
  get bytes(): number {
    return this.current.position - HEADER_BYTES
  }

  /**
   * One transaction, durable when this resolves: one write, one fdatasync (store.md §2). When it throws, what was written
   * is cut off again as far as the disk still allows, and the journal must not be used any more.
   */
  async append(at: number, operations: readonly Operation[]): Promise<void> {
    const { file, number, position } = this.current
    const sequence = this.end.sequence + 1
    const bytes = encodeRecord(this.sealed.keys, number, sequence, this.end.tag, encodeOperations(at, operations))
    try {
      await writeFully(file, bytes, position)
      await file.datasync()
    } catch (error) {
      await cutQuietly(file, position)
      throw error
    }
    this.current.position = position + bytes.length
    this.end = { sequence, tag: tagOf(bytes) }
  }

  /** Makes the next file ready, so that `rotate` itself waits for no disk. */
  async prepare(): Promise<void> {
    this.prepared ??= await createFile(this.sealed, this.current.number + 1)
  }

  /**
   * From here on records go to the prepared file; returns the one they went to so far, to be closed. With another `tag`
   * the records to come cannot be replayed after those before, as when the state between them was exchanged.
   */
  rotate(tag?: Buffer): OpenFile {
    if (!this.prepared) throw new Error('no journal file is prepared')
    if (tag) this.end = { ...this.end, tag }
    const { file } = this.current
    this.current = this.prepared
    this.prepared = undefined
    return file
  }

  async close(): Promise<void> {
    await this.current.file.close()
    await this.prepared?.file.close()
  }
}

function encodeRecord(keys: StoreKeys, number: number, sequence: number, previousTag: Buffer, plain: readonly Buffer[]): Buffer {
  const length = NONCE_BYTES + plain.reduce((sum, part) => sum + part.length, 0) + TAG_BYTES
  const head = encodeHead({ length, sequence })
  if (head.length !== HEAD_BYTES) throw new Error('journal head')
  return Buffer.concat([head, ...sealedParts(keys.journal, recordName(keys, number, head, previousTag), plain)])
}

async function cutQuietly(file: OpenFile, position: number): Promise<void> {
  try {
    await file.truncate(position)
  } catch {
    // The failure itself is reported; an unfinished last record is recognised on opening.
  }
}
