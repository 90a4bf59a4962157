import { BUSINESS_TYPES, type BusinessKind } from '#shared/filing/business-types'
import { canStart } from '#shared/filing/states'
import type { AssetStatus, SubjectStatus } from '#shared/filing/types'
import { formOf } from './forms'

export interface ActionState {
  action: string
  allowed: boolean
  reason?: string
}

/** What may be asked for now about a subject or an asset that is there: one entry a business type, by the state table. */
export function businessActions(kind: BusinessKind, states: { subject: SubjectStatus; asset?: AssetStatus }): ActionState[] {
  return BUSINESS_TYPES.filter((type) => type.kind === kind).map((type) => {
    if (formOf(type) === undefined) return { action: type.id, allowed: false, reason: `本版本尚未提供${type.label}` }
    return { action: type.id, ...canStart(type.id, states) }
  })
}
