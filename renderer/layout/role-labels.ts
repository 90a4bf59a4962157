import type { StationRole } from '#shared/filing/types'

/** domain.md §1. */
export const STATION_ROLE_LABELS: Readonly<Record<StationRole, string>> = { applicant: '申请端', counter: '窗口端', review: '审核端' }
