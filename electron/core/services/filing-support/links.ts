import type { AssetKind } from '#shared/filing/types'

/** Routes of the pages that notices, reminders and search hits lead to (renderer/features/<domain>/routes.ts). */
export const linkTo = {
  application: (id: string): string => `/mine/applications/${id}`,
  draft: (id: string): string => `/mine/drafts/${id}`,
  drafts: (): string => '/mine/drafts',
  subject: (id: string): string => `/mine/subjects/${id}`,
  asset: (_kind: AssetKind, id: string): string => `/mine/assets/${id}`,
  reviewItem: (id: string): string => `/review/applications/${id}`,
}
