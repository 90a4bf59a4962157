import { AuthenticationError, TAG_BYTES, unseal } from './cipher'
import { readFully } from './durable-file'
import { listIfThere, type OpenFile, systemCode } from './file-system'
import type { JournalEnd } from './journal'
import { decodeHead, decodeOperations, HEAD_BYTES, HEADER_BYTES, headerIsOurs, type JournalRecord, recordName, type RecordHead } from './journal-format'
import { journalIn, journalName, JOURNALS } from './layout'
import { DamagedFileError, type SealedFiles } from './sealed-files'

const SECTOR = 512

/** Rising. */
export async function journalNumbers(sealed: SealedFiles): Promise<number[]> {
  const names = await listIfThere(sealed.files, sealed.path(JOURNALS))
  return names.flatMap((name) => journalIn(name) ?? []).sort((a, b) => a - b)
}

export interface ReplayOutcome {
  end: JournalEnd
  /** The last file and where its last whole record ends; undefined when an unfinished record follows there. */
  reusable: { number: number; position: number } | undefined
  /** The last file ends in a record that was never finished, hence never acknowledged. */
  unfinished: boolean
  /** What stopped the replay before the end; the records before it were handed over. */
  damage: DamagedFileError | undefined
}

/**
 * Hands every record since a manifest to `apply`, file after file. An unfinished last record, which was never
 * acknowledged, is left where it is and the next journal begins a new file; anything else that is wrong is damage.
 */
export async function replay(
  sealed: SealedFiles,
  from: { number: number; end: JournalEnd },
  apply: (record: JournalRecord) => void,
): Promise<ReplayOutcome> {
  const present = (await journalNumbers(sealed)).filter((number) => number >= from.number)
  let end = from.end
  let reusable: ReplayOutcome['reusable']
  let unfinished = false
  try {
    for (const [place, number] of present.entries()) {
      if (number !== from.number + place) throw new DamagedFileError(journalName(from.number + place), 'missing')
      const file = await openJournal(sealed, number)
      try {
        const reader = new JournalReader(sealed, number, file, await file.size(), end)
        const whole = await reader.readAll((record, next) => {
          apply(record)
          end = next
        })
        reusable = whole ? { number, position: reader.position } : undefined
        unfinished = !whole && reader.hasHeader
      } finally {
        await file.close()
      }
    }
    if (present.length === 0) throw new DamagedFileError(journalName(from.number), 'missing')
  } catch (error) {
    if (error instanceof DamagedFileError) return { end, reusable: undefined, unfinished: false, damage: error }
    throw error
  }
  return { end, reusable, unfinished, damage: undefined }
}

async function openJournal(sealed: SealedFiles, number: number): Promise<OpenFile> {
  try {
    return await sealed.files.open(sealed.path(journalName(number)), 'read')
  } catch (error) {
    throw new DamagedFileError(journalName(number), systemCode(error) === 'ENOENT' ? 'missing' : 'unreadable', error)
  }
}

class JournalReader {
  position = HEADER_BYTES
  hasHeader = false

  constructor(
    private readonly sealed: SealedFiles,
    private readonly number: number,
    private readonly file: OpenFile,
    private readonly size: number,
    private end: JournalEnd,
  ) {}

  /** False when an unfinished record follows the last whole one. */
  async readAll(take: (record: JournalRecord, end: JournalEnd) => void): Promise<boolean> {
    const header = await this.bytes(0, HEADER_BYTES)
    if (!headerIsOurs(this.sealed.keys, this.number, header)) {
      // A journal file is made whole before its first record, so a short one holds none.
      if (header.length < HEADER_BYTES || header.every((byte) => byte === 0)) return false
      throw this.damaged()
    }
    this.hasHeader = true
    while (this.position < this.size) {
      const record = await this.next()
      if (!record) return false
      take(record, this.end)
    }
    return true
  }

  private damaged(cause?: unknown): DamagedFileError {
    return new DamagedFileError(journalName(this.number), 'altered', cause)
  }

  private async bytes(position: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.size - position)))
    try {
      return bytes.subarray(0, await readFully(this.file, bytes, position))
    } catch (error) {
      throw new DamagedFileError(journalName(this.number), 'unreadable', error)
    }
  }

  /** Undefined at an unfinished record. */
  private async next(): Promise<JournalRecord | undefined> {
    const head = await this.bytes(this.position, HEAD_BYTES)
    if (head.length < HEAD_BYTES) return undefined
    const decoded = decodeHead(head)
    if (!decoded) return this.unfinishedOrDamaged()
    const sealed = await this.bytes(this.position + HEAD_BYTES, decoded.length)
    if (sealed.length < decoded.length) return undefined
    const plain = this.unseal(head, decoded, sealed)
    if (!plain) {
      const last = this.position + HEAD_BYTES + decoded.length >= this.size
      if (last) return this.unfinishedOrDamaged()
      throw this.damaged()
    }
    this.end = { sequence: decoded.sequence, tag: Buffer.from(sealed.subarray(sealed.length - TAG_BYTES)) }
    this.position += HEAD_BYTES + decoded.length
    try {
      return decodeOperations(decoded.sequence, plain)
    } catch (error) {
      throw new DamagedFileError(journalName(this.number), 'content', error)
    }
  }

  private unseal(head: Buffer, decoded: RecordHead, sealed: Buffer): Buffer | undefined {
    if (decoded.sequence !== this.end.sequence + 1) throw this.damaged()
    try {
      return unseal(this.sealed.keys.journal, recordName(this.sealed.keys, this.number, head, this.end.tag), sealed)
    } catch (error) {
      if (error instanceof AuthenticationError) return undefined
      throw error
    }
  }

  /**
   * After a power cut a file may have got its length but not all of its sectors, which then read as zeros. Such an end is
   * an unfinished write; an end whose bytes are all there but wrong was altered later.
   */
  private async unfinishedOrDamaged(): Promise<undefined> {
    const start = Math.max(this.position, Math.floor((this.size - 1) / SECTOR) * SECTOR)
    const tail = await this.bytes(start, SECTOR)
    if (tail.every((byte) => byte === 0)) return undefined
    throw this.damaged()
  }
}
