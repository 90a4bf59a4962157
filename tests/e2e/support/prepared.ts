import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chinaDate } from '#shared/filing/china-time'
import { openLiveStation, type LiveStation } from '../../support/live-station'
import { pictures, runMainJob, setUp, submit, trustEachOther } from '../../support/main-job'
import { organizationRecord, websiteRecord } from '../../support/sample-records'
import { startBrowserHost, test as base, type TestHost, type TestHostOptions } from './browser-host'

/**
 * How far two programs have come before a test begins: set up and registered; their cards exchanged; subject and site
 * submitted at the applicant's; the whole main job done, with a number.
 */
export type Stage = 'registered' | 'trusted' | 'submitted' | 'filed'

/** Same accounts as the demo's (tests/support/main-job.ts). */
async function bring(stage: Stage, applicant: LiveStation, review: LiveStation): Promise<void> {
  if (stage === 'filed') return void (await runMainJob(applicant.driver, review.driver, chinaDate(Date.now())))
  await setUp(applicant.driver, 'applicant', '晨光文化备案电脑', 'chenguang', '林晓燕')
  await setUp(review.driver, 'review', '朝阳分局网安审核端', 'reviewer01', '王审核')
  if (stage === 'registered') return
  await trustEachOther(applicant.driver, review.driver)
  if (stage === 'trusted') return
  const files = await pictures(applicant.driver)
  const { subjectId } = await submit(applicant.driver, { businessType: 'subject.create', record: organizationRecord(files) })
  await submit(applicant.driver, { businessType: 'website.create', subjectId, record: websiteRecord(files, chinaDate(Date.now())) })
}

async function make(stage: Stage): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `e2e-${stage}-`))
  const applicant = await openLiveStation('申请端', join(folder, 'applicant'))
  const review = await openLiveStation('审核端', join(folder, 'review'))
  try {
    await bring(stage, applicant, review)
  } finally {
    await applicant.close()
    await review.close()
  }
  return folder
}

interface PreparedFixtures {
  /** Starts a program on a folder of its own that has come so far already. */
  startAt: (stage: Stage, role: 'applicant' | 'review', options?: Omit<TestHostOptions, 'dataDir'>) => Promise<TestHost>
}
interface PreparedWorker {
  /** Folders by stage, made once per worker and only ever copied. */
  prepared: (stage: Stage) => Promise<string>
}

export const test = base.extend<PreparedFixtures, PreparedWorker>({
  prepared: [async ({}, use) => {
    const made = new Map<Stage, Promise<string>>()
    await use((stage) => {
      const known = made.get(stage) ?? make(stage)
      made.set(stage, known)
      return known
    })
    for (const folder of made.values()) await rm(await folder, { recursive: true, force: true })
  }, { scope: 'worker', timeout: 120_000 }],
  startAt: async ({ prepared }, use) => {
    const hosts: TestHost[] = []
    await use(async (stage, role, options) => {
      const dataDir = await mkdtemp(join(tmpdir(), 'e2e-'))
      await cp(join(await prepared(stage), role), dataDir, { recursive: true })
      const host = await startBrowserHost({ ...options, dataDir })
      hosts.push(host)
      return host
    })
    for (const host of hosts) {
      await host.stop()
      await rm(host.dataDir, { recursive: true, force: true })
    }
  },
})
export { expect } from './browser-host'
