import type { FormValues } from '../forms/types'
import { regionAt, textAt } from './values'
import type { RegionRef } from './types'

/**
 * 管辖地 of a subject: an organization's office region, an individual's residence region (manual, 特别声明 1). Undefined
 * while the record does not say.
 */
export function jurisdictionOf(subject: FormValues): RegionRef | undefined {
  return textAt(subject, 'nature') === 'individual' ? regionAt(subject, 'responsiblePerson.region') : regionAt(subject, 'officeRegion')
}

/** Whether a change of subject moves it to another station (备案号将重新生成). Compared by code; a mere renaming moves nothing. */
export function jurisdictionChanges(before: FormValues, after: FormValues): boolean {
  const [from, to] = [jurisdictionOf(before), jurisdictionOf(after)]
  return from !== undefined && to !== undefined && from.code !== to.code
}
