import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, startBrowserHost } from './support/browser-host'
import { connect, type Direct } from './support/direct'
import { APPLICANT } from './support/person'
import { test } from './support/prepared'

const ROUNDS = 4
const TYPES = ['website.create', 'subject.create'] as const
/** Draft id → number of the last save that was acknowledged; each save carries its number. */
type Acknowledged = Map<string, number>

const recordOf = (type: (typeof TYPES)[number], count: number): object =>
  type === 'website.create' ? { name: `第${count}次保存` } : { nature: 'organization', organizationName: `第${count}次保存` }
const countIn = (record: object): number => Number(/第(\d+)次保存/.exec(JSON.stringify(record))?.[1] ?? 0)

/** Saves two drafts in turn until the connection breaks. @returns the number of the save that was not answered */
async function saveUntilKilled(direct: Direct, from: number, acknowledged: Acknowledged, begun: (count: number) => void): Promise<number> {
  for (let count = from; ; count++) {
    const type = TYPES[count % TYPES.length] ?? TYPES[0]
    begun(count)
    try {
      const { id } = await direct.get<{ id: string }>('drafts.save', { businessType: type, record: recordOf(type, count), unverified: [], reasons: {} })
      acknowledged.set(id, count)
    } catch {
      return count
    }
  }
}

test('the program killed while it writes loses nothing it acknowledged', async ({ startAt }) => {
  let host = await startAt('submitted', 'applicant')
  const { dataDir } = host
  const acknowledged: Acknowledged = new Map()
  let unanswered = 0
  for (let round = 1; round <= ROUNDS; round++) {
    const writing = await connect(host, APPLICANT)
    const current = host
    const from = unanswered + 1
    // Later in each round, so that the kill meets the write at another point of it.
    unanswered = await saveUntilKilled(writing, from, acknowledged, (count) => { if (count === from + 2 * round) setTimeout(() => void current.kill(), round) })
    await current.kill()
    await writing.close()
    host = await startBrowserHost({ dataDir })
    const reading = await connect(host, APPLICANT)
    for (const [id, count] of acknowledged) {
      const { record } = await reading.get<{ record: object }>('drafts.get', { id })
      // What was under way may have been written, too, but nothing acknowledged is missing.
      expect([count, unanswered]).toContain(countIn(record))
    }
    await reading.close()
  }
  expect(acknowledged.size).toBe(TYPES.length)
  await host.stop()
})

test('a second start on the same data is refused with the name of the holder', async ({ startAt, openPage }) => {
  const first = await startAt('submitted', 'applicant')
  const second = await startBrowserHost({ dataDir: first.dataDir })
  const page = await openPage(second)
  await expect(page.getByRole('heading', { name: '数据暂时不能打开' })).toBeVisible()
  await expect(page.getByText(/数据文件夹正由.+进程 \d+.*使用/)).toBeVisible()
  await expect(page.getByText('store.locked')).toBeVisible()

  await first.stop()
  await page.getByRole('button', { name: '重新打开' }).click()
  await expect(page.getByRole('heading', { name: '用户登录' })).toBeVisible()
  await page.close()
  await second.stop()
})

test('an empty folder elsewhere starts afresh, beside the other', async ({ startAt, openPage }) => {
  await startAt('submitted', 'applicant')
  const dataDir = await mkdtemp(join(tmpdir(), 'e2e-'))
  const other = await startBrowserHost({ dataDir })
  const page = await openPage(other)
  await expect(page.getByRole('heading', { name: '首次设置' })).toBeVisible()
  await page.close()
  await other.stop()
  await rm(dataDir, { recursive: true, force: true })
})
