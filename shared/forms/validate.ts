import { ValidationError } from 'yup'
import type { FieldErrors } from '../errors/app-error'
import { valueAt } from '../filing/values'
import { buildSchema, type Stage } from './build-schema'
import { fieldAt, labelAt } from './form-index'
import { message } from './messages'
import { normaliseRecord } from './normalise-record'
import { isPlainObject } from './paths'
import { isSame } from './same'
import type { FormContext, FormDeclaration, FormValues } from './types'
import { walk } from './walk'

export type ValidationOutcome = { ok: true; record: FormValues } | { ok: false; fields: FieldErrors }

/** One sentence a path, the first of each. */
function fieldErrors(error: ValidationError): FieldErrors {
  const found = error.inner.length > 0 ? error.inner : [error]
  return Object.fromEntries(found.toReversed().map(({ path, message: text }) => [path ?? '', text]))
}

/**
 * Normalises a record and checks it by its form.
 * @param options.stage `draft` lets incomplete things pass, `submit` nothing (see `Stage`).
 * @returns the record as it is to be stored, or the errors by path; path '' is the record as a whole.
 */
export function validateRecord(form: FormDeclaration, record: unknown, ctx: FormContext, options: { stage: Stage }): ValidationOutcome {
  if (!isPlainObject(record)) return { ok: false, fields: { '': message('type', { label: form.title, verb: '填写' }) } }
  const normalised = normaliseRecord(form, record, { unknown: 'keep' })
  try {
    buildSchema(form, normalised, ctx, options).validateSync(normalised, { strict: true, abortEarly: false })
    return { ok: true, record: normalised }
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error
    return { ok: false, fields: inOrder(form, fieldErrors(error)) }
  }
}

/** Errors as the eye meets the fields on the page; what belongs to no field comes last. */
function inOrder(form: FormDeclaration, fields: FieldErrors): FieldErrors {
  const places = new Map(walk(form, {}, undefined, { hidden: true }).map((visit, index) => [visit.field, index]))
  const placeOf = (path: string): number => {
    const found = fieldAt(form, path)
    const field = found?.holders.find((holder) => holder.kind === 'list') ?? found?.field
    return field === undefined || field.kind === 'object' ? places.size : (places.get(field) ?? places.size)
  }
  return Object.fromEntries(Object.entries(fields).sort(([one], [other]) => placeOf(one) - placeOf(other)))
}

/** What must be mended within some steps, groups or paths only (【下一步】 of a wizard, a field that is left). */
export function validatePaths(
  form: FormDeclaration,
  record: FormValues,
  ctx: FormContext,
  part: { steps?: readonly string[]; groups?: readonly string[]; paths?: readonly string[] },
): FieldErrors {
  const outcome = validateRecord(form, record, ctx, { stage: 'submit' })
  if (outcome.ok) return {}
  const inPart = (path: string): boolean => {
    const group = fieldAt(form, path)?.group
    if (part.paths?.some((wanted) => path === wanted || path.startsWith(`${wanted}.`) || path.startsWith(`${wanted}[`))) return true
    if (group === undefined) return false
    return (part.groups?.includes(group.id) ?? false) || (group.step !== undefined && (part.steps?.includes(group.step) ?? false))
  }
  return Object.fromEntries(Object.entries(outcome.fields).filter(([path]) => inPart(path)))
}

/** Fields that a change may not alter (`fixedInChange`) and that differ from the data in force. */
export function fixedFieldErrors(form: FormDeclaration, inForce: FormValues, changed: FormValues): FieldErrors {
  const [before, after] = [normaliseRecord(form, inForce), normaliseRecord(form, changed)]
  const fixed = walk(form, before, undefined, { hidden: true }).filter(({ field }) => field.fixedInChange !== undefined)
  return Object.fromEntries(
    fixed
      .filter(({ field, path, value }) => !isSame(field, value, valueAt(after, path)))
      .map(({ field, path, label }) => [path, message('fixedInChange', { label, reason: field.fixedInChange ?? '' })]),
  )
}

/** 待核实 marks that the person has not yet cleared, as errors at their fields; marks of fields no longer shown count for nothing. */
export function unverifiedErrors(form: FormDeclaration, record: FormValues, unverified: readonly string[]): FieldErrors {
  const shown = new Set(walk(form, normaliseRecord(form, record)).map((visit) => visit.path))
  return Object.fromEntries(unverified.filter((path) => shown.has(path)).map((path) => [path, message('unverified', { label: labelAt(form, path) })]))
}
