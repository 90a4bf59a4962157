import type { Input, Output } from '#shared/contract/registry'
import { AppError } from '#shared/errors/app-error'
import { businessType, isAssetKind } from '#shared/filing/business-types'
import { applicationActions, canDo, nextApplicationStatus, type ApplicationAction, type ApplicationContext } from '#shared/filing/states'
import { APPLICATION_STATUS_LABELS } from '#shared/filing/state-labels'
import type { ApplicationStatus } from '#shared/filing/types'
import { formatFilingNumber } from '#shared/filing/validators/index'
import { signedIn, type CallContext } from '../../call'
import { reviewItems, type ReviewItemRecord } from '../../collections/handover.collections'
import type { CoreContext } from '../../context'
import type { Reader, Transaction } from '../../store/store'
import type { RegisterService } from '../register/register.service'
import { effectOnRegister } from './approval'
import { findDuplicates } from './duplicates'
import type { IssuedNumber, NumberingService } from './numbering.service'

const OUTCOME_ACTIONS = { approved: 'approve', rejected: 'reject', returned: 'return' } as const satisfies Record<string, ApplicationAction>

type Row = Output<'review.queue'>['rows'][number]

/** Refusals whose reason the table words; the code tells the page which of them it was. */
function refuse(reason: string, action: string, status: ApplicationStatus, context: ApplicationContext): never {
  if (context.claim === 'other') throw new AppError('review.claimedByOther', { params: { name: context.claimedBy ?? '其他审核员' } })
  if (reason.startsWith('请先认领')) throw new AppError('review.notClaimed')
  if (reason.startsWith('公安机关不会')) throw new AppError('review.lonelySubject')
  if (reason.startsWith('所属主体')) throw new AppError('review.subjectFirst')
  throw new AppError('filing.stateRefused', { params: { status: APPLICATION_STATUS_LABELS[status].label, action } })
}

export function createReviewService(ctx: CoreContext, deps: { numbering: NumberingService; register: RegisterService }) {
  async function contextOf(reader: Reader, item: ReviewItemRecord, accountId: string): Promise<ApplicationContext> {
    const { rows } = await reader.query(reviewItems, { where: (row) => row.subjectId === item.payload.subjectId && row.id !== item.id })
    const creation = rows.find((row) => businessType(row.businessType).id === 'subject.create')
    return {
      who: 'reviewer', now: ctx.time.now(), submittedAt: item.payload.submittedAt, businessType: item.payload.businessType,
      claim: item.claimedBy === undefined ? 'none' : item.claimedBy.accountId === accountId ? 'self' : 'other', claimedBy: item.claimedBy?.name,
      // A subject this station has never seen as new came into force earlier or elsewhere.
      subjectApproved: creation === undefined || nextApplicationStatus(creation.status, 'learnApproved') === creation.status,
      companions: rows.filter((row) => isAssetKind(businessType(row.businessType).kind)).length,
    }
  }

  async function held(reader: Reader, id: string): Promise<ReviewItemRecord> {
    const item = await reader.get(reviewItems, id)
    if (item === undefined) throw new AppError('general.notFound')
    return item
  }

  /** The item moved by an action of the state table, or the refusal with its reason. */
  async function moved(tx: Transaction, item: ReviewItemRecord, action: ApplicationAction, accountId: string): Promise<ReviewItemRecord> {
    const context = await contextOf(tx, item, accountId)
    const permission = canDo(action, item.status, context)
    const status = nextApplicationStatus(item.status, action)
    if (!permission.allowed || status === undefined) refuse(permission.allowed ? '' : permission.reason, action, item.status, context)
    return { ...item, status }
  }

  const shown = (row: Omit<Row, 'claimedBy' | 'claimedByMe'> & { claimedBy?: { accountId: string; name: string } }, accountId: string): Row => ({
    id: row.id, businessType: row.businessType, title: row.title, subjectId: row.subjectId, subjectName: row.subjectName, regionName: row.regionName,
    sourceName: row.sourceName, status: row.status, revision: row.revision, submittedAt: row.submittedAt, receivedAt: row.receivedAt,
    claimedBy: row.claimedBy?.name, claimedByMe: row.claimedBy?.accountId === accountId, warnings: row.warnings, decidedAt: row.decidedAt,
    filingNumber: row.filingNumber === undefined ? undefined : formatFilingNumber(row.filingNumber),
  })

  async function queue(input: Input<'review.queue'>, call: CallContext): Promise<Output<'review.queue'>> {
    const me = signedIn(call).accountId
    const { rows: all } = await ctx.store.query(reviewItems)
    type Summary = (typeof all)[number]
    const tabs = {
      waiting: (row: Summary) => row.decidedAt === null && row.claimedBy === undefined,
      mine: (row: Summary) => row.decidedAt === null && row.claimedBy?.accountId === me,
      decided: (row: Summary) => row.decidedAt !== null,
      all: () => true,
    }
    const word = input.search?.trim().toLowerCase() ?? ''
    const fits = (row: Summary): boolean =>
      tabs[input.tab](row) && (input.businessType === undefined || row.businessType === input.businessType) &&
      (input.regionCode === undefined || row.regionCode.startsWith(input.regionCode.replace(/(00)+$/, ''))) &&
      (word === '' || [row.title, row.subjectName, row.sourceName, ...row.keys.domains].some((text) => text.toLowerCase().includes(word)))
    const field = input.sort?.replace('-', '') === 'receivedAt' ? 'receivedAt' : 'submittedAt'
    const direction = input.sort?.startsWith('-') ? -1 : 1
    const { rows, total } = await ctx.store.query(reviewItems, {
      where: fits, sort: (a, b) => (a[field] < b[field] ? -direction : a[field] > b[field] ? direction : 0), offset: input.offset, limit: input.limit ?? 20,
    })
    return { total, waiting: all.filter(tabs.waiting).length, mine: all.filter(tabs.mine).length, rows: rows.map((row) => shown(row, me)) }
  }

  async function get(input: Input<'review.get'>, call: CallContext): Promise<Output<'review.get'>> {
    const me = signedIn(call).accountId
    const item = await held(ctx.store, input.id)
    const { rows: family } = await ctx.store.query(reviewItems, { where: (row) => row.subjectId === item.payload.subjectId && row.id !== item.id })
    const previous = item.history.at(-1)
    const context = await contextOf(ctx.store, item, me)
    const creation = family.find((row) => row.businessType === 'subject.create')
    return {
      ...shown({
        ...item, businessType: item.payload.businessType, subjectId: item.payload.subjectId, regionName: item.region.name, revision: item.payload.revision,
        submittedAt: item.payload.submittedAt, warnings: item.findings.filter((finding) => finding.level !== 'info').length,
      }, me),
      record: item.payload.record, subjectRecord: item.payload.subjectRecord, previousRecord: previous?.payload.record ?? null,
      previousOpinions: previous?.opinions ?? [], opinions: item.opinions, remark: item.remark, findings: item.findings, reasons: item.payload.prechecks.reasons,
      verificationMethod: item.payload.verification?.method, acknowledgedAt: item.payload.acknowledgedAt, duplicates: await findDuplicates(ctx.store, item),
      timeline: item.timeline, submittedBy: item.payload.submittedBy.name, subjectApplicationId: creation?.id,
      siblingApplications: family.map((row) => ({ id: row.id, title: row.title, businessType: row.businessType, status: row.status })),
      actions: applicationActions(item.status, context).map((state) => ({ action: state.action, allowed: state.allowed, reason: state.allowed ? undefined : state.reason })),
      next: nextForReviewer(item, context),
    }
  }

  async function claim(input: Input<'review.claim'>, call: CallContext): Promise<Record<string, never>> {
    const { accountId, name } = signedIn(call)
    await ctx.write(call, '认领申请', async (tx) => {
      const item = await moved(tx, await held(tx, input.id), 'claim', accountId)
      await tx.put(reviewItems, { ...item, claimedBy: { accountId, name }, timeline: [...item.timeline, { at: ctx.time.now(), event: 'claimed', title: '审核员认领', who: name }] })
    })
    return {}
  }

  /** Gives a claimed application back to the queue. The applicant's side never saw the claim, so it may go back. */
  async function release(input: Input<'review.release'>, call: CallContext): Promise<Record<string, never>> {
    const { accountId, name } = signedIn(call)
    await ctx.write(call, '退回队列', async (tx) => {
      const item = await held(tx, input.id)
      const context = await contextOf(tx, item, accountId)
      if (item.decidedAt !== null) throw new AppError('review.decided')
      if (context.claim !== 'self') refuse('请先认领', '退回队列', item.status, context)
      const status = nextApplicationStatus(item.status, 'release')
      if (status === undefined) refuse('', '退回队列', item.status, context)
      await tx.put(reviewItems, { ...item, status, claimedBy: undefined, timeline: [...item.timeline, { at: ctx.time.now(), event: 'released', title: '退回待审队列', who: name }] })
    })
    return {}
  }

  async function saveOpinions(input: Input<'review.saveOpinions'>, call: CallContext): Promise<Output<'review.saveOpinions'>> {
    const { accountId } = signedIn(call)
    await ctx.write(call, '保存审核意见', async (tx) => {
      const item = await held(tx, input.id)
      const context = await contextOf(tx, item, accountId)
      if (item.decidedAt !== null) throw new AppError('review.decided')
      if (context.claim !== 'self') refuse('请先认领', '保存审核意见', item.status, context)
      await tx.put(reviewItems, { ...item, opinions: input.opinions, remark: input.remark })
    })
    return { savedAt: ctx.time.now() }
  }

  async function decide(input: Input<'review.decide'>, call: CallContext): Promise<Output<'review.decide'>> {
    const { accountId, name } = signedIn(call)
    const opinions = input.opinions.filter((opinion) => opinion.text.trim() !== '')
    if (input.outcome !== 'approved' && opinions.length === 0 && (input.remark ?? '').trim() === '') {
      throw new AppError('review.opinionMissing', { fields: { remark: '请填写总体意见，或在字段旁填写意见' } })
    }
    const status = input.outcome
    const issued = await ctx.write(call, `审核申请：${APPLICATION_STATUS_LABELS[status].label}`, async (tx) => {
      const before = await held(tx, input.id)
      if (before.decidedAt !== null) throw new AppError('review.decided')
      const item = await moved(tx, before, OUTCOME_ACTIONS[input.outcome], accountId)
      const now = ctx.time.now()
      const decided: ReviewItemRecord = {
        ...item, opinions, remark: input.remark, decidedAt: now, decidedBy: name,
        timeline: [...item.timeline, { at: now, event: input.outcome, title: APPLICATION_STATUS_LABELS[status].label, who: name, detail: input.remark ?? undefined }],
      }
      const number: IssuedNumber | undefined = input.outcome === 'approved' ? await effectOnRegister(tx, decided, now, deps) : undefined
      await tx.put(reviewItems, { ...decided, ...(number === undefined ? {} : { filingNumber: number.number, demo: number.demo, agency: number.agency }) })
      return number
    })
    return issued === undefined ? {} : { filingNumber: formatFilingNumber(issued.number), demo: issued.demo }
  }

  async function statistics(): Promise<Output<'review.statistics'>> {
    const { rows } = await ctx.store.query(reviewItems)
    const count = (keys: string[]): Record<string, number> => keys.reduce<Record<string, number>>((sums, key) => ({ ...sums, [key]: (sums[key] ?? 0) + 1 }), {})
    const hours = rows.flatMap((row) => (row.decidedAt === null ? [] : [(Date.parse(row.decidedAt) - Date.parse(row.receivedAt)) / 3_600_000])).sort((a, b) => a - b)
    const sources = count(rows.map((row) => row.sourceName))
    return {
      byStatus: count(rows.map((row) => row.status)), byBusinessType: count(rows.map((row) => row.businessType)),
      sources: Object.entries(sources).map(([name, applications]) => ({ name, applications })).sort((a, b) => b.applications - a.applications),
      medianHours: hours.length === 0 ? null : (hours[Math.floor((hours.length - 1) / 2)] ?? null),
    }
  }

  return { queue, get, claim, release, saveOpinions, decide, statistics }
}
export type ReviewService = ReturnType<typeof createReviewService>

/** What the reviewer does next, in one sentence. */
function nextForReviewer(item: ReviewItemRecord, context: ApplicationContext): string {
  if (item.decidedAt !== null) return item.decisionBundleId === undefined ? '已有审核结果，请在【结果导出】中导出交回申请端' : '审核结果已导出，等待申请端导入'
  if (context.claim === 'none') return '等待审核员认领'
  if (context.claim === 'other') return `由 ${context.claimedBy ?? ''} 审核中`
  const approve = canDo('approve', item.status, context)
  return approve.allowed ? '请对照证件逐项核对，然后给出审核结果' : approve.reason
}
