import { describe, expect, test } from 'vitest'
import { applications, assets, subjects } from '#core/collections/filing.collections'
import { BUSINESS_TYPES } from '#shared/filing/business-types'
import { applicationActions, canDo, canStart } from '#shared/filing/states'
import { WITHDRAW_MINUTES } from '#shared/filing/timers'
import { APPLICATION_STATUSES, ASSET_STATUSES, SUBJECT_STATUSES, type ApplicationStatus, type AssetStatus, type SubjectStatus } from '#shared/filing/types'
import { FORMS } from '#shared/forms/registry'
import { validOrganization } from '../../fixtures/records/subject'
import { validWebsite } from '../../fixtures/records/website'
import { createFilingKit, NUMBER, OWNER, type FilingKit } from './filing-kit'

const kit = await createFilingKit()
const subject = await kit.submitSubject()
const site = await kit.submitSite()
const assetId = site.assetId ?? ''

async function put(to: { subject?: SubjectStatus; asset?: AssetStatus; application?: ApplicationStatus }): Promise<void> {
  await kit.ctx.store.transact(async (tx) => {
    const [ofSubject, ofAsset, ofSite] = [await tx.get(subjects, subject.subjectId), await tx.get(assets, assetId), await tx.get(applications, site.applicationId)]
    if (ofSubject && to.subject) await tx.put(subjects, { ...ofSubject, status: to.subject })
    if (ofAsset && to.asset) await tx.put(assets, { ...ofAsset, status: to.asset })
    if (ofSite && to.application) await tx.put(applications, { ...ofSite, status: to.application, delivery: to.application === 'returned' ? 'decided' : ofSite.delivery, draftId: undefined })
  })
}
/** Runs one try and puts the store back as it was, so that every row of the table starts alike. */
async function tried(work: () => Promise<unknown>): Promise<string | undefined> {
  const kept = await Promise.all([kit.ctx.store.get(subjects, subject.subjectId), kit.ctx.store.get(assets, assetId), kit.ctx.store.get(applications, site.applicationId)])
  const before = new Set((await kit.ctx.store.query(applications)).rows.map((row) => row.id))
  let code: string | undefined
  try {
    await work()
  } catch (error) {
    code = (error as { code?: string }).code ?? String(error)
  }
  await kit.ctx.store.transact(async (tx) => {
    if (kept[0]) await tx.put(subjects, kept[0])
    if (kept[1]) await tx.put(assets, kept[1])
    if (kept[2]) await tx.put(applications, kept[2])
    for (const row of (await tx.query(applications)).rows) if (!before.has(row.id)) await tx.remove(applications, row.id)
    for (const row of (await tx.query(subjects)).rows) if (row.id !== subject.subjectId) await tx.remove(subjects, row.id)
    for (const row of (await tx.query(assets)).rows) if (row.id !== assetId) await tx.remove(assets, row.id)
  })
  return code
}

describe('applications', () => {
  for (const status of APPLICATION_STATUSES) {
    test(`${status}: the services allow what the state table allows`, async () => {
      await put({ application: status, subject: 'awaitingEffect', asset: 'inReview' })
      const now = kit.ctx.time.now()
      const context = { who: 'applicant', now, submittedAt: (await kit.stored(site.applicationId))?.submittedAt ?? '', businessType: 'website.create' } as const
      const shown = await kit.call('applications.get', { id: site.applicationId })
      expect(shown.actions.map(({ action, allowed }) => ({ action, allowed }))).toEqual(applicationActions(status, context).map(({ action, allowed }) => ({ action, allowed })))

      const withdrawn = await tried(() => kit.call('applications.withdraw', { id: site.applicationId }))
      expect(withdrawn).toBe(canDo('withdraw', status, context).allowed ? undefined : 'filing.withdrawState')
      const corrected = await tried(() => kit.call('applications.correct', { id: site.applicationId }))
      const resubmitted = await tried(() => kit.submitSite(validWebsite(), { applicationId: site.applicationId }))
      const drafted = await tried(() => kit.call('drafts.save', { businessType: 'website.create', applicationId: site.applicationId, record: {}, unverified: [], reasons: {} }))
      const expected = canDo('resubmit', status, context).allowed ? undefined : 'filing.stateRefused'
      expect([corrected, resubmitted, drafted]).toEqual([expected, expected, expected])
    })
  }
})

const startable = BUSINESS_TYPES.filter((type) => FORMS[type.form] !== undefined)
const recordOf = (form: string) => (form === 'subject' ? validOrganization({ legalRepresentative: '周建国' }) : validWebsite({ name: '晨光阅读网站' }))

describe('businesses', () => {
  for (const status of SUBJECT_STATUSES) {
    test(`subject ${status}: only what the state table lets start can be submitted`, async () => {
      for (const type of startable) {
        for (const asset of type.kind === 'subject' ? [null] : type.action === 'create' ? [null, ...ASSET_STATUSES] : ASSET_STATUSES) {
          await put({ subject: status, asset: asset ?? 'notApproved' })
          const code = await tried(() => kit.call('applications.submit', {
            businessType: type.id, subjectId: subject.subjectId, assetId: asset === null ? undefined : assetId, record: recordOf(type.form), unverified: [], reasons: {},
          }))
          const allowed = canStart(type.id, { subject: status, asset }).allowed
          const words = `${type.id} on subject ${status}, asset ${asset ?? 'none'}: ${code ?? 'taken'}`
          if (allowed) expect(code, words).toBeUndefined()
          else expect(['filing.openRequest', 'filing.noSubject', 'filing.notNow'], words).toContain(code)
        }
      }
    })
  }

  test('buttons of a subject and a site say the same', async () => {
    for (const status of SUBJECT_STATUSES) {
      await put({ subject: status, asset: 'filed' })
      const { actions } = await kit.call('subjects.get', { id: subject.subjectId })
      for (const { action, allowed } of actions) {
        const type = BUSINESS_TYPES.find((candidate) => candidate.id === action)
        expect(allowed).toBe(type !== undefined && FORMS[type.form] !== undefined && canStart(action, { subject: status }).allowed)
      }
      const ofSite = (await kit.call('assets.get', { id: assetId })).actions
      expect(ofSite.find(({ action }) => action === 'website.change')?.allowed).toBe(canStart('website.change', { subject: status, asset: 'filed' }).allowed)
    }
  })
})

describe('withdrawal', () => {
  const withdrawAfter = async (milliseconds: number): Promise<{ fresh: FilingKit; code: string | undefined; id: string; subjectId: string }> => {
    const fresh = await createFilingKit()
    const { applicationId, subjectId } = await fresh.submitSubject()
    await fresh.ports.clock.advance(milliseconds)
    const shown = await fresh.call('applications.get', { id: applicationId })
    const button = shown.actions.find(({ action }) => action === 'withdraw')
    let code: string | undefined
    try {
      await fresh.call('applications.withdraw', { id: applicationId })
    } catch (error) {
      code = (error as { code: string }).code
    }
    expect(button?.allowed).toBe(code === undefined)
    return { fresh, code, id: applicationId, subjectId }
  }
  const LIMIT = WITHDRAW_MINUTES * 60_000

  test('at 29:59 it works and the subject becomes 未通过', async () => {
    const { fresh, code, id, subjectId } = await withdrawAfter(LIMIT - 1000)
    expect(code).toBeUndefined()
    expect((await fresh.call('applications.get', { id })).status).toBe('withdrawn')
    expect((await fresh.call('subjects.get', { id: subjectId })).status).toBe('notApproved')
    // 可修改后重新提交: the same subject, a new application.
    const anew = await fresh.call('applications.submit', { businessType: 'subject.create', subjectId, record: validOrganization(), unverified: [], reasons: {} })
    expect(anew.subjectId).toBe(subjectId)
    expect((await fresh.call('subjects.get', { id: subjectId })).status).toBe('awaitingEffect')
  })
  test('at 30:00 it is the last moment, a second later it is refused and says why', async () => {
    expect((await withdrawAfter(LIMIT)).code).toBeUndefined()
    const late = await withdrawAfter(LIMIT + 1000)
    expect(late.code).toBe('filing.withdrawLate')
    const { actions } = await late.fresh.call('applications.get', { id: late.id })
    expect(actions.find(({ action }) => action === 'withdraw')?.reason).toBe('提交已超过 30 分钟，不能撤销')
  })
  test('a clock that was set back does not open the window again', async () => {
    const { fresh, id } = await withdrawAfter(LIMIT + 1000)
    await fresh.call('drafts.save', { businessType: 'website.create', record: {}, unverified: [], reasons: {} })
    fresh.ports.clock.set('2026-11-21T10:01:00.000Z')
    expect((await fresh.refusal('applications.withdraw', { id })).code).toBe('filing.withdrawLate')
  })
  test('withdrawing a site frees its domain; what was decided cannot be withdrawn', async () => {
    const fresh = await createFilingKit()
    await fresh.submitSubject()
    const first = await fresh.submitSite()
    expect((await fresh.refusal('applications.submit', { businessType: 'website.create', record: validWebsite(), unverified: [], reasons: {} })).code).toBe('filing.precheckFailed')
    await fresh.call('applications.withdraw', { id: first.applicationId })
    expect((await fresh.call('assets.get', { id: first.assetId ?? '' })).status).toBe('notApproved')
    const second = await fresh.submitSite()
    await fresh.exportOut(second.applicationId)
    await fresh.apply(fresh.decision(second.applicationId, 'approved', { filingNumber: NUMBER }))
    expect((await fresh.refusal('applications.withdraw', { id: second.applicationId })).code).toBe('filing.withdrawState')
    expect((await fresh.ctx.store.get(assets, second.assetId ?? ''))?.ownerAccountId).toBe(OWNER)
  })
})
