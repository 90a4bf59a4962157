import type { Output } from '#shared/contract/registry'
import { AppError, type FieldErrors } from '#shared/errors/app-error'
import type { AccountRole } from '#shared/filing/types'
import { accountIdNumber } from '#shared/filing/validators/account-id-number'
import { mobile, personName } from '#shared/filing/validators/index'
import type { CallContext, Session } from '../../call'
import { accounts, type AccountRecord } from '../../collections/station.collections'
import type { CoreContext } from '../../context'
import { hashPassword, type ScryptCost } from '../../crypto/crypto-suite'
import type { Reader } from '../../store/store'

export type Account = Output<'accounts.list'>['accounts'][number]

/** N = 2^15: about 32 MB and a tenth of a second a try on a counter's PC. Stored in each hash, so it can rise later. */
export const SIGN_IN_COST: ScryptCost = { logN: 15, r: 8, p: 1 }

export const toAccount = (record: AccountRecord): Account => ({
  accountId: record.id, account: record.account, name: record.name, mobile: record.mobile, roles: [...record.roles], disabled: record.disabled,
  createdAt: record.createdAt, lastSignInAt: record.lastSignInAt,
})
export const toSession = (record: AccountRecord): Session => ({ accountId: record.id, account: record.account, name: record.name, roles: [...record.roles] })

/** Brings what a person typed about themselves to its stored form. @throws AppError general.invalidInput with the fields */
export function checkedProfile(input: { name: string; mobile: string; idNumber?: string }): { name: string; mobile: string; idNumber?: string } {
  const typedId = input.idNumber?.trim() ?? ''
  // Numbers of 15 or 18 figures are meant as resident ID numbers; anything else may be another certificate.
  const idNumber = typedId === '' ? undefined : accountIdNumber(typedId)
  const results = { name: personName(input.name), mobile: mobile(input.mobile), idNumber }
  const fields: FieldErrors = {}
  for (const [field, result] of Object.entries(results)) if (result !== undefined && !result.ok) fields[field] = result.message
  if (!results.name.ok || !results.mobile.ok || results.idNumber?.ok === false) throw new AppError('general.invalidInput', { fields })
  return { name: results.name.value, mobile: results.mobile.value, idNumber: results.idNumber?.value }
}

export interface NewAccount {
  account: string
  password: string
  name: string
  mobile: string
  idNumber?: string
}

/** Checks and adds an account, for 注册账号 and for the 管理员. @throws AppError account.nameTaken, general.invalidInput */
export async function addAccount(
  ctx: CoreContext, call: Pick<CallContext, 'session' | 'command'>, what: string, input: NewAccount, roles: AccountRole[],
): Promise<AccountRecord> {
  if ((await accountByName(ctx.store, input.account)) !== undefined) {
    throw new AppError('account.nameTaken', { fields: { account: '该账号已被注册，请换一个账号' } })
  }
  const record: AccountRecord = {
    id: ctx.ports.ids.uuid(), account: input.account, ...checkedProfile(input), roles, disabled: false,
    passwordHash: await hashPassword(input.password, SIGN_IN_COST), failedAttempts: 0, lockedUntil: null, createdAt: ctx.time.now(), lastSignInAt: null,
  }
  await ctx.write(call, what, async (tx) => tx.put(accounts, record))
  return record
}

/** Account names differ by more than capitals. */
export async function accountByName(reader: Reader, name: string): Promise<AccountRecord | undefined> {
  const wanted = name.trim().toLowerCase()
  const { rows } = await reader.query(accounts, { where: (row) => row.account.toLowerCase() === wanted, limit: 1 })
  return rows[0] === undefined ? undefined : reader.get(accounts, rows[0].id)
}

/** @throws AppError general.notFound */
export async function existingAccount(reader: Reader, accountId: string): Promise<AccountRecord> {
  const record = await reader.get(accounts, accountId)
  if (record === undefined) throw new AppError('general.notFound')
  return record
}
