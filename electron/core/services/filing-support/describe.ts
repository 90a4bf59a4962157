import type { BusinessTypeEntry } from '#shared/filing/business-types'
import { jurisdictionOf } from '#shared/filing/jurisdiction'
import { textAt } from '#shared/filing/values'
import type { FormDeclaration, FormValues } from '#shared/forms/types'
import { walk } from '#shared/forms/walk'

/** Name of a subject: the organization's, or an individual's own. */
export function subjectNameOf(record: FormValues): string | undefined {
  return textAt(record, 'nature') === 'individual' ? textAt(record, 'responsiblePerson.name') : textAt(record, 'organizationName')
}

/** Name of what a record is about; undefined while it has none. */
export function nameOf(type: Pick<BusinessTypeEntry, 'kind'>, record: FormValues): string | undefined {
  return type.kind === 'subject' ? subjectNameOf(record) : textAt(record, 'name')
}

/** Title of an application or draft; the business's own words while the record has no name. */
export function titleOf(type: Pick<BusinessTypeEntry, 'kind' | 'label'>, record: FormValues): string {
  return (nameOf(type, record) ?? `${type.label}（未填写名称）`).slice(0, 200)
}

export const regionNameOf = (subject: FormValues): string => jurisdictionOf(subject)?.name ?? '未填写'

/** Every domain of a record in stored form, in the form's order: the fields of the kinds `domain` and `domains`. */
export function domainsOf(form: FormDeclaration, record: FormValues): string[] {
  const values = walk(form, record).flatMap(({ field, value }) => {
    if (field.kind === 'domain' && typeof value === 'string') return [value]
    if (field.kind === 'domains' && Array.isArray(value)) return value.filter((entry): entry is string => typeof entry === 'string')
    return []
  })
  return [...new Set(values)]
}

/** The first field of the kind `domain`: the site's main domain. */
export function primaryDomainOf(form: FormDeclaration, record: FormValues): string | undefined {
  const found = walk(form, record).find(({ field, value }) => field.kind === 'domain' && typeof value === 'string')
  return found === undefined ? undefined : String(found.value)
}
