import { AppError, type FieldErrors } from '#shared/errors/app-error'
import { fieldAt } from '#shared/forms/form-index'
import type { FormDeclaration, FormValues } from '#shared/forms/types'
import { unverifiedErrors, validateRecord } from '#shared/forms/validate'
import { locatedAttachments } from '#shared/forms/view'
import type { CoreContext } from '../../context'
import { formContext, type Business } from './forms'

export const invalidFields = (fields: FieldErrors): AppError => new AppError('filing.fieldsInvalid', { params: { count: Object.keys(fields).length }, fields })

const onlyAcknowledgement = (form: FormDeclaration, fields: FieldErrors): boolean =>
  Object.keys(fields).every((path) => fieldAt(form, path)?.field.kind === 'acknowledgement')

/** The record as a draft keeps it: incomplete is fine. @throws AppError filing.fieldsInvalid on unknown keys and wrong types */
export function checkDraft(ctx: CoreContext, { form }: Business, record: FormValues): FormValues {
  const outcome = validateRecord(form, record, formContext(ctx), { stage: 'draft' })
  if (!outcome.ok) throw invalidFields(outcome.fields)
  return outcome.record
}

/**
 * The record as it is submitted: complete, valid, nothing 待核实.
 * @throws AppError filing.notAcknowledged, filing.fieldsInvalid with every path
 */
export function checkSubmission(ctx: CoreContext, { form }: Business, record: FormValues, unverified: readonly string[]): FormValues {
  const outcome = validateRecord(form, record, formContext(ctx), { stage: 'submit' })
  const fields = { ...unverifiedErrors(form, record, unverified), ...(outcome.ok ? {} : outcome.fields) }
  if (outcome.ok && Object.keys(fields).length === 0) return outcome.record
  throw onlyAcknowledgement(form, fields) ? new AppError('filing.notAcknowledged', { fields }) : invalidFields(fields)
}

/** Every attachment a record refers to must lie in the store. @throws AppError attachment.missing with the paths */
export async function checkAttachments(ctx: CoreContext, form: FormDeclaration, record: FormValues): Promise<void> {
  const fields: FieldErrors = {}
  for (const { path, ref } of locatedAttachments(form, record)) {
    if (!(await ctx.store.attachments.has(ref.sha256))) fields[path] = '附件不存在或已被清理，请重新上传'
  }
  if (Object.keys(fields).length > 0) throw new AppError('attachment.missing', { fields })
}
