import { COLLECTION_LABELS } from '../../collections/collection-labels'
import { accounts } from '../../collections/station.collections'
import { applications, assets, drafts, subjects } from '../../collections/filing.collections'
import { register, reviewItems } from '../../collections/handover.collections'
import type { AnyCollection } from '../../store/open-options'
import type { CollectionSpec, Reader, StoredRecord } from '../../store/store'
import type { SeenRecord } from '../../recorded-write'

/** Members that name a record, in the order of preference; every collection with a name for people has one of them. */
const NAMING = ['title', 'name', 'fileName', 'account'] as const
type Named = StoredRecord & Partial<Record<(typeof NAMING)[number], unknown>>

const named = (spec: AnyCollection): CollectionSpec<Named, object> => spec as CollectionSpec<Named, object>

/** What people call a record, as it is now; undefined when it is gone or has no name. */
export async function titleOf(reader: Reader, collection: string, id: string): Promise<string | undefined> {
  const known = COLLECTION_LABELS.find((label) => label.collection.name === collection)
  const record = known === undefined ? undefined : await reader.get(named(known.collection), id)
  const title = NAMING.map((member) => record?.[member]).find((value) => typeof value === 'string' && value !== '')
  return typeof title === 'string' ? title.slice(0, 200) : undefined
}

/** Collections whose records have values that are masked on pages. */
const MASKED: readonly AnyCollection[] = [subjects, assets, applications, drafts, reviewItems, register, accounts]

/** The record with masked values that bears an id. */
export async function maskedRecord(reader: Reader, id: string): Promise<SeenRecord | undefined> {
  for (const spec of MASKED) {
    const record = await reader.get(named(spec), id)
    if (record !== undefined) return { collection: spec.name, record }
  }
  return undefined
}
