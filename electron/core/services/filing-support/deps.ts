import type { NoticesService } from '../notices/notices.service'

/** What the filing services need of others. */
export interface FilingDeps {
  notices: Pick<NoticesService, 'add'>
}
