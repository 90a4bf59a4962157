import type { Input, Output } from '#shared/contract/registry'
import { APPLICATION_STATUS_LABELS, ASSET_STATUS_LABELS, SUBJECT_STATUS_LABELS } from '#shared/filing/state-labels'
import { BUSINESS_GROUPS, businessLabel } from '#shared/filing/business-types'
import { awaitsExport } from '#shared/filing/states'
import { isDraftExpired } from '#shared/filing/timers'
import { ASSET_KINDS } from '#shared/filing/types'
import { signedIn, type CallContext } from '../../call'
import { applications, assets, drafts } from '../../collections/filing.collections'
import { reviewItems } from '../../collections/handover.collections'
import type { CoreContext } from '../../context'
import type { Reader } from '../../store/store'
import { currentSubjectIdOf, subjectRowsOf } from '../filing-support/current-subject'
import { linkTo } from '../filing-support/links'
import { matches } from '../filing-support/matching'
import { applicationRow, assetRow, shownNumber, subjectRow, type AssetRow, type RowOf } from '../filing-support/rows'
import { falling } from '../filing-support/sorting'
import { remindersOf } from './reminders'

/** Entries of one card of 首页. */
const CARD_SIZE = 5
/** Hits of one kind in the search box of the top bar. */
const HITS_OF_A_KIND = 10

type Hit = Output<'home.search'>['hits'][number]

/** Five of each kind, and how many there are: one card a kind. */
async function assetCards(reader: Reader, accountId: string): Promise<{ rows: AssetRow[]; totals: Record<string, number> }> {
  const cards = await Promise.all(ASSET_KINDS.map(async (kind) => ({
    kind, ...(await reader.query(assets, { where: (row) => row.ownerAccountId === accountId && row.kind === kind, sort: falling('updatedAt'), limit: CARD_SIZE })),
  })))
  return { rows: cards.flatMap((card) => card.rows.map(assetRow)), totals: Object.fromEntries(cards.map((card) => [card.kind, card.total])) }
}

function createSearch(ctx: CoreContext) {
  async function ownHits(text: string, accountId: string): Promise<Hit[]> {
    const subjects = (await subjectRowsOf(ctx.store, accountId)).filter((row) => matches(text, [row.name])).slice(0, HITS_OF_A_KIND)
    const found = await ctx.store.query(assets, {
      where: (row) => row.ownerAccountId === accountId && matches(text, [row.name, row.filingNumber, shownNumber(row.filingNumber), ...row.domains]),
      sort: falling('updatedAt'), limit: HITS_OF_A_KIND,
    })
    const asked = await ctx.store.query(applications, {
      where: (row) => row.ownerAccountId === accountId && matches(text, [row.title, row.subjectName, businessLabel(row.businessType)]),
      sort: falling('submittedAt'), limit: HITS_OF_A_KIND,
    })
    const joined = (...words: (string | undefined)[]): string => words.filter((word) => word !== undefined).join(' · ').slice(0, 300)
    return [
      ...subjects.map((row): Hit => ({
        title: row.name, kind: BUSINESS_GROUPS.subject.thing, detail: joined(SUBJECT_STATUS_LABELS[row.status].label, row.regionName), link: linkTo.subject(row.id),
      })),
      ...found.rows.map((row): Hit => ({
        title: row.name, kind: BUSINESS_GROUPS[row.kind].thing, link: linkTo.asset(row.kind, row.id),
        detail: joined(ASSET_STATUS_LABELS[row.status].label, row.primaryDomain, shownNumber(row.filingNumber)),
      })),
      ...asked.rows.map((row): Hit => ({
        title: row.title, kind: businessLabel(row.businessType), detail: joined(APPLICATION_STATUS_LABELS[row.status].label, row.subjectName), link: linkTo.application(row.id),
      })),
    ]
  }

  async function reviewHits(text: string): Promise<Hit[]> {
    const { rows } = await ctx.store.query(reviewItems, {
      where: (row) => matches(text, [row.title, row.subjectName, row.filingNumber, shownNumber(row.filingNumber), ...row.keys.domains]),
      sort: falling('receivedAt'), limit: HITS_OF_A_KIND,
    })
    return rows.map((row) => ({
      title: row.title, kind: businessLabel(row.businessType), link: linkTo.reviewItem(row.id),
      detail: `${APPLICATION_STATUS_LABELS[row.status].label} · ${row.subjectName} · ${row.sourceName}`.slice(0, 300),
    }))
  }

  return { ownHits, reviewHits }
}

async function liveDraftRows(ctx: CoreContext, accountId: string): Promise<RowOf<typeof drafts>[]> {
  const now = ctx.time.now()
  const { rows } = await ctx.store.query(drafts, { where: (row) => row.ownerAccountId === accountId && !isDraftExpired(row.savedAt, now) })
  return rows
}

/** 首页 and the search box of the top bar. */
export function createHomeService(ctx: CoreContext) {
  const { ownHits, reviewHits } = createSearch(ctx)
  return {
    async overview(call: CallContext): Promise<Output<'home.overview'>> {
      const { accountId } = signedIn(call)
      const asked = await ctx.store.query(applications, { where: (row) => row.ownerAccountId === accountId, sort: falling('submittedAt'), limit: CARD_SIZE })
      const waiting = await ctx.store.query(applications, { where: (row) => row.ownerAccountId === accountId && awaitsExport(row.status, row.delivery), limit: 0 })
      const saved = await liveDraftRows(ctx, accountId)
      const subjects = await subjectRowsOf(ctx.store, accountId)
      const currentSubjectId = await currentSubjectIdOf(ctx.store, accountId, subjects)
      const cards = await assetCards(ctx.store, accountId)
      return {
        applications: asked.rows.map(applicationRow), applicationTotal: asked.total,
        subjects: subjects.slice(0, CARD_SIZE).map((row) => subjectRow(row, currentSubjectId)), currentSubjectId,
        assets: cards.rows, assetTotals: cards.totals, drafts: saved.length, notExported: waiting.total,
        reminders: await remindersOf(ctx, { accountId, drafts: saved, currentSubjectId }),
      }
    },

    async search(input: Input<'home.search'>, call: CallContext): Promise<Output<'home.search'>> {
      const { accountId, roles } = signedIn(call)
      if (input.text.trim() === '') return { hits: [] }
      const hits = await ownHits(input.text, accountId)
      return { hits: roles.includes('reviewer') ? [...hits, ...(await reviewHits(input.text))] : hits }
    },
  }
}

export type HomeService = ReturnType<typeof createHomeService>
