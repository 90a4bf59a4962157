import type { BusinessType } from './business-types'

/**
 * Addresses of the pages that notices, reminders and search hits lead to; the renderer's route tables use the same ones,
 * so a link stored today still leads somewhere tomorrow.
 */
export const PAGE_PATHS = {
  applications: '/mine/applications',
  application: '/mine/applications/:id',
  drafts: '/mine/drafts',
  draft: '/mine/drafts/:id',
  subjects: '/mine/subjects',
  subject: '/mine/subjects/:id',
  websites: '/mine/websites',
  asset: '/mine/assets/:id',
  reviewItem: '/review/applications/:id',
  notices: '/notices',
  export: '/handover/export',
  import: '/handover/import',
} as const

/** The page on which a business is begun: `/business/website.create`. */
export const businessPath = (type: BusinessType): string => `/business/${type}`

/** The address of one record's page. */
export const pathOf = (page: 'application' | 'draft' | 'subject' | 'asset' | 'reviewItem', id: string): string => PAGE_PATHS[page].replace(':id', id)
