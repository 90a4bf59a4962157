import type { CollectionSpec, Reader, StoredRecord } from '#core/store/store'
import { AppError } from '#shared/errors/app-error'

export interface Owned extends StoredRecord {
  ownerAccountId: string
}

/**
 * A record of this account. Another account's record is answered like one that is not there, so that nobody learns of it.
 * @throws AppError general.notFound
 */
export async function owned<R extends Owned, S extends object>(reader: Reader, spec: CollectionSpec<R, S>, id: string, accountId: string): Promise<R> {
  const record = await reader.get(spec, id)
  if (record === undefined || record.ownerAccountId !== accountId) throw new AppError('general.notFound')
  return record
}
