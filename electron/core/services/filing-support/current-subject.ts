import type { SubjectStatus } from '#shared/filing/types'
import { canStart } from '#shared/filing/states'
import { subjects } from '../../collections/filing.collections'
import { accounts } from '../../collections/station.collections'
import type { Reader } from '../../store/store'
import type { RowOf } from './rows'
import { falling } from './sorting'

/** Whether assets may be asked for under the subject: by the state table, as for a first site. */
const usable = (status: SubjectStatus): boolean => canStart('website.create', { subject: status, asset: null }).allowed

/** Subjects of an account, newest first. */
export async function subjectRowsOf(reader: Reader, accountId: string): Promise<RowOf<typeof subjects>[]> {
  const { rows } = await reader.query(subjects, { where: (row) => row.ownerAccountId === accountId, sort: falling('createdAt') })
  return rows
}

/** 【当前主体】: the one the account chose; without a choice the newest that business can be done for, else the newest of all. */
export async function currentSubjectIdOf(reader: Reader, accountId: string, rows: readonly RowOf<typeof subjects>[]): Promise<string | undefined> {
  const chosen = (await reader.get(accounts, accountId))?.currentSubjectId
  if (rows.some((row) => row.id === chosen)) return chosen
  return (rows.find((row) => usable(row.status)) ?? rows[0])?.id
}
