import type { Input, Output } from '#shared/contract/registry'
import { AppError } from '#shared/errors/app-error'
import { canDo } from '#shared/filing/states'
import { APPLICATION_STATUS_LABELS } from '#shared/filing/state-labels'
import { draftExpiry, isDraftExpired } from '#shared/filing/timers'
import { attachmentsOf } from '#shared/forms/view'
import { signedIn, type CallContext } from '../../call'
import { applications, drafts, type DraftRecord } from '../../collections/filing.collections'
import type { CoreContext } from '../../context'
import type { Reader, Transaction } from '../../store/store'
import { titleOf } from '../filing-support/describe'
import { businessOf } from '../filing-support/forms'
import { owned } from '../filing-support/owned'
import { findingsOf } from '../filing-support/prechecker'
import { checkAttachments, checkDraft } from '../filing-support/record-check'
import { draftRow, type RowOf } from '../filing-support/rows'
import { falling } from '../filing-support/sorting'
import { loadTarget, type Target } from '../filing-support/target'

type SaveInput = Input<'drafts.save'>

/** A draft of the account that has not lapsed. @throws AppError filing.draftGone */
export async function liveDraft(reader: Reader, id: string, accountId: string, now: string): Promise<DraftRecord> {
  const draft = await reader.get(drafts, id)
  if (draft === undefined || draft.ownerAccountId !== accountId || isDraftExpired(draft.savedAt, now)) throw new AppError('filing.draftGone')
  return draft
}

/** Takes a draft out, and the mark of it at the application it corrects. */
export async function removeDraft(tx: Transaction, draft: Pick<DraftRecord, 'id' | 'applicationId'>): Promise<void> {
  await tx.remove(drafts, draft.id)
  const application = draft.applicationId === undefined ? undefined : await tx.get(applications, draft.applicationId)
  if (application?.draftId === draft.id) await tx.put(applications, { ...application, draftId: undefined })
}

/** Only what may be submitted again can be corrected. */
function checkCorrection(target: Target, now: string): void {
  const { application } = target
  if (application === undefined) return
  const { status, submittedAt, businessType } = application
  if (!canDo('resubmit', status, { who: 'applicant', now, submittedAt, businessType }).allowed) {
    throw new AppError('filing.stateRefused', { params: { status: APPLICATION_STATUS_LABELS[status].label, action: '补正' } })
  }
}

/** One draft a business, subject or asset, and application: saving the same again goes on with it. */
async function draftUnderWay(tx: Transaction, input: SaveInput, accountId: string, now: string): Promise<DraftRecord | undefined> {
  if (input.id !== undefined) return liveDraft(tx, input.id, accountId, now)
  const sameTarget = (row: RowOf<typeof drafts>): boolean =>
    input.applicationId !== undefined || (row.subjectId === input.subjectId && row.assetId === input.assetId)
  const { rows } = await tx.query(drafts, {
    where: (row) => row.ownerAccountId === accountId && row.businessType === input.businessType && row.applicationId === input.applicationId
      && sameTarget(row) && !isDraftExpired(row.savedAt, now),
    sort: falling('savedAt'), limit: 1,
  })
  return rows[0] === undefined ? undefined : tx.get(drafts, rows[0].id)
}

/** 我的草稿. */
export function createDraftsService(ctx: CoreContext) {
  async function store(tx: Transaction, input: SaveInput, checked: { accountId: string; record: DraftRecord['record'] }): Promise<DraftRecord> {
    const { accountId, record } = checked
    const [business, now] = [businessOf(input.businessType), ctx.time.now()]
    checkCorrection(await loadTarget(tx, accountId, business, input), now)
    const before = await draftUnderWay(tx, input, accountId, now)
    if (before !== undefined && (before.businessType !== input.businessType || before.applicationId !== input.applicationId)) {
      throw new AppError('general.invalidInput', { fields: { id: '草稿与所办业务不符，请返回草稿列表重新打开' } })
    }
    const draft: DraftRecord = {
      id: before?.id ?? ctx.ports.ids.uuid(), ownerAccountId: accountId, businessType: input.businessType, title: titleOf(business.type, record),
      subjectId: input.subjectId, assetId: input.assetId, applicationId: input.applicationId, record, unverified: [...input.unverified], reasons: { ...input.reasons },
      step: input.step, attachments: attachmentsOf(business.form, record), createdAt: before?.createdAt ?? now, savedAt: now,
    }
    await tx.put(drafts, draft)
    const application = input.applicationId === undefined ? undefined : await tx.get(applications, input.applicationId)
    if (application !== undefined && application.draftId !== draft.id) await tx.put(applications, { ...application, draftId: draft.id })
    return draft
  }

  return {
    async list(input: Input<'drafts.list'>, call: CallContext): Promise<Output<'drafts.list'>> {
      const [{ accountId }, now] = [signedIn(call), ctx.time.now()]
      const { rows, total } = await ctx.store.query(drafts, {
        where: (row) => row.ownerAccountId === accountId && !isDraftExpired(row.savedAt, now)
          && (input.businessType === undefined || row.businessType === input.businessType) && (input.subjectId === undefined || row.subjectId === input.subjectId),
        sort: falling('savedAt'), offset: input.offset, limit: input.limit,
      })
      return { total, drafts: rows.map(draftRow) }
    },

    async get(input: Input<'drafts.get'>, call: CallContext): Promise<Output<'drafts.get'>> {
      const draft = await liveDraft(ctx.store, input.id, signedIn(call).accountId, ctx.time.now())
      const { record, unverified, reasons, step } = draft
      return { ...draftRow({ ...drafts.summarize(draft), id: draft.id }), record, unverified, reasons, step }
    },

    async save(input: SaveInput, call: CallContext): Promise<Output<'drafts.save'>> {
      const { accountId } = signedIn(call)
      const business = businessOf(input.businessType)
      const record = checkDraft(ctx, business, input.record)
      await checkAttachments(ctx, business.form, record)
      const draft = await ctx.write(call, '保存草稿', (tx) => store(tx, input, { accountId, record }))
      const target = await loadTarget(ctx.store, accountId, business, input)
      const findings = await findingsOf(ctx, ctx.store, { accountId, business, target, record, draftId: draft.id })
      return { id: draft.id, savedAt: draft.savedAt, expiresAt: draftExpiry(draft.savedAt), findings }
    },

    async remove(input: Input<'drafts.remove'>, call: CallContext): Promise<Record<string, never>> {
      const { accountId } = signedIn(call)
      await ctx.write(call, '删除草稿', async (tx) => removeDraft(tx, await owned(tx, drafts, input.id, accountId)))
      return {}
    },
  }
}

export type DraftsService = ReturnType<typeof createDraftsService>
