import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, expect, test } from 'vitest'
import { openStore } from '#core/store/open-store'
import { processStart } from '#core/store/process-identity'
import { promisedIn, whatIsWrong } from '../../durability/check-folder'
import { diskOptions } from '../../durability/workload'

/** Issue 3, "how it is judged" 4: two processes on one folder, and kill -9, with real processes on a real disk. */
const PROGRAM = join(import.meta.dirname, '../../durability/workload.ts')
const folders: string[] = []
const children: ChildProcess[] = []

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })))
})

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'store-processes-'))
  folders.push(path)
  return join(path, 'data')
}

interface Started {
  child: ChildProcess
  /** Resolves when a line that matches has been printed. */
  until(pattern: RegExp): Promise<string>
  output(): string
}

function start(dir: string): Started {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, dir, '100000'], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout })
  const waiting = new Set<() => void>()
  const wake = (): void => waiting.forEach((look) => look())
  reader.on('line', (line) => {
    lines.push(line)
    wake()
  })
  reader.on('close', wake)
  const until = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = lines.find((line) => pattern.test(line))
        if (found !== undefined) resolve(found)
        else if (child.exitCode !== null) reject(new Error(`ended with ${lines.join('\n')}`))
      }
      waiting.add(look)
      child.on('exit', look)
      look()
    })
  return { child, until, output: () => lines.join('\n') }
}

async function killed({ child }: Started): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'close')
}

test('a second process is refused with the name of the first, and takes over once that was killed', async () => {
  const dir = await folder()
  const first = start(dir)
  await first.until(/^saved 20$/)
  const refused = await openStore(diskOptions(dir))
  expect(refused).toMatchObject({ kind: 'locked', holder: { name: '耐久性测试', pid: first.child.pid } })
  const second = start(dir)
  expect(await second.until(/^refused/)).toContain(`"pid":${first.child.pid}`)
  await killed(first)
  expect(await whatIsWrong(dir, promisedIn(first.output()), false)).toBeUndefined()
})

test('kill -9 at random moments, one after another on one folder, loses nothing that was promised', async () => {
  const dir = await folder()
  let promised = 0
  for (let i = 0; i < 4; i++) {
    const run = start(dir)
    await run.until(new RegExp(`^saved ${promised + 7 + i * 6}$`))
    await killed(run)
    promised = promisedIn(run.output())
    const wrong = await whatIsWrong(dir, promised, false)
    // The one under way may be there too; the next run counts on from what it finds.
    expect(wrong).toBeUndefined()
    if ((await whatIsWrong(dir, promised + 1, false)) === undefined) promised += 1
  }
})

test('a lock is stale when its process is gone or another one has its number, not because it is old', async () => {
  const dir = await folder()
  const opened = await openStore(diskOptions(dir))
  if (opened.kind !== 'open') throw new Error(opened.kind)
  await opened.store.close()
  const lock = async (owner: object): Promise<string> => {
    const path = join(dir, 'lock.7')
    await writeFile(path, JSON.stringify({ name: '别的程序', host: diskOptions(dir).holder.host, at: 0, token: 't', ...owner }))
    await utimes(path, 0, 0)
    const result = await openStore(diskOptions(dir))
    if (result.kind === 'open') await result.store.close()
    return result.kind
  }
  const mine = { pid: process.pid, start: await processStart(process.pid) }
  expect(mine.start).toBeDefined()
  expect(await lock(mine)).toBe('locked')
  expect(await lock({ ...mine, start: 'another boot/1' })).toBe('open')
  expect(await lock({ pid: 99_999_999 })).toBe('open')
  expect(await lock({ ...mine, host: 'another machine', pid: 99_999_999 })).toBe('locked')
  expect((await readdir(dir)).filter((name) => name.startsWith('lock'))).toEqual(['lock.7'])
})

test('of many that want a stale folder at once, one gets it', async () => {
  const dir = await folder()
  const opened = await openStore(diskOptions(dir))
  if (opened.kind !== 'open') throw new Error(opened.kind)
  await opened.store.close()
  for (let round = 0; round < 5; round++) {
    await writeFile(join(dir, 'lock.3'), JSON.stringify({ name: '死', host: diskOptions(dir).holder.host, pid: 99_999_999, at: 0, token: 'x' }))
    const results = await Promise.all(Array.from({ length: 6 }, () => openStore(diskOptions(dir))))
    const open = results.filter((result) => result.kind === 'open')
    expect(results.filter((result) => result.kind === 'locked').length + open.length).toBe(6)
    expect(open.length).toBeLessThanOrEqual(1)
    for (const result of open) if (result.kind === 'open') await result.store.close()
    await rm(join(dir, 'lock.3'), { force: true })
  }
})
