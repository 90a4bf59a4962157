import { kindOf } from './field-kinds/index'
import { fieldAt, formIndex } from './form-index'
import { joinPath } from './paths'
import { normaliseRecord } from './normalise-record'
import { subjectForm } from './subject.fields'
import type { FormDeclaration, FormValues } from './types'
import { valueAt } from '../filing/values'

const SOURCE = 'responsiblePerson'

export interface CopiedPerson {
  /** Values of the person block, to be put at `target`. */
  values: FormValues
  /** Paths of everything copied, each 待核实 until the person confirms it. */
  unverified: string[]
}

/**
 * 同主体负责人信息: what of the subject's responsible person a person block of another form takes over. A field is copied
 * when both declare it alike and the target does not rule it out (`notCopied`).
 * @param target path of the block, e.g. `securityOfficer`.
 */
export function copyResponsiblePerson(subjectRecord: FormValues, form: FormDeclaration, target: string): CopiedPerson {
  const subject = normaliseRecord(subjectForm, subjectRecord)
  const block = formIndex(form).get(target)?.field
  const fields = block?.kind === 'object' ? block.fields : []
  const copied = fields.flatMap((field) => {
    const source = fieldAt(subjectForm, joinPath(SOURCE, field.id))
    const value = valueAt(subject, joinPath(SOURCE, field.id))
    if (field.kind === 'object' || field.kind === 'list' || field.notCopied === true || source?.field.kind !== field.kind || kindOf(field).isEmpty(value)) return []
    return [[field.id, value] as const]
  })
  return { values: Object.fromEntries(copied), unverified: copied.map(([id]) => joinPath(target, id)) }
}
