import type { Input, Output } from '#shared/contract/registry'
import { AppError } from '#shared/errors/app-error'
import { canDo, nextApplicationStatus } from '#shared/filing/states'
import { APPLICATION_STATUS_LABELS } from '#shared/filing/state-labels'
import { isDraftExpired } from '#shared/filing/timers'
import { attachmentsOf } from '#shared/forms/view'
import { signedIn, type CallContext } from '../../call'
import { applications, drafts, type ApplicationRecord, type DraftRecord } from '../../collections/filing.collections'
import type { CoreContext } from '../../context'
import type { Transaction } from '../../store/store'
import type { FilingDeps } from '../filing-support/deps'
import { businessOf } from '../filing-support/forms'
import { owned } from '../filing-support/owned'
import { withEntry } from '../filing-support/rows'
import type { ApplicationsService } from './applications.types'
import { createDecisions } from './decisions'
import { createDelivery } from './delivery'
import { moveByEvent } from './effects'
import { createRead } from './read'
import { createSubmit } from './submit'
import { createWithdrawals, stationNames, stationsToTell } from './withdrawals'

/** @throws AppError filing.withdrawState, filing.withdrawLate */
function checkWithdrawal(application: ApplicationRecord, now: string): void {
  const { status, submittedAt, businessType } = application
  if (canDo('withdraw', status, { who: 'applicant', now, submittedAt, businessType }).allowed) return
  if (nextApplicationStatus(status, 'withdraw') !== undefined) throw new AppError('filing.withdrawLate')
  throw new AppError('filing.withdrawState', { params: { status: APPLICATION_STATUS_LABELS[status].label } })
}

/** 【撤销申请】 and 补正. */
function createAfterwards(ctx: CoreContext) {
  async function withdrawIn(tx: Transaction, id: string, call: CallContext): Promise<void> {
    const { accountId, name } = signedIn(call)
    const application = await owned(tx, applications, id, accountId)
    const now = ctx.time.now()
    checkWithdrawal(application, now)
    const status = nextApplicationStatus(application.status, 'withdraw') ?? application.status
    const names = await stationNames(tx, stationsToTell({ ...application, status }))
    const detail = names.length === 0 ? undefined : `该申请已导出给${names.join('、')}，请再导出一次交接包，告知其申请已撤销`
    const after: ApplicationRecord = {
      ...application, status, updatedAt: now, timeline: withEntry(application.timeline, { at: now, event: 'withdrawn', title: '撤销申请', who: name, detail }),
    }
    await tx.put(applications, after)
    await moveByEvent(tx, after, 'withdrawn', now, name)
  }

  async function correctIn(tx: Transaction, id: string, call: CallContext): Promise<string> {
    const application = await owned(tx, applications, id, signedIn(call).accountId)
    const { status, submittedAt, businessType } = application
    const now = ctx.time.now()
    if (!canDo('resubmit', status, { who: 'applicant', now, submittedAt, businessType }).allowed) {
      throw new AppError('filing.stateRefused', { params: { status: APPLICATION_STATUS_LABELS[status].label, action: '补正' } })
    }
    const underWay = application.draftId === undefined ? undefined : await tx.get(drafts, application.draftId)
    if (underWay !== undefined && !isDraftExpired(underWay.savedAt, now)) return underWay.id
    const draft = correctionDraft(application, { id: ctx.ports.ids.uuid(), at: now })
    await tx.put(drafts, draft)
    await tx.put(applications, { ...application, draftId: draft.id })
    return draft.id
  }

  return {
    async withdraw(input: Input<'applications.withdraw'>, call: CallContext): Promise<Output<'applications.withdraw'>> {
      await ctx.write(call, '撤销申请', (tx) => withdrawIn(tx, input.id, call))
      return {}
    },
    async correct(input: Input<'applications.correct'>, call: CallContext): Promise<Output<'applications.correct'>> {
      return { draftId: await ctx.write(call, '开始补正', (tx) => correctIn(tx, input.id, call)) }
    },
  }
}

/** The returned revision as a draft: its data and the reasons given stay, so that nothing is asked twice. */
function correctionDraft(application: ApplicationRecord, made: { id: string; at: string }): DraftRecord {
  const revision = application.revisions.at(-1)
  if (revision === undefined) throw new Error(`application ${application.id} has no revision`)
  const { form } = businessOf(application.businessType)
  return {
    id: made.id, ownerAccountId: application.ownerAccountId, businessType: application.businessType,
    title: application.title, subjectId: application.subjectId, assetId: application.assetId,
    applicationId: application.id, record: revision.record, unverified: [], reasons: revision.reasons, attachments: attachmentsOf(form, revision.record),
    createdAt: made.at, savedAt: made.at,
  }
}

/** Applications of this station: from submission to the decision that comes back. */
export function createApplicationsService(ctx: CoreContext, deps: FilingDeps): ApplicationsService {
  const decisions = createDecisions(ctx, deps)
  const withdrawals = createWithdrawals(ctx, deps)
  return {
    ...createSubmit(ctx, deps), ...createRead(ctx), ...createAfterwards(ctx), ...createDelivery(ctx, { ...deps, withdrawals }), ...withdrawals,
    previewDecision: (payload) => decisions.preview(payload),
    applyDecision: (tx, payload) => decisions.apply(tx, payload),
  }
}
