import type { RouteLocationNormalized, RouteLocationRaw, Router } from 'vue-router'
import { notifyInfo } from '@/components/notify'
import { useSessionStore } from '@/stores/session.store'
import { useStationStore } from '@/stores/station.store'
import { mayOpen } from './access'
import { HOME_PATH, QUEUE_PATH, RECOVERY_PATH, SET_UP_PATH, SIGN_IN_PATH } from './places'

const START_OF_PHASE = { fresh: SET_UP_PATH, recovery: RECOVERY_PATH } as const

/** First page after sign-in: the queue on a review station for reviewers, else 首页. */
export function startPath(): string {
  const session = useSessionStore()
  return useStationStore().role === 'review' && session.hasRole(['reviewer']) ? QUEUE_PATH : HOME_PATH
}

async function learn(): Promise<void> {
  const station = useStationStore()
  const session = useSessionStore()
  if (station.status === undefined || station.phase !== 'ready') await station.refresh()
  if (station.phase !== 'ready' || session.known) return
  try {
    await session.refresh()
  } catch (error) {
    station.error = error
  }
}

/** Where a visit must go instead: set-up, recovery, sign-in (the target is kept), or the start page. */
function insteadOf(to: RouteLocationNormalized): RouteLocationRaw | true {
  const station = useStationStore()
  const session = useSessionStore()
  const page = to.meta.page
  // App shows the failure instead of any page.
  if (station.phase === undefined || station.error !== undefined) return true
  if (station.phase !== 'ready') return page?.phase === station.phase ? true : START_OF_PHASE[station.phase]
  if (page?.phase !== undefined) return session.signedIn ? startPath() : SIGN_IN_PATH
  if (!session.signedIn && page?.access !== 'public') {
    return { path: SIGN_IN_PATH, query: to.path === '/' ? {} : { to: to.fullPath } }
  }
  if (page === undefined) return to.path === '/' ? startPath() : true
  if (session.signedIn && to.path === SIGN_IN_PATH) return startPath()
  if (session.signedIn && !mayOpen(page, station.role, session.account?.roles ?? [])) {
    notifyInfo('当前账号不能使用该页面')
    return to.path === startPath() ? true : startPath()
  }
  return true
}

export function installGuards(router: Router): void {
  router.beforeEach(async (to) => {
    await learn()
    const instead = insteadOf(to)
    if (typeof instead === 'string' && router.resolve(instead).path === to.path) return true
    return instead
  })
}
