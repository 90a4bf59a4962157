import type { Input, Output } from '#shared/contract/registry'
import { applicationActions } from '#shared/filing/states'
import { nextStep } from '#shared/filing/state-labels'
import { isDraftExpired, withdrawDeadline } from '#shared/filing/timers'
import { APPLICATION_STATUSES } from '#shared/filing/types'
import { signedIn, type CallContext } from '../../call'
import { applications, drafts, type ApplicationRecord } from '../../collections/filing.collections'
import type { CoreContext } from '../../context'
import { matches } from '../filing-support/matching'
import { owned } from '../filing-support/owned'
import { applicationRow, shownNumber, type RowOf } from '../filing-support/rows'
import { falling, rising } from '../filing-support/sorting'
import { stationNames, stationsToTell } from './withdrawals'

type Row = RowOf<typeof applications>
type Sort = NonNullable<Input<'applications.list'>['sort']>

const statusPlace = (row: Row): number => APPLICATION_STATUSES.indexOf(row.status)
const newestFirst = falling('submittedAt')

const ORDERS: Readonly<Record<Sort, (a: Row, b: Row) => number>> = {
  submittedAt: rising('submittedAt'),
  '-submittedAt': newestFirst,
  status: (a, b) => statusPlace(a) - statusPlace(b) || newestFirst(a, b),
  '-status': (a, b) => statusPlace(b) - statusPlace(a) || newestFirst(a, b),
}

function nextOf({ status, delivery }: ApplicationRecord, untold: readonly string[]): string {
  return untold.length === 0 ? nextStep(status, delivery) : `申请已撤销，请在【导出交接包】中导出，把撤销告知${untold.join('、')}`.slice(0, 500)
}

/** 我的申请 and 申请详情. */
export function createRead(ctx: CoreContext) {
  function actionsOf(application: ApplicationRecord): Output<'applications.get'>['actions'] {
    const { status, submittedAt, businessType } = application
    return applicationActions(status, { who: 'applicant', now: ctx.time.now(), submittedAt, businessType })
      .map((state) => ({ action: state.action, allowed: state.allowed, reason: state.allowed ? undefined : state.reason }))
  }

  async function liveDraftId(application: ApplicationRecord): Promise<string | undefined> {
    const draft = application.draftId === undefined ? undefined : await ctx.store.get(drafts, application.draftId)
    return draft === undefined || isDraftExpired(draft.savedAt, ctx.time.now()) ? undefined : draft.id
  }

  return {
    async list(input: Input<'applications.list'>, call: CallContext): Promise<Output<'applications.list'>> {
      const { accountId } = signedIn(call)
      const { rows, total } = await ctx.store.query(applications, {
        where: (row) => row.ownerAccountId === accountId && (input.businessType === undefined || row.businessType === input.businessType)
          && (input.status === undefined || row.status === input.status) && (input.subjectId === undefined || row.subjectId === input.subjectId)
          && matches(input.search, [row.title, row.subjectName, row.filingNumber, shownNumber(row.filingNumber)]),
        sort: ORDERS[input.sort ?? '-submittedAt'], offset: input.offset, limit: input.limit,
      })
      return { total, applications: rows.map(applicationRow) }
    },

    async get(input: Input<'applications.get'>, call: CallContext): Promise<Output<'applications.get'>> {
      const application = await owned(ctx.store, applications, input.id, signedIn(call).accountId)
      const revision = application.revisions.at(-1)
      if (revision === undefined) throw new Error(`application ${application.id} has no revision`)
      const untoldStations = await stationNames(ctx.store, stationsToTell(application))
      // What was said last stays in view while the corrected revision waits.
      const outcome = application.revisions.findLast((candidate) => candidate.outcome !== undefined)?.outcome
      return {
        ...applicationRow({ ...applications.summarize(application), id: application.id }),
        record: revision.record, subjectRecord: revision.subjectRecord, filedRecord: revision.filed?.record ?? null,
        findings: revision.findings, reasons: revision.reasons, acknowledgedAt: revision.acknowledgedAt, opinions: outcome?.opinions ?? [], remark: outcome?.remark ?? null,
        decidedAt: outcome?.decidedAt ?? null, decidedBy: outcome?.decidedBy, timeline: application.timeline, actions: actionsOf(application),
        next: nextOf(application, untoldStations), untoldStations,
        withdrawUntil: application.status === 'pending' ? withdrawDeadline(application.submittedAt) : null, draftId: await liveDraftId(application),
      }
    },
  }
}
