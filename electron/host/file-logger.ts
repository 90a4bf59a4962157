import { appendFile, mkdir, rename, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { LogEntry, Logger } from '#core/ports'

export interface FileLogger extends Logger {
  /** Waits until everything told so far is in the file. */
  flush(): Promise<void>
}

const FILE = 'program.jsonl'
/** Bytes after which a file is put aside, and how many of those are kept. */
const ROTATE_AT = 1_000_000
const KEPT = 4

/**
 * Ten or more digits in a row (phones, ID and certificate numbers, credit codes) and mail addresses have no place in a log
 * that may be handed to support (domain.md: no personal data in logs). Our own ids have hyphens and stay readable.
 */
export function withoutPersonalData(text: string): string {
  return text
    .replace(/[\w.+-]+@[\w-]+\.[\w.-]+/g, '***')
    .replace(/(?<![\w-])(?=[0-9A-Z]*\d)[0-9A-Z]{18}(?![\w-])/g, '***')
    .replace(/(?<![0-9a-f-])[0-9A-Z]{0,2}\d{9,}[0-9A-Z]{0,9}(?![0-9a-f-])/g, '***')
}

function line(entry: LogEntry): string {
  const { at, ...rest } = entry
  const clean = (_: string, value: unknown): unknown => (typeof value === 'string' ? withoutPersonalData(value) : value)
  return `${JSON.stringify({ at: new Date(at).toISOString(), ...(JSON.parse(JSON.stringify(rest, clean)) as object) })}\n`
}

async function rotate(dir: string): Promise<void> {
  const size = await stat(join(dir, FILE)).then((found) => found.size, () => 0)
  if (size < ROTATE_AT) return
  await unlink(join(dir, `${FILE}.${KEPT}`)).catch(() => undefined)
  for (let number = KEPT - 1; number >= 1; number--) {
    await rename(join(dir, `${FILE}.${number}`), join(dir, `${FILE}.${number + 1}`)).catch(() => undefined)
  }
  await rename(join(dir, FILE), join(dir, `${FILE}.1`))
}

/** One JSON line an entry in `dir`, rotated; a disk that refuses the log does not stop the program. */
export function createFileLogger(dir: string): FileLogger {
  let last: Promise<void> = mkdir(dir, { recursive: true }).then(() => undefined, () => undefined)
  let waiting = ''
  async function drain(): Promise<void> {
    const text = waiting
    waiting = ''
    if (text === '') return
    await rotate(dir)
    await appendFile(join(dir, FILE), text, { mode: 0o600 })
  }
  return {
    write(entry) {
      waiting += line(entry)
      last = last.then(drain).catch(() => undefined)
    },
    flush: () => last,
  }
}
