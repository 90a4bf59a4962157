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

  it('may die in the middle: every job is still answered', async () => {
    const answers = Array.from({ length: 8 }, (_, index) => runAgeJob(seal(index * 16, 16 * 65_536)))
    await stopAgeWorkers()
    for (const answer of await Promise.all(answers)) expect(answer.data).toHaveLength(16 * 65_552)
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
