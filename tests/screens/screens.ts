import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { stopAgeWorkers } from '#core/bundle/age-pool'
import { chinaDate } from '#shared/filing/china-time'
import { isOutdated } from '../../build/outdated'
import { runBuild } from '../../build/runners'
import { openBrowser, openWindow, serveStation, signInByPage } from '../support/browser-kit'
import { openLiveStation, type LiveStation } from '../support/live-station'
import { carry, PASSWORD, runMainJob } from '../support/main-job'
import { anotherSite, handOver, returnAndCorrect, submitPair } from '../support/review-scene'
import {
  DAMAGED, EMPTY_APPLICANT, EMPTY_REVIEW, FILLED_APPLICANT, FILLED_REVIEW, FIRST_START, IMPORT_PREVIEW, PASSPHRASE, RETURNED_APPLICANT, SIGNED_OUT,
  type Scene, WORKING_APPLICANT, WORKING_REVIEW,
} from './scenes'

/** `npm run screens -- --out DIR`: every page and dialog in its main states, at both sizes, as `<page>.<state>.<width>.png`. */
const { values } = parseArgs({ options: { out: { type: 'string' }, only: { type: 'string' } } })
if (values.out === undefined) {
  console.error('用法: npm run screens -- --out DIR [--only 页面名]')
  process.exit(2)
}
const out = resolve(values.out)
const SIZES = [{ width: 1280, height: 800 }, { width: 1920, height: 1080 }]
const errors: string[] = []

/** All scenes of one station, once a size; a scene that fails says so and does not stop the others. */
async function shoot(station: LiveStation, scenes: readonly Scene[], account: string | undefined): Promise<void> {
  const host = await serveStation(station)
  const browser = await openBrowser()
  try {
    for (const size of SIZES) {
      const page = await openWindow(browser, host, errors, size)
      page.setDefaultTimeout(20_000)
      if (account !== undefined) await signInByPage(page, account, PASSWORD)
      for (const scene of scenes) {
        if (values.only !== undefined && !scene.page.includes(values.only)) continue
        const name = `${scene.page}.${scene.state}.${size.width}.png`
        try {
          await page.goto(`${host.origin}/#${scene.path}`)
          await page.waitForURL(`**/#${scene.path}`)
          await page.locator('h1').first().waitFor()
          await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
          await scene.act?.(page)
          // Fonts, pictures and transitions have settled when two frames in a row have nothing left to load.
          await page.waitForLoadState('networkidle')
          await page.screenshot({ path: join(out, name), fullPage: scene.whole ?? false, animations: 'disabled' })
          console.log(name)
        } catch (error) {
          errors.push(`${name}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`)
        }
        // The next scene starts from a page without open dialogs or unsaved work.
        page.once('dialog', (dialog) => void dialog.accept())
        await page.goto('about:blank')
      }
      await page.context().close()
    }
  } finally {
    await browser.close()
    await host.close()
  }
}

async function emptyStation(title: string, folder: string, role: 'applicant' | 'review'): Promise<LiveStation> {
  const station = await openLiveStation(title, folder)
  await station.driver.call('station.setUp', { role, name: `${title}（空）`, region: { code: '110105', name: '北京市/市辖区/朝阳区' } })
  await station.driver.call('accounts.register', { account: 'empty01', password: PASSWORD, name: '林晓燕', mobile: '13800138000', ...(await station.driver.captcha()) })
  return station
}

/** Two stations in the midst of the main job, pictured at its turns. */
async function shootTheMiddle(applicant: LiveStation, review: LiveStation): Promise<void> {
  const scene = await submitPair(applicant.driver, review.driver, chinaDate(Date.now()))
  const site = scene.site.applicationId
  const subject = scene.subject.applicationId
  const draft = await applicant.driver.call('drafts.save', {
    businessType: 'website.create', subjectId: scene.subject.subjectId, unverified: [], reasons: {},
    record: { ...scene.siteRecord, name: '晨光书店', primaryDomain: 'chenguang-books.cn', otherDomains: [], homepageUrl: 'https://www.chenguang-books.cn/' },
  })
  await shoot(applicant, WORKING_APPLICANT({ draft: draft.id, site, subject }), 'chenguang')
  const made = await applicant.driver.call('bundles.export', { applicationIds: [subject, site], stationId: scene.reviewStationId })
  await shoot(review, IMPORT_PREVIEW(await applicant.driver.download('bundles.file', { bundleId: made.bundleId })), 'reviewer01')
  await handOver(applicant.driver, review.driver, scene, [subject, site])
  await returnAndCorrect(applicant.driver, review.driver, scene)
  const other = await anotherSite(applicant.driver, scene, '晨光文化社区', 'chenguang-forum.cn')
  await handOver(applicant.driver, review.driver, scene, [other.applicationId])
  for (const id of [other.applicationId, subject]) await review.driver.call('review.claim', { id })
  await shoot(review, WORKING_REVIEW({ claimed: other.applicationId, corrected: site, subject }), 'reviewer01')
  await review.driver.call('review.decide', {
    id: other.applicationId, outcome: 'returned', remark: '请核对后重新提交',
    opinions: [{ path: 'name', label: '网站名称', text: '与工信部备案的网站名称不一致，请核对后修改' }],
  })
  const decisions = await review.driver.call('bundles.exportDecisions', { stationId: scene.applicantStationId, applicationIds: [other.applicationId] })
  await carry(review.driver, applicant.driver, decisions.bundleId)
  await shoot(applicant, RETURNED_APPLICANT({ site: other.applicationId }), 'chenguang')
}

/** A data folder of which one file was altered. */
async function damage(folder: string): Promise<void> {
  const file = (await readdir(folder, { recursive: true })).find((name) => /applications.*s\d+/.test(name))
  if (file === undefined) throw new Error('no shard to damage')
  const bytes = await readFile(join(folder, file))
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1
  await writeFile(join(folder, file), bytes)
}

async function main(): Promise<void> {
  await mkdir(out, { recursive: true })
  if (isOutdated()) await runBuild()
  const folder = await mkdtemp(join(tmpdir(), 'beian-screens-'))
  const stations: LiveStation[] = []
  const keep = async (station: Promise<LiveStation>): Promise<LiveStation> => {
    const opened = await station
    stations.push(opened)
    return opened
  }
  try {
    await shoot(await keep(openLiveStation('新装', join(folder, 'fresh'))), FIRST_START, undefined)
    await shoot(await keep(emptyStation('申请端', join(folder, 'empty-applicant'), 'applicant')), EMPTY_APPLICANT, 'empty01')
    await shoot(stations[1] as LiveStation, SIGNED_OUT, undefined)
    await shoot(await keep(emptyStation('审核端', join(folder, 'empty-review'), 'review')), EMPTY_REVIEW, 'empty01')
    const applicant = await keep(openLiveStation('申请端', join(folder, 'applicant')))
    const review = await keep(openLiveStation('审核端', join(folder, 'review')))
    const job = await runMainJob(applicant.driver, review.driver, chinaDate(Date.now()))
    await shoot(applicant, FILLED_APPLICANT(job), 'chenguang')
    await shoot(review, FILLED_REVIEW(job), 'reviewer01')
    await applicant.close()
    await damage(join(folder, 'applicant'))
    await shoot(await keep(openLiveStation('申请端', join(folder, 'applicant'))), DAMAGED, undefined)
    const working = await keep(openLiveStation('申请端', join(folder, 'applicant-2')))
    await shootTheMiddle(working, await keep(openLiveStation('审核端', join(folder, 'review-2'))))
    await working.driver.call('backup.setPassphrase', { passphrase: '雪后初晴 2026' })
    await working.close()
    await shoot(await keep(openLiveStation('申请端', join(folder, 'applicant-2'))), PASSPHRASE, undefined)
  } finally {
    for (const station of stations) await station.close()
    await stopAgeWorkers()
    await rm(folder, { recursive: true, force: true })
  }
  for (const error of errors) console.error(`问题 ${error}`)
  process.exitCode = errors.length > 0 ? 1 : 0
}

await main()
