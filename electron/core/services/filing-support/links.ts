import { PAGE_PATHS, pathOf } from '#shared/filing/page-paths'
import type { AssetKind } from '#shared/filing/types'

/** Routes of the pages that notices, reminders and search hits lead to. */
export const linkTo = {
  application: (id: string): string => pathOf('application', id),
  draft: (id: string): string => pathOf('draft', id),
  drafts: (): string => PAGE_PATHS.drafts,
  subject: (id: string): string => pathOf('subject', id),
  asset: (_kind: AssetKind, id: string): string => pathOf('asset', id),
  reviewItem: (id: string): string => pathOf('reviewItem', id),
}
