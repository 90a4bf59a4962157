import type { Input, Output } from '#shared/contract/registry'
import type { Finding } from '#shared/contract/filing.contract'
import { AppError, type FieldErrors } from '#shared/errors/app-error'
import { canDo, canStart, NO_SUBJECT_REASON, OPEN_REQUEST_REASON } from '#shared/filing/states'
import { APPLICATION_STATUS_LABELS } from '#shared/filing/state-labels'
import type { FormValues } from '#shared/forms/types'
import { diffRecords } from '#shared/forms/diff'
import { fixedFieldErrors } from '#shared/forms/validate'
import { signedIn, type CallContext } from '../../call'
import { drafts } from '../../collections/filing.collections'
import type { CoreContext } from '../../context'
import type { Transaction } from '../../store/store'
import { removeDraft } from '../drafts/drafts.service'
import type { FilingDeps } from '../filing-support/deps'
import { businessOf, formContext, type Business } from '../filing-support/forms'
import { findingsOf } from '../filing-support/prechecker'
import { checkAttachments, checkDraft, checkSubmission } from '../filing-support/record-check'
import { dataInForce, loadTarget, type Target } from '../filing-support/target'
import { writeSubmission } from './submission-writer'

type SubmitInput = Input<'applications.submit'>

/**
 * By the state table: a returned application may be submitted again, anything else may be started where nothing is open.
 * @throws AppError filing.stateRefused, filing.openRequest, filing.noSubject, filing.notNow
 */
function checkPermission({ type }: Business, target: Target, now: string): void {
  const { application, subject, asset } = target
  if (application !== undefined) {
    const { status, submittedAt, businessType } = application
    if (canDo('resubmit', status, { who: 'applicant', now, submittedAt, businessType }).allowed) return
    throw new AppError('filing.stateRefused', { params: { status: APPLICATION_STATUS_LABELS[status].label, action: '重新提交' } })
  }
  const permission = canStart(type.id, { subject: subject?.status ?? null, asset: asset?.status ?? null })
  if (permission.allowed) return
  if (permission.reason === OPEN_REQUEST_REASON) throw new AppError('filing.openRequest')
  if (permission.reason === NO_SUBJECT_REASON) throw new AppError('filing.noSubject')
  throw new AppError('filing.notNow', { params: { reason: permission.reason } })
}

/** A change alters something, and nothing that is fixed. @throws AppError filing.readOnlyField, filing.nothingChanged */
function checkChange(ctx: CoreContext, business: Business, target: Target, record: FormValues): void {
  const inForce = dataInForce(business, target)
  if (inForce === undefined) return
  const fields = fixedFieldErrors(business.form, inForce, record)
  if (Object.keys(fields).length > 0) throw new AppError('filing.readOnlyField', { fields })
  if (diffRecords(business.form, inForce, record, formContext(ctx)).length === 0) throw new AppError('filing.nothingChanged')
}

/** @throws AppError filing.precheckFailed, filing.reasonsMissing @returns the reasons that belong to findings */
function checkFindings(findings: readonly Finding[], reasons: Readonly<Record<string, string>>): Record<string, string> {
  const errors = findings.filter((finding) => finding.level === 'error')
  if (errors.length > 0) {
    const fields: FieldErrors = {}
    for (const finding of errors) fields[finding.field ?? ''] ??= `${finding.finding}。${finding.mend}`
    throw new AppError('filing.precheckFailed', { params: { count: errors.length }, fields })
  }
  const warnings = findings.filter((finding) => finding.level === 'warning')
  const given = warnings.flatMap(({ key }): [string, string][] => {
    const reason = Object.hasOwn(reasons, key) ? (reasons[key] ?? '').trim() : ''
    return reason === '' ? [] : [[key, reason]]
  })
  const missing = warnings.filter(({ key }) => !given.some(([found]) => found === key))
  if (missing.length > 0) {
    throw new AppError('filing.reasonsMissing', {
      params: { count: missing.length }, fields: Object.fromEntries(missing.map((finding) => [finding.key, `请说明原因：${finding.finding}`])),
    })
  }
  return Object.fromEntries(given)
}

/** 提交审核, and the resubmission of what was returned. */
export function createSubmit(ctx: CoreContext, deps: FilingDeps) {
  async function useUpDrafts(tx: Transaction, target: Target, draftId: string | undefined, accountId: string): Promise<void> {
    for (const id of new Set([draftId, target.application?.draftId])) {
      const draft = id === undefined ? undefined : await tx.get(drafts, id)
      if (draft !== undefined && draft.ownerAccountId === accountId) await removeDraft(tx, draft)
    }
  }

  async function run(tx: Transaction, input: SubmitInput, call: CallContext, of: { business: Business; record: FormValues }): Promise<Output<'applications.submit'>> {
    const [session, { business, record }] = [signedIn(call), of]
    const target = await loadTarget(tx, session.accountId, business, input)
    checkPermission(business, target, ctx.time.now())
    checkChange(ctx, business, target, record)
    const findings = await findingsOf(ctx, tx, { accountId: session.accountId, business, target, record, draftId: input.draftId })
    const reasons = checkFindings(findings, input.reasons)
    await useUpDrafts(tx, target, input.draftId, session.accountId)
    const application = await writeSubmission(ctx, deps, tx, { business, target, record, findings, reasons, session })
    return { applicationId: application.id, subjectId: application.subjectId, assetId: application.assetId, revision: application.revisions.length }
  }

  return {
    async submit(input: SubmitInput, call: CallContext): Promise<Output<'applications.submit'>> {
      const business = businessOf(input.businessType)
      const record = checkSubmission(ctx, business, input.record, input.unverified)
      await checkAttachments(ctx, business.form, record)
      return ctx.write(call, `提交审核：${business.type.label}`, (tx) => run(tx, input, call, { business, record }))
    },

    /** The findings for a record under way; what is of a wrong type is refused as on saving. */
    async precheck(input: Input<'applications.precheck'>, call: CallContext): Promise<Output<'applications.precheck'>> {
      const { accountId } = signedIn(call)
      const business = businessOf(input.businessType)
      const target = await loadTarget(ctx.store, accountId, business, input)
      return { findings: await findingsOf(ctx, ctx.store, { accountId, business, target, record: checkDraft(ctx, business, input.record) }) }
    },
  }
}
