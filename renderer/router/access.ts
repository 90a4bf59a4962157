import type { AccountRole, StationRole } from '#shared/filing/types'
import type { PageRoute } from './page-route'

/** May an account with these roles open the page on a station of this role? Comfort only: every command checks for itself. */
export function mayOpen(page: PageRoute, stationRole: StationRole | undefined, roles: readonly AccountRole[]): boolean {
  const access = page.access
  if (access === undefined) return roles.length > 0
  if (access === 'public') return true
  const stationFits = access.stations === undefined || (stationRole !== undefined && access.stations.includes(stationRole))
  return stationFits && roles.some((role) => access.roles.includes(role))
}
