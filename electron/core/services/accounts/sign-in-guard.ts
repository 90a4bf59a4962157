import { AppError } from '#shared/errors/app-error'
import type { CallContext } from '../../call'
import { accounts, type AccountRecord } from '../../collections/station.collections'
import type { CoreContext } from '../../context'
import { hashPassword, verifyPassword } from '../../crypto/crypto-suite'
import { accountByName, SIGN_IN_COST } from './account-records'

/** Wrong passwords in a row until an account is locked (domain.md §6). */
export const MAX_ATTEMPTS = 5
/** How long it stays locked (milliseconds). */
export const LOCK_TIME = 15 * 60_000
/** Names nobody has, remembered so that they answer like real ones. */
const MAX_STRANGERS = 1000

interface Failures {
  failedAttempts: number
  lockedUntil: string | null
}

/**
 * Checks passwords with the lock-out of domain.md §6. A name nobody has is answered in the same words, after the same
 * work and with the same count as a wrong password, so that guessing tells nothing.
 */
export function createSignInGuard(ctx: CoreContext) {
  /** By lower-case name: strangers, and everybody while the store can only be read. */
  const remembered = new Map<string, Failures>()
  let decoy: Promise<string> | undefined

  function remember(name: string, failures: Failures): void {
    remembered.delete(name)
    remembered.set(name, failures)
    const oldest = remembered.keys().next().value
    if (remembered.size > MAX_STRANGERS && oldest !== undefined) remembered.delete(oldest)
  }

  async function countFailure(name: string, record: AccountRecord | undefined, before: Failures, call: CallContext): Promise<AppError> {
    const failedAttempts = (before.lockedUntil === null ? before.failedAttempts : 0) + 1
    const locks = failedAttempts >= MAX_ATTEMPTS
    const failures: Failures = { failedAttempts, lockedUntil: locks ? new Date(Date.parse(ctx.time.now()) + LOCK_TIME).toISOString() : null }
    if (record === undefined || ctx.store.readOnlyReason !== undefined) {
      remember(name, failures)
    } else {
      await ctx.write(call, locks ? '密码连续错误，账号锁定' : '密码错误', async (tx) => tx.put(accounts, { ...record, ...failures }))
    }
    return locks
      ? new AppError('account.locked', { params: { minutes: LOCK_TIME / 60_000 } })
      : new AppError('account.passwordWrong', { params: { left: MAX_ATTEMPTS - failedAttempts } })
  }

  return {
    /**
     * @returns the account, whose failures the caller clears when it writes the account next.
     * @throws AppError account.passwordWrong with the tries left, account.locked with the minutes left
     */
    async check(accountName: string, password: string, call: CallContext): Promise<AccountRecord> {
      const name = accountName.trim().toLowerCase()
      const record = await accountByName(ctx.store, name)
      const stored = record === undefined || ctx.store.readOnlyReason !== undefined ? remembered.get(name) : record
      const before: Failures = stored ?? { failedAttempts: 0, lockedUntil: null }
      const remaining = before.lockedUntil === null ? 0 : Date.parse(before.lockedUntil) - Date.parse(ctx.time.now())
      if (remaining > 0) throw new AppError('account.locked', { params: { minutes: Math.ceil(remaining / 60_000) } })
      decoy ??= hashPassword('nobody', SIGN_IN_COST)
      const right = await verifyPassword(password, record?.passwordHash ?? (await decoy))
      if (record !== undefined && right) {
        remembered.delete(name)
        return record
      }
      throw await countFailure(name, record, before, call)
    },
  }
}

export type SignInGuard = ReturnType<typeof createSignInGuard>
