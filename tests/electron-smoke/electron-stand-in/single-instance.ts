import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Electron's single-instance lock over plain files: the first start holds `instance`, later ones leave a note for it. */
const LOCK = 'instance'
const NOTES = 'instance-notes'
const POLL = 100

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function take(dir: string): boolean {
  try {
    const file = openSync(join(dir, LOCK), 'wx')
    writeFileSync(file, String(process.pid))
    closeSync(file)
    return true
  } catch {
    return false
  }
}

/** True for the first start, which then hears of later ones; a later start tells the first and gets false. */
export function lockInstance(dir: string, heard: (argv: string[], workingDir: string) => void): boolean {
  mkdirSync(join(dir, NOTES), { recursive: true })
  if (!take(dir)) {
    if (runs(Number(readFileSync(join(dir, LOCK), 'utf8')))) {
      const note = join(dir, NOTES, `${process.pid}`)
      writeFileSync(`${note}.part`, JSON.stringify({ argv: process.argv, workingDir: process.cwd() }))
      writeFileSync(`${note}.json`, readFileSync(`${note}.part`))
      return false
    }
    rmSync(join(dir, LOCK))
    if (!take(dir)) return false
  }
  process.on('exit', () => rmSync(join(dir, LOCK), { force: true }))
  setInterval(() => {
    // A test that gave up may have removed its folders already.
    const notes = existsSync(join(dir, NOTES)) ? readdirSync(join(dir, NOTES)) : []
    for (const name of notes.filter((entry) => entry.endsWith('.json'))) {
      const { argv, workingDir } = JSON.parse(readFileSync(join(dir, NOTES, name), 'utf8')) as { argv: string[]; workingDir: string }
      rmSync(join(dir, NOTES, name))
      heard(argv, workingDir)
    }
  }, POLL).unref()
  return true
}
