import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BUSINESS_TYPE_IDS, businessType, isAssetKind } from '#shared/filing/business-types'
import { APPLICATION_STATUS_LABELS, ASSET_STATUS_LABELS, DELIVERY_STATUS_LABELS, nextStep, SUBJECT_STATUS_LABELS } from '#shared/filing/state-labels'
import {
  APPLICATION_EVENTS, APPLICATION_TRANSITIONS, applicationActions, ASSET_EFFECTS, ASSET_WHEN_SUBJECT_CANCELLED, assetStatusAfter, canDo, canStart,
  DELIVERY_TRANSITIONS, INITIAL_APPLICATION_STATUS, nextApplicationStatus, nextDeliveryStatus, SUBJECT_EFFECTS, subjectStatusAfter,
  type ApplicationAction, type ApplicationContext,
} from '#shared/filing/states'
import { APPLICATION_STATUSES, ASSET_STATUSES, DELIVERY_STATUSES, SUBJECT_STATUSES, type ApplicationStatus } from '#shared/filing/types'

const ACTIONS = [...new Set(APPLICATION_TRANSITIONS.map((row) => row.action))]
const SUBMITTED = '2026-03-01T08:00:00.000Z'
const applicant: ApplicationContext = { who: 'applicant', now: '2026-03-01T08:10:00.000Z', submittedAt: SUBMITTED, businessType: 'website.create' }
const reviewer: ApplicationContext = { ...applicant, who: 'reviewer', claim: 'self', subjectApproved: true, companions: 1 }

/** Everything that can be reached from `start` by `edges`. */
function reach<S>(start: readonly S[], edges: readonly { from: S; to: S }[]): Set<S> {
  const seen = new Set(start)
  for (let size = -1; size !== seen.size; ) {
    size = seen.size
    for (const edge of edges) if (seen.has(edge.from)) seen.add(edge.to)
  }
  return seen
}

describe('application table', () => {
  it('has one row for a status and an action', () => {
    const keys = APPLICATION_TRANSITIONS.map((row) => `${row.from} ${row.action}`)
    expect(new Set(keys).size).toBe(keys.length)
  })
  it('reaches every status by people and the system, and by people all but superseded', () => {
    expect([...reach([INITIAL_APPLICATION_STATUS], APPLICATION_TRANSITIONS)].sort()).toEqual([...APPLICATION_STATUSES].sort())
    const byPeople = reach([INITIAL_APPLICATION_STATUS], APPLICATION_TRANSITIONS.filter((row) => row.who !== 'system'))
    expect(APPLICATION_STATUSES.filter((status) => !byPeople.has(status))).toEqual(['superseded'])
  })
  it('has no dead ends: from every open status an end is reached, and ends stay ends', () => {
    const ends: readonly ApplicationStatus[] = ['approved', 'rejected', 'withdrawn', 'superseded']
    for (const status of APPLICATION_STATUSES) {
      expect([...reach([status], APPLICATION_TRANSITIONS)].some((next) => ends.includes(next))).toBe(true)
      if (ends.includes(status)) expect([...reach([status], APPLICATION_TRANSITIONS)]).toEqual([status])
    }
  })
  it('refuses every pair that is in no row, with a Chinese reason', () => {
    for (const status of APPLICATION_STATUSES) {
      for (const action of ACTIONS) {
        const row = APPLICATION_TRANSITIONS.find((candidate) => candidate.from === status && candidate.action === action)
        expect(nextApplicationStatus(status, action)).toBe(row?.to)
        if (row) continue
        for (const who of ['applicant', 'reviewer', 'system'] as const) {
          expect(canDo(action, status, { ...reviewer, who })).toMatchObject({ allowed: false, reason: expect.stringContaining('当前状态') })
        }
      }
    }
  })
  it('allows a row to its own actor only', () => {
    for (const row of APPLICATION_TRANSITIONS) {
      const claim = row.when?.includes('unclaimed') ? 'none' : 'self'
      for (const who of ['applicant', 'reviewer', 'system'] as const) {
        expect(canDo(row.action, row.from, { ...reviewer, claim, who }).allowed).toBe(who === row.who)
      }
    }
  })
  it('lets an applicant withdraw within 30 minutes, to the millisecond, and says why not after', () => {
    expect(canDo('withdraw', 'pending', { ...applicant, now: '2026-03-01T08:30:00.000Z' })).toEqual({ allowed: true })
    expect(canDo('withdraw', 'pending', { ...applicant, now: '2026-03-01T08:30:00.001Z' })).toEqual({ allowed: false, reason: '提交已超过 30 分钟，不能撤销' })
    expect(canDo('withdraw', 'inReview', applicant)).toEqual({ allowed: false, reason: '当前状态“审核中”不能撤销申请' })
  })
  it('lets a reviewer act only on what is claimed, in the right order', () => {
    expect(canDo('claim', 'pending', { ...reviewer, claim: 'none' })).toEqual({ allowed: true })
    expect(canDo('claim', 'pending', { ...reviewer, claim: 'other', claimedBy: '王警官' })).toEqual({ allowed: false, reason: '该申请已由 王警官 认领' })
    expect(canDo('approve', 'inReview', { ...reviewer, claim: 'none' })).toEqual({ allowed: false, reason: '请先认领该申请' })
    expect(canDo('approve', 'inReview', { ...reviewer, subjectApproved: false })).toMatchObject({ allowed: false, reason: expect.stringContaining('所属主体尚未审核通过') })
    expect(canDo('reject', 'inReview', { ...reviewer, subjectApproved: false })).toEqual({ allowed: true })
    const alone: ApplicationContext = { ...reviewer, businessType: 'subject.create', companions: 0 }
    expect(canDo('claim', 'pending', { ...alone, claim: 'none' })).toMatchObject({ allowed: false, reason: expect.stringContaining('公安机关不会单独进行主体审核') })
    expect(canDo('approve', 'inReview', { ...alone, companions: 1, subjectApproved: false })).toEqual({ allowed: true })
  })
  it('lists the buttons of an actor', () => {
    expect(applicationActions('pending', applicant)).toEqual([
      { action: 'withdraw', label: '撤销申请', allowed: true },
      { action: 'resubmit', label: '重新提交', allowed: false, reason: '当前状态“待审核”不能重新提交' },
    ])
    expect(applicationActions('inReview', reviewer).filter((state) => state.allowed).map((state) => state.action)).toEqual(
      ['release', 'inviteInterview', 'inviteSiteCheck', 'approve', 'reject', 'return'],
    )
  })
  it('ends in the decision however the news of it arrives', () => {
    const progress: ApplicationAction[] = ['learnInReview', 'learnAwaitingInterview', 'learnAwaitingSiteCheck']
    const decision = fc.constantFrom(...([['learnApproved', 'approved'], ['learnRejected', 'rejected'], ['learnReturned', 'returned']] as const))
    fc.assert(fc.property(decision, fc.array(fc.constantFrom(...progress)), fc.array(fc.nat(100)), ([action, end], news, places) => {
      const order: ApplicationAction[] = [...news]
      for (const place of [...places, 0]) order.splice(place % (order.length + 1), 0, action)
      const result = order.reduce<ApplicationStatus | undefined>((status, step) => status && nextApplicationStatus(status, step), 'pending')
      expect(result).toBe(end)
    }))
  })
  it('treats two different decisions of one revision as a conflict', () => {
    expect(nextApplicationStatus('approved', 'learnRejected')).toBeUndefined()
    expect(nextApplicationStatus('rejected', 'learnApproved')).toBeUndefined()
    expect(nextApplicationStatus('withdrawn', 'learnApproved')).toBeUndefined()
  })
})

describe('delivery table', () => {
  it('reaches every status, and importing ends in the same one in any order', () => {
    expect([...reach(['notExported'], DELIVERY_TRANSITIONS)].sort()).toEqual([...DELIVERY_STATUSES].sort())
    fc.assert(fc.property(fc.array(fc.constantFrom('receiptImported', 'decisionImported')), (events) => {
      const end = events.reduce<ReturnType<typeof nextDeliveryStatus>>((status, event) => status && nextDeliveryStatus(status, event as 'receiptImported'), 'exported')
      expect(end).toBe(events.includes('decisionImported') ? 'decided' : events.length > 0 ? 'received' : 'exported')
    }))
  })
  it('refuses to export what is decided, and begins anew on resubmission', () => {
    expect(nextDeliveryStatus('decided', 'exported')).toBeUndefined()
    expect(nextDeliveryStatus('decided', 'resubmitted')).toBe('notExported')
  })
})

describe('effects on subjects and assets', () => {
  it.each([
    ['submitted', 'subject.create', null, 'awaitingEffect'], ['approved', 'subject.create', 'awaitingEffect', 'valid'], ['rejected', 'subject.create', 'awaitingEffect', 'notApproved'],
    ['withdrawn', 'subject.create', 'awaitingEffect', 'notApproved'], ['returned', 'subject.create', 'awaitingEffect', 'awaitingEffect'], ['submitted', 'subject.create', 'notApproved', 'awaitingEffect'],
    ['submitted', 'subject.change', 'valid', 'changing'], ['approved', 'subject.change', 'changing', 'valid'], ['rejected', 'subject.change', 'changing', 'valid'], ['withdrawn', 'subject.change', 'changing', 'valid'],
    ['submitted', 'subject.cancel', 'valid', 'cancelling'], ['approved', 'subject.cancel', 'cancelling', 'cancelled'], ['rejected', 'subject.cancel', 'cancelling', 'valid'],
    ['submitted', 'subject.transfer', 'valid', 'transferring'], ['accepted', 'subject.transfer', 'transferring', 'transferred'], ['withdrawn', 'subject.transfer', 'transferring', 'valid'],
    ['submitted', 'subject.change', 'changing', undefined], ['submitted', 'subject.cancel', 'changing', undefined], ['approved', 'website.create', 'awaitingEffect', undefined], ['approved', 'subject.create', 'valid', undefined],
  ] as const)('%s %s: subject %s → %s', (event, type, before, result) => {
    expect(subjectStatusAfter(event, type, before)).toBe(result)
  })
  it.each([
    ['submitted', 'website.create', null, 'inReview'], ['approved', 'website.create', 'inReview', 'filed'], ['rejected', 'website.create', 'inReview', 'notApproved'], ['withdrawn', 'website.create', 'inReview', 'notApproved'],
    ['submitted', 'website.create', 'notApproved', 'inReview'], ['submitted', 'website.change', 'filed', 'changing'], ['approved', 'website.change', 'changing', 'filed'], ['returned', 'website.change', 'changing', 'changing'],
    ['withdrawn', 'website.change', 'changing', 'filed'], ['submitted', 'website.cancel', 'filed', 'cancelling'], ['approved', 'website.cancel', 'cancelling', 'cancelled'], ['rejected', 'website.cancel', 'cancelling', 'filed'],
    ['submitted', 'website.change', 'inReview', undefined], ['submitted', 'website.change', 'cancelled', undefined], ['approved', 'subject.create', 'inReview', undefined],
  ] as const)('%s %s: asset %s → %s', (event, type, before, result) => {
    expect(assetStatusAfter(event, type, before)).toBe(result)
  })
  it('have one row for an action, an event and a status, reach every status, and answer every open request', () => {
    for (const [table, statuses] of [[SUBJECT_EFFECTS, SUBJECT_STATUSES], [ASSET_EFFECTS, ASSET_STATUSES]] as const) {
      const keys = table.map((row) => `${row.action} ${row.event} ${row.from}`)
      expect(new Set(keys).size).toBe(keys.length)
      expect([...reach<string | null>([null], table)].filter((status) => status !== null).sort()).toEqual([...statuses].sort())
      for (const submitted of table.filter((row) => row.event === 'submitted')) {
        const answered = table.filter((row) => row.action === submitted.action && row.from === submitted.to).map((row) => row.event)
        expect(answered).toEqual(expect.arrayContaining(['rejected', 'withdrawn', 'superseded', 'returned']))
        expect(answered.includes('approved') || answered.includes('accepted')).toBe(true)
      }
    }
  })
  it('cancel every asset with its subject', () => {
    for (const status of ASSET_STATUSES) expect(['cancelled', 'notApproved']).toContain(ASSET_WHEN_SUBJECT_CANCELLED[status])
  })
})

describe('starting a business', () => {
  it('agrees with the effects: what may start has a submission row, and only one request is open at a time', () => {
    for (const type of BUSINESS_TYPE_IDS) {
      for (const subject of [null, ...SUBJECT_STATUSES]) {
        for (const asset of [null, ...ASSET_STATUSES]) {
          const permission = canStart(type, { subject, asset })
          if (!permission.allowed) {
            expect(permission.reason).toMatch(/[\u4e00-\u9fa5]/)
          } else if (isAssetKind(businessType(type).kind)) {
            expect(assetStatusAfter('submitted', type, asset)).toBeDefined()
            expect(['awaitingEffect', 'valid', 'changing']).toContain(subject)
          } else {
            expect(subjectStatusAfter('submitted', type, subject)).toBeDefined()
          }
        }
      }
    }
  })
  it.each([
    ['website.create', null, null, '您当前尚无有效主体，请先申请主体'], ['website.create', 'notApproved', null, '您当前尚无有效主体，请先申请主体'], ['subject.change', 'changing', null, '存在审核中的单据'],
    ['subject.cancel', 'transferring', null, '存在审核中的单据'], ['subject.change', 'awaitingEffect', null, '存在审核中的单据'], ['website.change', 'valid', 'changing', '存在审核中的单据'], ['website.change', 'valid', 'inReview', '存在审核中的单据'],
    ['website.create', 'cancelling', null, '所属主体正在办理其他业务'], ['website.cancel', 'valid', 'cancelled', '尚未备案'], ['subject.create', 'valid', null, '无需再次新增'],
  ] as const)('%s on %s / %s is refused: %s', (type, subject, asset, reason) => {
    expect(canStart(type, { subject, asset })).toMatchObject({ allowed: false, reason: expect.stringContaining(reason) })
  })
  it.each([['subject.create', null, null], ['subject.create', 'notApproved', null], ['website.create', 'awaitingEffect', null], ['website.create', 'valid', null], ['website.change', 'valid', 'filed'], ['subject.change', 'valid', null]] as const)(
    '%s on %s / %s works', (type, subject, asset) => {
      expect(canStart(type, { subject, asset })).toEqual({ allowed: true })
    },
  )
})

describe('words', () => {
  it('has a Chinese word for every status', () => {
    for (const [statuses, labels] of [
      [APPLICATION_STATUSES, APPLICATION_STATUS_LABELS], [DELIVERY_STATUSES, DELIVERY_STATUS_LABELS],
      [SUBJECT_STATUSES, SUBJECT_STATUS_LABELS], [ASSET_STATUSES, ASSET_STATUS_LABELS],
    ] as const) {
      expect(Object.keys(labels).sort()).toEqual([...statuses].sort())
      for (const entry of Object.values(labels)) expect(entry.label).toMatch(/^[\u4e00-\u9fa5]+$/)
    }
    for (const status of APPLICATION_STATUSES) for (const delivery of DELIVERY_STATUSES) expect(nextStep(status, delivery)).toMatch(/[\u4e00-\u9fa5]{4}/)
  })
  it('names every business type, id = kind.action', () => {
    for (const type of BUSINESS_TYPE_IDS) {
      const entry = businessType(type)
      expect(type).toBe(`${entry.kind}.${entry.action}`)
      expect(entry.label).toMatch(/[\u4e00-\u9fa5]/)
    }
    expect(() => businessType('website.fly')).toThrow()
    expect(APPLICATION_EVENTS).toContain('accepted')
  })
})
