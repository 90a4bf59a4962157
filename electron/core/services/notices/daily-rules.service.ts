import type { CommandName } from '#shared/contract/registry'
import { isDraftExpired, REMINDER_DAYS, type Reminder, type ReminderKind } from '#shared/filing/timers'
import type { AssetKind, AssetStatus, SubjectStatus } from '#shared/filing/types'
import { assets, drafts, subjects } from '../../collections/filing.collections'
import type { CoreContext } from '../../context'
import { chinaMinute } from '../../filing-time'
import { removeDraft } from '../drafts/drafts.service'
import { linkTo } from '../filing-support/links'
import { certificateDates, certificateDeadline, draftDeadline, openingDeadline, placingDeadline, type Deadline } from './deadlines'
import type { NoticesService } from './notices.service'

/** How often the rules are looked at while the program runs (milliseconds). */
const INTERVAL = 3_600_000
/** The program itself, in the audit log. */
const BY_PROGRAM = { session: undefined, command: 'notices.list' as CommandName }
/** In force or under change: whose certificates matter. */
const LIVE_SUBJECTS: ReadonlySet<SubjectStatus> = new Set<SubjectStatus>(['valid', 'changing'])
const LIVE_ASSETS: ReadonlySet<AssetStatus> = new Set<AssetStatus>(['filed', 'changing'])

type Certificates = { label: string; expiry: string }[]

/** Certificates of everything in force; a record is read again only when it has changed. */
function createCertificateDeadlines(ctx: CoreContext) {
  const seen = new Map<string, { updatedAt: string; certificates: Certificates }>()

  async function certificatesOf(kind: 'subject' | AssetKind, row: { id: string; updatedAt: string }): Promise<Certificates> {
    const known = seen.get(row.id)
    if (known?.updatedAt === row.updatedAt) return known.certificates
    const stored = kind === 'subject' ? await ctx.store.get(subjects, row.id) : await ctx.store.get(assets, row.id)
    const certificates = certificateDates(kind, stored?.record ?? {})
    seen.set(row.id, { updatedAt: row.updatedAt, certificates })
    return certificates
  }

  return async function deadlines(): Promise<Deadline[]> {
    const all: Deadline[] = []
    for (const row of (await ctx.store.query(subjects, { where: (subject) => LIVE_SUBJECTS.has(subject.status) })).rows) {
      for (const certificate of await certificatesOf('subject', row)) all.push(certificateDeadline(row, linkTo.subject(row.id), certificate))
    }
    for (const row of (await ctx.store.query(assets, { where: (asset) => LIVE_ASSETS.has(asset.status) })).rows) {
      for (const certificate of await certificatesOf(row.kind, row)) all.push(certificateDeadline(row, linkTo.asset(row.kind, row.id), certificate))
    }
    return all
  }
}

/** Drafts and numbers to be placed. */
async function otherDeadlines(ctx: CoreContext): Promise<Deadline[]> {
  const all: (Deadline | undefined)[] = []
  for (const row of (await ctx.store.query(drafts)).rows) {
    const draft = await ctx.store.get(drafts, row.id)
    if (draft !== undefined) all.push(draftDeadline(draft), openingDeadline(draft))
  }
  const { rows } = await ctx.store.query(assets, { where: (asset) => LIVE_ASSETS.has(asset.status) && asset.placedAt === undefined })
  all.push(...rows.map(placingDeadline))
  return all.filter((deadline) => deadline !== undefined)
}

export interface DailyRulesDeps {
  notices: Pick<NoticesService, 'add' | 'wasGiven'>
}

/** Gives the notices that have fallen due, each once. */
function createReminders(ctx: CoreContext, deps: DailyRulesDeps): () => Promise<void> {
  const certificateDeadlines = createCertificateDeadlines(ctx)
  const keyOf = (deadline: Deadline, daysBefore: number): string => `${deadline.key}:${daysBefore}`

  /** The reminder to give now, in view of those given before. */
  async function reminderOf(deadline: Deadline, now: string): Promise<Reminder | undefined> {
    const first = deadline.due(now)
    if (first === undefined) return undefined
    const given: number[] = []
    for (const days of REMINDER_DAYS[first.kind satisfies ReminderKind]) {
      if (await deps.notices.wasGiven(ctx.store, deadline.accountId, keyOf(deadline, days))) given.push(days)
    }
    return deadline.due(now, given)
  }

  return async function remind(): Promise<void> {
    const now = ctx.time.now()
    const due: { deadline: Deadline; reminder: Reminder }[] = []
    for (const deadline of [...(await otherDeadlines(ctx)), ...(await certificateDeadlines())]) {
      const reminder = await reminderOf(deadline, now)
      if (reminder !== undefined) due.push({ deadline, reminder })
    }
    if (due.length === 0) return
    await ctx.write(BY_PROGRAM, '时限提醒', async (tx) => {
      for (const { deadline, reminder } of due) {
        const { accountId, kind, link } = deadline
        await deps.notices.add(tx, { accountId, kind, link, ...deadline.words(reminder), onceKey: keyOf(deadline, reminder.daysBefore) })
      }
    })
  }
}

/** Deletes drafts whose 30 days are over and says so. */
async function dropLapsedDrafts(ctx: CoreContext, deps: DailyRulesDeps): Promise<void> {
  const now = ctx.time.now()
  const { rows } = await ctx.store.query(drafts, { where: (row) => isDraftExpired(row.savedAt, now) })
  if (rows.length === 0) return
  await ctx.write(BY_PROGRAM, '删除过期草稿', async (tx) => {
    for (const row of rows) {
      const draft = await tx.get(drafts, row.id)
      if (draft === undefined || !isDraftExpired(draft.savedAt, now)) continue
      await removeDraft(tx, draft)
      await deps.notices.add(tx, {
        accountId: draft.ownerAccountId, kind: 'draftExpired', title: `草稿“${draft.title}”已过期删除`, link: linkTo.drafts(),
        body: `该草稿最后保存于 ${chinaMinute(draft.savedAt)}，已满30天未提交，系统已删除。如仍需办理，请重新填写。`,
      })
    }
  })
}

/** Rules that come true by time passing (domain.md §5): reminders, and drafts that lapse. */
export function createDailyRulesService(ctx: CoreContext, deps: DailyRulesDeps) {
  const remind = createReminders(ctx, deps)
  let callOff = (): void => undefined

  async function run(): Promise<void> {
    if (!ctx.storeOpen || ctx.store.readOnlyReason !== undefined) return
    await dropLapsedDrafts(ctx, deps)
    await remind()
  }

  /** A failure here must not stop the program: it is logged, and the rules are tried again an hour later. */
  async function safely(): Promise<void> {
    await run().catch((error: unknown) => {
      ctx.ports.logger.write({
        at: ctx.ports.clock.now(), level: 'error', source: 'dailyRules', message: 'rules with time failed', detail: error instanceof Error ? error.stack : error,
      })
    })
  }

  function again(): void {
    callOff = ctx.ports.clock.after(INTERVAL, () => {
      again()
      void safely()
    })
  }

  return {
    run,
    /** Runs the rules now and every hour from now on. */
    async start(): Promise<void> {
      callOff()
      again()
      await safely()
    },
    stop(): void {
      callOff()
      callOff = () => undefined
    },
  }
}

export type DailyRulesService = ReturnType<typeof createDailyRulesService>
