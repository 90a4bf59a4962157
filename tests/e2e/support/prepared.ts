import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chinaDate } from '#shared/filing/china-time'
import { openLiveStation, type LiveStation } from '../../support/live-station'
import { pictures, setUp, submit, trustEachOther } from '../../support/main-job'
import { organizationRecord, websiteRecord } from '../../support/sample-records'
import { startBrowserHost, test as base, type TestHost, type TestHostOptions } from './browser-host'
import { fillStations, type FullScene } from './full-scene'

/**
 * How far the programs have come before a test begins: set up and registered; their cards exchanged; subject and site
 * submitted at the applicant's; something in every list of all three.
 */
export type Stage = 'registered' | 'trusted' | 'submitted' | 'full'

const STATIONS = { applicant: '申请端', review: '审核端', counter: '窗口端' } as const
export type PreparedRole = keyof typeof STATIONS
type Stations = Record<PreparedRole, LiveStation>

/** Beside the data folders of `full`: which records there are, and a bundle the review station has not taken in yet. */
const SCENE_FILE = 'scene.json'
const BUNDLE_FILE = '晨光书评网.beian'

/** Same accounts as the demo's (tests/support/main-job.ts). */
async function bring(stage: Stage, { applicant, review, counter }: Stations, folder: string): Promise<void> {
  if (stage === 'full') {
    const { scene, bundle } = await fillStations(applicant.driver, review.driver, counter.driver)
    await writeFile(join(folder, BUNDLE_FILE), bundle)
    return writeFile(join(folder, SCENE_FILE), JSON.stringify(scene))
  }
  await setUp(applicant.driver, 'applicant', '晨光文化备案电脑', 'chenguang', '林晓燕')
  await setUp(review.driver, 'review', '朝阳分局网安审核端', 'reviewer01', '王审核')
  await setUp(counter.driver, 'counter', '朝阳政务服务大厅3号窗口', 'window01', '赵窗口')
  if (stage === 'registered') return
  await trustEachOther(applicant.driver, review.driver)
  if (stage === 'trusted') return
  const files = await pictures(applicant.driver)
  const { subjectId } = await submit(applicant.driver, { businessType: 'subject.create', record: organizationRecord(files) })
  await submit(applicant.driver, { businessType: 'website.create', subjectId, record: websiteRecord(files, chinaDate(Date.now())) })
}

async function make(stage: Stage): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `e2e-${stage}-`))
  const open = (role: PreparedRole): Promise<LiveStation> => openLiveStation(STATIONS[role], join(folder, role))
  const stations = { applicant: await open('applicant'), review: await open('review'), counter: await open('counter') }
  try {
    await bring(stage, stations, folder)
  } finally {
    for (const station of Object.values(stations)) await station.close()
  }
  return folder
}

interface PreparedFixtures {
  /** Starts a program on a folder of its own that has come so far already. */
  startAt: (stage: Stage, role: PreparedRole, options?: Omit<TestHostOptions, 'dataDir'>) => Promise<TestHost>
  /** Which records the stations of `full` hold, and a bundle that the review station can still take in. */
  fullScene: () => Promise<FullScene & { bundle: string }>
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
  fullScene: async ({ prepared }, use) => {
    await use(async () => {
      const folder = await prepared('full')
      return { ...(JSON.parse(await readFile(join(folder, SCENE_FILE), 'utf8')) as FullScene), bundle: join(folder, BUNDLE_FILE) }
    })
  },
})
export { expect } from './browser-host'
