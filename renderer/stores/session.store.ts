import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { AccountRole } from '#shared/filing/types'
import type { EventPayload, Output } from '#shared/contract/registry'
import { chinaDate } from '#shared/filing/china-time'
import { invoke, listen } from '@/bridge/client'

export type SignedInAccount = NonNullable<Output<'accounts.session'>['account']>


/** Who is signed in at this window. */
export const useSessionStore = defineStore('session', () => {
  const account = shallowRef<SignedInAccount | null>(null)
  /** Minutes without activity after which the session ends. */
  const idleMinutes = ref(0)
  /** Set when the session ended by itself; the sign-in page says so. */
  const endedBy = ref<EventPayload<'session.ended'>['reason']>()
  const known = ref(false)
  /** How far this page's clock is from the trusted side's. Milliseconds. */
  const clockOffset = ref(0)

  const signedIn = computed(() => account.value !== null)
  const hasRole = (roles: readonly AccountRole[]): boolean => account.value?.roles.some((role) => roles.includes(role)) ?? false

  async function refresh(): Promise<void> {
    const session = await invoke('accounts.session', {})
    account.value = session.account
    idleMinutes.value = session.idleMinutes
    clockOffset.value = Date.parse(session.clockNow) - Date.now()
    known.value = true
    if (session.account !== null) endedBy.value = undefined
  }

  async function signOut(): Promise<void> {
    await invoke('accounts.signOut', {})
    account.value = null
    endedBy.value = 'signedOut'
  }

  /** The trusted side's time. */
  const now = (): Date => new Date(Date.now() + clockOffset.value)
  /** Today in China, YYYY-MM-DD. */
  const today = (): string => chinaDate(now().getTime())

  listen('session.ended', ({ reason }) => {
    account.value = null
    endedBy.value = reason
  })
  return { account, idleMinutes, endedBy, known, signedIn, hasRole, refresh, signOut, now, today }
})
