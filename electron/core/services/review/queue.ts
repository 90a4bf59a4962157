import type { Input, Output } from '#shared/contract/registry'
import { applicationActions, canDo, OPEN_STATUSES } from '#shared/filing/states'
import { signedIn, type CallContext } from '../../call'
import { reviewItems, type ReviewItemRecord } from '../../collections/handover.collections'
import type { CoreContext } from '../../context'
import { contextOf, heldItem, nextForReviewer, rowContext, toQueueRow, type DeskRow } from './desk'
import { findDuplicates } from './duplicates'

type Tab = Input<'review.queue'>['tab']
type Waiting = Pick<ReviewItemRecord, 'status' | 'decidedAt' | 'claimedBy'>

const inTab = (tab: Tab, row: Waiting, me: string): boolean => {
  const undecided = row.decidedAt === null && OPEN_STATUSES.includes(row.status)
  if (tab === 'waiting') return undecided && row.claimedBy === undefined
  if (tab === 'mine') return undecided && row.claimedBy?.accountId === me
  return tab === 'all' || row.decidedAt !== null
}

export async function reviewQueue(ctx: CoreContext, input: Input<'review.queue'>, call: CallContext): Promise<Output<'review.queue'>> {
  const me = signedIn(call).accountId
  const word = input.search?.trim().toLowerCase() ?? ''
  const region = input.regionCode?.replace(/(00)+$/, '') ?? ''
  const field = input.sort?.replace('-', '') === 'receivedAt' ? 'receivedAt' : 'submittedAt'
  const direction = input.sort?.startsWith('-') ? -1 : 1
  const { rows, total } = await ctx.store.query(reviewItems, {
    where: (row) => inTab(input.tab, row, me) && (input.businessType === undefined || row.businessType === input.businessType) && row.regionCode.startsWith(region) &&
      (word === '' || [row.title, row.subjectName, row.sourceName, ...row.keys.domains].some((text) => text.toLowerCase().includes(word))),
    sort: (a, b) => (a[field] < b[field] ? -direction : a[field] > b[field] ? direction : 0),
    offset: input.offset, limit: input.limit ?? 20,
  })
  const count = async (tab: Tab): Promise<number> => (await ctx.store.query(reviewItems, { where: (row) => inTab(tab, row, me), limit: 0 })).total
  return {
    total, waiting: await count('waiting'), mine: await count('mine'), decided: await count('decided'), all: await count('all'),
    rows: await Promise.all(rows.map(async (row) => ({ ...toQueueRow(row, me), claim: await claimState(ctx, row, me) }))),
  }
}

async function claimState(ctx: CoreContext, row: DeskRow & Pick<ReviewItemRecord, 'status'>, me: string): Promise<Output<'review.queue'>['rows'][number]['claim']> {
  const permission = canDo('claim', row.status, await rowContext(ctx, ctx.store, row, me))
  return { action: 'claim', allowed: permission.allowed, reason: permission.allowed ? undefined : permission.reason }
}

export async function reviewDetails(ctx: CoreContext, input: Input<'review.get'>, call: CallContext): Promise<Output<'review.get'>> {
  const me = signedIn(call).accountId
  const item = await heldItem(ctx.store, input.id)
  const { rows: family } = await ctx.store.query(reviewItems, { where: (row) => row.subjectId === item.payload.subjectId && row.id !== item.id })
  const previous = item.history.at(-1)
  const context = await contextOf(ctx, ctx.store, item, me)
  const { payload } = item
  return {
    ...toQueueRow({
      ...item, businessType: payload.businessType, subjectId: payload.subjectId, regionName: item.region.name, revision: payload.revision,
      submittedAt: payload.submittedAt, warnings: item.findings.filter((finding) => finding.level !== 'info').length,
    }, me),
    record: payload.record, subjectRecord: payload.subjectRecord, previousRecord: previous?.payload.record ?? null, previousOpinions: previous?.opinions ?? [],
    filedRecord: item.filed?.record ?? null,
    opinions: item.opinions, remark: item.remark, findings: item.findings, reasons: payload.prechecks.reasons, verificationMethod: payload.verification?.method,
    acknowledgedAt: payload.acknowledgedAt, duplicates: await findDuplicates(ctx.store, item), timeline: item.timeline, submittedBy: payload.submittedBy.name,
    subjectApplicationId: family.find((row) => row.businessType === 'subject.create')?.id,
    siblingApplications: family.map((row) => ({ id: row.id, title: row.title, businessType: row.businessType, status: row.status })),
    actions: applicationActions(item.status, context).map((state) => ({ action: state.action, allowed: state.allowed, reason: state.allowed ? undefined : state.reason })),
    next: nextForReviewer(item, context),
  }
}

const tally = (keys: readonly string[]): Record<string, number> =>
  keys.reduce<Record<string, number>>((sums, key) => ({ ...sums, [key]: (sums[key] ?? 0) + 1 }), {})

export async function reviewStatistics(ctx: CoreContext): Promise<Output<'review.statistics'>> {
  const { rows } = await ctx.store.query(reviewItems)
  const hours = rows.flatMap((row) => (row.decidedAt === null ? [] : [(Date.parse(row.decidedAt) - Date.parse(row.receivedAt)) / 3_600_000])).sort((a, b) => a - b)
  return {
    byStatus: tally(rows.map((row) => row.status)), byBusinessType: tally(rows.map((row) => row.businessType)),
    sources: Object.entries(tally(rows.map((row) => row.sourceName))).map(([name, applications]) => ({ name, applications })).sort((a, b) => b.applications - a.applications),
    medianHours: hours[Math.floor((hours.length - 1) / 2)] ?? null,
  }
}
