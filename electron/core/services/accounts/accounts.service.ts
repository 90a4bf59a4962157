import type { Input, Output } from '#shared/contract/registry'
import { AppError } from '#shared/errors/app-error'
import { WORKING_ROLES, type AccountRole, type StationRole } from '#shared/filing/types'
import { signedIn, type CallContext } from '../../call'
import { accounts, type AccountRecord } from '../../collections/station.collections'
import type { CoreContext } from '../../context'
import { hashPassword } from '../../crypto/crypto-suite'
import {
  accountByName, addAccount, checkedProfile, existingAccount, SIGN_IN_COST, toAccount, toSession, type Account,
} from './account-records'
import { createCaptchas, type CaptchaMaker, type Captchas } from './captcha'
import { createSignInGuard, type SignInGuard } from './sign-in-guard'

export interface AccountsDeps {
  captchas: CaptchaMaker
  station: { role(): StationRole | undefined; verifyRecoveryCode(code: string): Promise<boolean> }
  settings: { current(): { idleMinutes: number } }
  /** Called after someone has signed in (rules with time); its failure must not keep anyone out. */
  signedIn(): Promise<void>
}

function requiredRole(deps: AccountsDeps): StationRole {
  const role = deps.station.role()
  if (role === undefined) throw new AppError('general.notReady')
  return role
}

function checkRoles(station: StationRole, roles: readonly AccountRole[]): AccountRole[] {
  const offered: AccountRole[] = [WORKING_ROLES[station], 'admin']
  if (!roles.every((role) => offered.includes(role))) {
    throw new AppError('account.roleUnavailable', { fields: { roles: '请选择本机角色对应的账号角色' } })
  }
  return offered.filter((role) => roles.includes(role))
}

function registration(ctx: CoreContext, deps: AccountsDeps, captchas: Captchas) {
  return {
    /** How many accounts there are; none means that the first registration makes the 管理员. */
    count: async (): Promise<number> => (await ctx.store.query(accounts, { limit: 0 })).total,

    captcha: async (): Promise<Output<'accounts.captcha'>> => captchas.issue(),

    checkName: async (input: Input<'accounts.checkName'>): Promise<{ free: boolean }> => ({
      free: (await accountByName(ctx.store, input.account)) === undefined,
    }),

    async register(input: Input<'accounts.register'>, call: CallContext): Promise<Account> {
      captchas.check(input.captchaId, input.captchaText)
      const role = requiredRole(deps)
      const first = (await ctx.store.query(accounts, { limit: 0 })).total === 0
      if (!first && role === 'review') throw new AppError('account.byAdminOnly')
      const working = WORKING_ROLES[role]
      return toAccount(await addAccount(ctx, call, first ? '注册首个账号（管理员）' : '注册账号', input, first ? [working, 'admin'] : [working]))
    },
  }
}

function signIn(ctx: CoreContext, deps: AccountsDeps, captchas: Captchas, guard: SignInGuard) {
  return {
    async signIn(input: Input<'accounts.signIn'>, call: CallContext): Promise<Account> {
      captchas.check(input.captchaId, input.captchaText)
      const record = await guard.check(input.account, input.password, call)
      if (record.disabled) throw new AppError('account.disabled')
      const after: AccountRecord = { ...record, failedAttempts: 0, lockedUntil: null, lastSignInAt: ctx.time.now() }
      const session = toSession(after)
      // A store that can only be read must still let people in to look.
      if (ctx.store.readOnlyReason === undefined) {
        await ctx.write({ session, command: call.command }, '登录', async (tx) => tx.put(accounts, after))
      }
      ctx.sessions.start(call.clientId, session)
      await deps.signedIn().catch((error: unknown) => {
        ctx.ports.logger.write({ at: ctx.ports.clock.now(), level: 'error', source: call.command, message: 'rules after sign-in failed', detail: String(error) })
      })
      return toAccount(after)
    },

    async signOut(call: CallContext): Promise<Record<string, never>> {
      ctx.sessions.end(call.clientId, 'signedOut')
      return {}
    },

    async session(call: CallContext): Promise<Output<'accounts.session'>> {
      const record = call.session === undefined ? undefined : await ctx.store.get(accounts, call.session.accountId)
      return { account: record === undefined ? null : toAccount(record), idleMinutes: deps.settings.current().idleMinutes, clockNow: ctx.time.now() }
    },
  }
}

function passwords(ctx: CoreContext, deps: AccountsDeps, guard: SignInGuard) {
  return {
    /** 忘记密码: the recovery code of the first set-up opens every account; it also lifts a lock. */
    async resetPassword(input: Input<'accounts.resetPassword'>, call: CallContext): Promise<Record<string, never>> {
      if (!(await deps.station.verifyRecoveryCode(input.recoveryCode))) {
        throw new AppError('account.recoveryCodeWrong', { fields: { recoveryCode: '恢复码不正确，请逐组核对' } })
      }
      const record = await accountByName(ctx.store, input.account)
      if (record === undefined) throw new AppError('general.notFound', { fields: { account: '没有这个账号，请核对' } })
      const passwordHash = await hashPassword(input.password, SIGN_IN_COST)
      await ctx.write(call, '用恢复码重置密码', async (tx) => tx.put(accounts, { ...record, passwordHash, failedAttempts: 0, lockedUntil: null }))
      ctx.sessions.endAll(record.id, 'signedOut')
      return {}
    },

    async changePassword(input: Input<'accounts.changePassword'>, call: CallContext): Promise<Record<string, never>> {
      const session = signedIn(call)
      const record = await guard.check(session.account, input.oldPassword, call).catch((error: unknown) => {
        if (!(error instanceof AppError) || error.code !== 'account.passwordWrong') throw error
        throw new AppError('general.invalidInput', { fields: { oldPassword: `原密码不正确，还可尝试 ${error.params['left']} 次` }, cause: error })
      })
      const passwordHash = await hashPassword(input.password, SIGN_IN_COST)
      await ctx.write(call, '修改密码', async (tx) => tx.put(accounts, { ...record, passwordHash, failedAttempts: 0, lockedUntil: null }))
      return {}
    },
  }
}

function accountCare(ctx: CoreContext, deps: AccountsDeps) {
  return {
    async updateProfile(input: Input<'accounts.updateProfile'>, call: CallContext): Promise<Account> {
      const record: AccountRecord = { ...(await existingAccount(ctx.store, signedIn(call).accountId)), ...checkedProfile(input) }
      await ctx.write(call, '修改账号资料', async (tx) => tx.put(accounts, record))
      ctx.sessions.update(toSession(record))
      return toAccount(record)
    },

    async list(): Promise<Output<'accounts.list'>> {
      const { rows } = await ctx.store.query(accounts)
      const records = await Promise.all(rows.map((row) => existingAccount(ctx.store, row.id)))
      return { accounts: records.map(toAccount).sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1)) }
    },

    create: async (input: Input<'accounts.create'>, call: CallContext): Promise<Account> =>
      toAccount(await addAccount(ctx, call, '创建账号', input, checkRoles(requiredRole(deps), input.roles))),

    /** An administrator cannot disable or demote the account in use, so one is always left. */
    async update(input: Input<'accounts.update'>, call: CallContext): Promise<Account> {
      const record = await existingAccount(ctx.store, input.accountId)
      const own = record.id === signedIn(call).accountId
      const roles = checkRoles(requiredRole(deps), input.roles)
      if (own && (input.disabled || !roles.includes('admin'))) throw new AppError('account.selfChange')
      const after: AccountRecord = { ...record, roles, disabled: input.disabled }
      if (input.password !== undefined) {
        Object.assign(after, { passwordHash: await hashPassword(input.password, SIGN_IN_COST), failedAttempts: 0, lockedUntil: null })
      }
      await ctx.write(call, input.disabled && !record.disabled ? '停用账号' : '修改账号', async (tx) => tx.put(accounts, after))
      if (after.disabled || (input.password !== undefined && !own)) ctx.sessions.endAll(after.id, 'signedOut')
      else ctx.sessions.update(toSession(after))
      return toAccount(after)
    },
  }
}

/** People and their sign-in (domain.md §6 登录). */
export function createAccountsService(ctx: CoreContext, deps: AccountsDeps) {
  const captchas = createCaptchas({ maker: deps.captchas, ids: ctx.ports.ids, clock: ctx.ports.clock })
  const guard = createSignInGuard(ctx)
  return { ...registration(ctx, deps, captchas), ...signIn(ctx, deps, captchas, guard), ...passwords(ctx, deps, guard), ...accountCare(ctx, deps) }
}

export type AccountsService = ReturnType<typeof createAccountsService>
