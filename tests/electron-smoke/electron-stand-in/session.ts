import type { Session } from 'electron'
import { protocol } from './page-origin'

type RequestListener = Parameters<Session['webRequest']['onBeforeRequest']>[0]
type Filtered = (details: { url: string }, decide: (response: { cancel?: boolean }) => void) => void

let filter: { urls: string[]; listener: Filtered } | undefined
let permissionRequests: Parameters<Session['setPermissionRequestHandler']>[0] = null

function matches(pattern: string, url: URL): boolean {
  return url.protocol === `${pattern.split('://', 1)[0]}:`
}

/** Whether the program lets this request out: it cancels every one of the network. */
export function isCancelled(address: string): Promise<boolean> {
  const url = new URL(address)
  const active = filter
  if (active === undefined || !active.urls.some((pattern) => matches(pattern, url))) return Promise.resolve(false)
  return new Promise((resolve) => active.listener({ url: address }, (response) => resolve(response.cancel === true)))
}

export const guardsPermissions = (): boolean => permissionRequests !== null

function onBeforeRequest(filterOrListener: RequestListener | { urls: string[] }, listener?: unknown): void {
  if (filterOrListener === null || typeof filterOrListener === 'function') throw new Error('only filtered listeners are known here')
  filter = { urls: filterOrListener.urls ?? [], listener: listener as Filtered }
}

const defaultSession = {
  protocol,
  webRequest: { onBeforeRequest },
  setPermissionRequestHandler(handler: typeof permissionRequests) {
    permissionRequests = handler
  },
  setPermissionCheckHandler(_handler: Parameters<Session['setPermissionCheckHandler']>[0]) {},
  setDevicePermissionHandler(_handler: Parameters<Session['setDevicePermissionHandler']>[0]) {},
}
defaultSession satisfies Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>

export const session = { defaultSession }
