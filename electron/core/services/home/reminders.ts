import type { Output } from '#shared/contract/registry'
import { businessLabel } from '#shared/filing/business-types'
import { draftExpiry, REMINDER_DAYS } from '#shared/filing/timers'
import { textAt } from '#shared/filing/values'
import { assets, subjects, type drafts } from '../../collections/filing.collections'
import type { CoreContext } from '../../context'
import { linkTo } from '../filing-support/links'
import { assetRow, placementOpen, type RowOf } from '../filing-support/rows'
import { rising } from '../filing-support/sorting'

export type Reminder = Output<'home.overview'>['reminders'][number]

const DAY = 86_400_000
/** Days before a deadline from which it is shown as pressing. */
const PRESSING_DAYS = 7

/** The most urgent of a kind; the rest are found in their lists. */
const SHOWN_OF_A_KIND = 20

interface Held {
  accountId: string
  drafts: readonly RowOf<typeof drafts>[]
  currentSubjectId: string | undefined
}

const daysLeft = (due: string, now: string): number => (Date.parse(due) - Date.parse(now)) / DAY

function toneOf(due: string, now: string): Reminder['tone'] {
  const left = daysLeft(due, now)
  if (left <= 0) return 'danger'
  return left <= PRESSING_DAYS ? 'warning' : 'info'
}

/** The furthest of a kind's reminders opens its span on 首页. */
const within = (due: string, now: string, days: readonly number[]): boolean => daysLeft(due, now) <= Math.max(...days)

/** ID certificate of the current subject's responsible person; the other records are looked through by the daily rules. */
async function certificateOf(ctx: CoreContext, subjectId: string | undefined, now: string): Promise<Reminder[]> {
  const subject = subjectId === undefined ? undefined : await ctx.store.get(subjects, subjectId)
  const expiry = textAt(subject?.record, 'responsiblePerson.idExpiry')
  if (subject === undefined || expiry === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(expiry)) return []
  // The last moment of the day in China.
  const due = new Date(`${expiry}T23:59:59+08:00`).toISOString()
  if (!within(due, now, REMINDER_DAYS.certificateExpiry)) return []
  return [{ title: `负责人证件到期：${subject.name}`.slice(0, 200), due, link: linkTo.subject(subject.id), tone: toneOf(due, now) }]
}

/** Deadlines under way on 首页, the nearest first (domain.md §5). */
export async function remindersOf(ctx: CoreContext, held: Held): Promise<Reminder[]> {
  const now = ctx.time.now()
  const { rows } = await ctx.store.query(assets, {
    where: (row) => row.ownerAccountId === held.accountId && placementOpen(assetRow(row)), sort: rising('filedAt'), limit: SHOWN_OF_A_KIND,
  })
  const placing = rows.map(assetRow).flatMap((row): Reminder[] =>
    row.placeBy !== null
      ? [{ title: `悬挂备案号：${row.name}`.slice(0, 200), due: row.placeBy, link: linkTo.asset(row.kind, row.id), tone: toneOf(row.placeBy, now) }]
      : [])
  const lapsing = held.drafts.flatMap((row): Reminder[] => {
    const due = draftExpiry(row.savedAt)
    if (!within(due, now, REMINDER_DAYS.draftExpiry)) return []
    return [{ title: `草稿将过期：${businessLabel(row.businessType)} ${row.title}`.slice(0, 200), due, link: linkTo.draft(row.id), tone: toneOf(due, now) }]
  })
  const all = [...placing, ...lapsing, ...(await certificateOf(ctx, held.currentSubjectId, now))]
  return all.sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0))
}
