import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { startBrowserHost, type TestHost } from './support/browser-host'
import { accessibilityFaults, layoutFaults, wordFaults } from './support/look'
import { heading } from './support/person'
import { expect, test } from './support/prepared'
import { applicantScenes, EMPTY_APPLICANT, enter, reviewScenes } from './support/scenes'
import { routeTable, settled, unvisited, visitsOf, visitsOfPhase, visitsSignedOut, walk, WALKERS, type Visit } from './support/walk'

/*
 * Every page of the route table and the main dialogs: nothing serious or critical for axe, no code word or English, no error in
 * the console (each test's fixture), and everything fits at every size (ui.md, "Frame", "Keyboard and assistive technology", "Words").
 */
test.describe.configure({ mode: 'parallel' })

/** CSS pixels; 1280×800 at 200 % zoom has half of them, each twice as large. */
const SIZES = [
  { name: '1280×800', width: 1280, height: 800, deviceScaleFactor: 1 },
  { name: '1920×1080', width: 1920, height: 1080, deviceScaleFactor: 1 },
  { name: '200 %', width: 640, height: 400, deviceScaleFactor: 2 },
] as const

const NO_SUCH_PAGE: Visit = { path: '/no-such-page' }

const read = async (page: Page): Promise<string[]> => [...(await accessibilityFaults(page)), ...(await wordFaults(page))]

/** Reads what is open and looks at it in each size; ends at the first one again. */
async function readAndMeasure(page: Page, host: TestHost, visits: readonly Visit[]): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const resize = async ({ width, height, deviceScaleFactor }: (typeof SIZES)[number]): Promise<void> => {
    await session.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor, mobile: false })
    await settled(page)
  }
  const faults = await walk(page, host, visits, async () => {
    const found = await read(page)
    for (const size of SIZES) {
      if (size !== SIZES[0]) await resize(size)
      found.push(...(await layoutFaults(page)).map((fault) => `${size.name}: ${fault}`))
    }
    await resize(SIZES[0])
    return found
  })
  expect(faults).toEqual([])
}

for (const role of ['applicant', 'review'] as const) {
  test(`pages of ${role}, filled`, async ({ startAt, openPage, fullScene }) => {
    const host = await startAt('full', role)
    const page = await openPage(host)
    await enter(page, role)
    await readAndMeasure(page, host, visitsOf(await routeTable(page), WALKERS[role], (await fullScene())[role]))
  })
}

test('dialogs and errors of the applicant', async ({ startAt, openPage, fullScene }) => {
  const host = await startAt('full', 'applicant')
  const page = await openPage(host)
  await enter(page, 'applicant')
  await readAndMeasure(page, host, applicantScenes((await fullScene()).applicant))
})

test('dialogs and outcomes of the review', async ({ startAt, openPage, fullScene }) => {
  const { review, bundle } = await fullScene()
  const host = await startAt('full', 'review')
  const page = await openPage(host)
  await enter(page, 'review')
  await readAndMeasure(page, host, reviewScenes(review, bundle))
})

test('pages of applicant, empty', async ({ startAt, openPage }) => {
  const host = await startAt('registered', 'applicant')
  const page = await openPage(host)
  await enter(page, 'applicant')
  await readAndMeasure(page, host, [...visitsOf(await routeTable(page), WALKERS.applicant), ...EMPTY_APPLICANT, NO_SUCH_PAGE])
})

// The counter's pages are the applicant's; what it may open, reads and hears is looked at, not measured again.
for (const [role, state] of [['counter', 'empty'], ['counter', 'filled'], ['review', 'empty']] as const) {
  test(`pages of ${role}, ${state}`, async ({ startAt, openPage, fullScene }) => {
    const host = await startAt(state === 'empty' ? 'registered' : 'full', role)
    const page = await openPage(host)
    await enter(page, role)
    const ids = state === 'empty' ? undefined : (await fullScene())[role]
    expect(await walk(page, host, visitsOf(await routeTable(page), WALKERS[role], ids), read)).toEqual([])
  })
}

test('pages before sign-in, of first start and recovery; and no page is left out', async ({ page: fresh, host: freshHost, startAt, openPage }) => {
  const table = await routeTable(fresh)
  expect(unvisited(table)).toEqual([])
  await readAndMeasure(fresh, freshHost, visitsOfPhase(table, 'fresh'))

  const host = await startAt('registered', 'applicant')
  const before = await openPage(host)
  await readAndMeasure(before, host, visitsSignedOut(table))
  await before.close()

  await host.stop()
  await rm(join(host.dataDir, 'machine.key'))
  const locked = await startBrowserHost({ dataDir: host.dataDir })
  const page = await openPage(locked)
  await expect(heading(page, '数据暂时不能打开')).toBeVisible()
  await readAndMeasure(page, locked, visitsOfPhase(table, 'recovery'))
  await locked.stop()
})
