/** The domain's fixed words (domain.md §1, §2, §4). Every list is a const array; its union type derives from it. */

export const STATION_ROLES = ['applicant', 'counter', 'review'] as const
export type StationRole = (typeof STATION_ROLES)[number]
export const STATION_ROLE_LABELS = { applicant: '申请端', counter: '窗口端', review: '审核端' } as const satisfies Record<StationRole, string>

export const ACCOUNT_ROLES = ['applicant', 'clerk', 'reviewer', 'admin'] as const
export type AccountRole = (typeof ACCOUNT_ROLES)[number]
export const ACCOUNT_ROLE_LABELS = { applicant: '经办人', clerk: '窗口人员', reviewer: '审核员', admin: '管理员' } as const satisfies Record<AccountRole, string>

/** The role of those who do a station's daily work; the only other one there is 管理员. */
export const WORKING_ROLES = { applicant: 'applicant', counter: 'clerk', review: 'reviewer' } as const satisfies Record<StationRole, AccountRole>

/** Asset kinds; each is also the id of the form that describes it. */
export const ASSET_KINDS = ['website', 'mobileApp', 'miniProgram', 'serviceProvider', 'appMarket', 'securityAssessment'] as const
export type AssetKind = (typeof ASSET_KINDS)[number]

export const APPLICATION_STATUSES = [
  'pending', 'inReview', 'awaitingInterview', 'awaitingSiteCheck', 'approved', 'rejected', 'returned', 'withdrawn', 'superseded',
] as const
export type ApplicationStatus = (typeof APPLICATION_STATUSES)[number]

export const DELIVERY_STATUSES = ['notExported', 'exported', 'received', 'decided'] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]

export const SUBJECT_STATUSES = [
  'awaitingEffect', 'valid', 'changing', 'cancelling', 'transferring', 'cancelled', 'transferred', 'notApproved',
] as const
export type SubjectStatus = (typeof SUBJECT_STATUSES)[number]

export const ASSET_STATUSES = ['inReview', 'filed', 'changing', 'cancelling', 'cancelled', 'notApproved'] as const
export type AssetStatus = (typeof ASSET_STATUSES)[number]

/** A region stored by code and the name it had then, so later renamings do not rewrite history (domain.md §9). */
export interface RegionRef {
  /** GB/T 2260 code of the district, six digits. */
  code: string
  /** Full name, e.g. 北京市/市辖区/东城区. */
  name: string
}

/** An attachment by content; the bytes lie in the store under `sha256` (architecture.md, rule 5). */
export interface AttachmentRef {
  /** Lower-case hex SHA-256 of the bytes. */
  sha256: string
  /** The name the person's file had; shown, never used as a path. */
  name: string
  /** Bytes. */
  size: number
  type: 'jpg' | 'png' | 'pdf'
  /** Pixels, pictures only. */
  width?: number
  height?: number
  /** PC-11 figures taken at upload, pictures only: mean luminance 0–255 and variance of the Laplacian. */
  brightness?: number
  sharpness?: number
}
