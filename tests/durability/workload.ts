import { writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { openStore } from '#core/store/open-store'
import type { OpenOptions } from '#core/store/open-options'
import { entries, type Note, notes, optionsFor, streamOf } from '../core/store/harness'

/**
 * The program that is killed and cut off: transactions over two collections, every tenth with an attachment, every
 * fifteenth followed by a checkpoint. What it has been promised goes to standard output, one line a transaction.
 */
const SLOTS = 40
const ATTACHMENT_BYTES = 20_000

export function diskOptions(dir: string): OpenOptions {
  const clock = { now: () => Date.now(), after: () => () => undefined }
  return optionsFor(undefined, { dir, clock, holder: { name: '耐久性测试', pid: process.pid, host: hostname() } })
}

export function attachmentOf(i: number): Buffer {
  return Buffer.alloc(ATTACHMENT_BYTES, i % 251)
}

/** The note that transaction `i` puts; it takes the place of the one put SLOTS transactions before. */
export function noteOf(i: number, files: string[]): Note {
  return { id: `n${i % SLOTS}`, text: `note ${i} `.repeat(100 + (i % 7) * 40), rank: i, ...(files.length > 0 ? { files } : {}) }
}

export const slotOf = (i: number): string => `n${i % SLOTS}`
export const hasAttachment = (i: number): boolean => i % 10 === 3

function say(text: string): void {
  writeSync(1, `${text}\n`)
}

/** `early`: promises before it is done, the fault that the control must find. */
async function run(dir: string, count: number, early: boolean): Promise<void> {
  const opened = await openStore(diskOptions(dir))
  if (opened.kind !== 'open') {
    say(`refused ${JSON.stringify(opened)}`)
    process.exitCode = 3
    return
  }
  const { store } = opened
  say('opened')
  const start = (await store.query(entries)).total
  for (let i = start; i < start + count; i++) {
    if (early) say(`saved ${i}`)
    const files = hasAttachment(i) ? [(await store.attachments.add(streamOf(attachmentOf(i)), ATTACHMENT_BYTES)).sha256] : []
    await store.transact(async (tx) => {
      await tx.put(notes, noteOf(i, files))
      await tx.put(entries, { id: `e${String(i).padStart(6, '0')}`, text: '', rank: i })
    })
    if (!early) say(`saved ${i}`)
    if (i % 15 === 14) await store.checkpoint()
  }
  await store.close()
  say('closed')
}

const [dir, count, early] = process.argv.slice(2)
if (process.argv[1]?.includes('workload') && dir !== undefined) {
  try {
    await run(dir, Number(count), early === 'early')
  } catch (error) {
    say(`failed ${error instanceof Error && 'code' in error ? String(error.code) : String(error)}`)
    process.exitCode = 4
  }
}
