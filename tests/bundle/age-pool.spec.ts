import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { runAgeJob, runningAgeWorkers, stopAgeWorkers } from '#core/bundle/age-pool'
import { runJob } from '#core/bundle/age-worker'

afterAll(stopAgeWorkers)

const key = new Uint8Array(32).fill(7)
const seal = (first: number, size: number) => ({ kind: 'seal', key, first, last: false, data: new Uint8Array(size).fill(first) }) as const

describe('the worker threads', () => {
  it('do the work and give what this thread would give', async () => {
    const jobs = Array.from({ length: 12 }, (_, index) => seal(index * 16, 16 * 65_536))
    const answers = await Promise.all(jobs.map((job) => runAgeJob(job)))
    expect(runningAgeWorkers()).toBeGreaterThan(0)
    for (const [index, job] of jobs.entries()) {
      const here = await runJob({ ...seal(job.first, 16 * 65_536), id: 0 })
      expect(Buffer.compare(answers[index]!.data!, here.data!)).toBe(0)
    }
  })

  it('may die in the middle: no job hangs, and the next ones get new threads', async () => {
    const answers = Array.from({ length: 8 }, (_, index) => runAgeJob(seal(index * 16, 16 * 65_536)).then((answer) => answer.data?.length, (error: Error) => error.message))
    await stopAgeWorkers()
    for (const answer of await Promise.all(answers)) expect([16 * 65_552, 'a worker thread died']).toContain(answer)
    expect(runningAgeWorkers()).toBe(0)
    expect((await runAgeJob(seal(0, 10))).data).toHaveLength(26)
    expect(runningAgeWorkers()).toBeGreaterThan(0)
  })

  it('name the chunk that does not authenticate', async () => {
    const sealed = (await runAgeJob(seal(5, 3 * 65_536))).data!
    sealed[65_552 + 3]! ^= 1
    expect(await runAgeJob({ kind: 'open', key, first: 5, last: false, data: sealed })).toMatchObject({ failed: 6 })
  })
})

describe('a program that has used the threads', () => {
  it('ends by itself', () => {
    const pool = pathToFileURL(join(import.meta.dirname, '../../electron/core/bundle/age-pool.ts')).href
    const code = `import { runAgeJob, runningAgeWorkers } from ${JSON.stringify(pool)}
      const job = { kind: 'seal', key: new Uint8Array(32), first: 0, last: true, data: new Uint8Array(3) }
      await runAgeJob(job)
      process.stdout.write(String(runningAgeWorkers()))`
    const args = ['--import', 'tsx', '--input-type=module', '--eval', code]
    const run = spawnSync(process.execPath, args, { cwd: join(import.meta.dirname, '../..'), encoding: 'utf8', timeout: 20_000 })
    expect(run).toMatchObject({ status: 0, signal: null })
    expect(Number(run.stdout)).toBeGreaterThan(0)
  })
})
