import { ASSET_KINDS, type AssetKind } from './types'

/** What an application asks for. `supplement` and `redo` belong to security assessments. */
export type BusinessAction = 'create' | 'change' | 'cancel' | 'transfer' | 'supplement' | 'redo'
/** What an application is about: the subject itself or one of its assets. */
export type BusinessKind = 'subject' | AssetKind
/** Form of cancellations and transfers (domain.md §3.9) beside the forms of the kinds. */
export type BusinessForm = BusinessKind | 'cancellation' | 'transfer'

interface BusinessTypeShape {
  readonly id: string
  /** The manual's words; also the entry of the menu. */
  readonly label: string
  readonly form: BusinessForm
  readonly kind: BusinessKind
  readonly action: BusinessAction
}

/** The one table of business types, in the order of the left menu (domain.md §2, §6). */
export const BUSINESS_TYPES = [
  { id: 'subject.create', label: '新增主体', form: 'subject', kind: 'subject', action: 'create' },
  { id: 'subject.change', label: '变更主体', form: 'subject', kind: 'subject', action: 'change' },
  { id: 'subject.cancel', label: '注销主体', form: 'cancellation', kind: 'subject', action: 'cancel' },
  { id: 'subject.transfer', label: '移交主体', form: 'transfer', kind: 'subject', action: 'transfer' },
  { id: 'website.create', label: '新办网站申请', form: 'website', kind: 'website', action: 'create' },
  { id: 'website.change', label: '变更网站', form: 'website', kind: 'website', action: 'change' },
  { id: 'website.cancel', label: '注销网站', form: 'cancellation', kind: 'website', action: 'cancel' },
  { id: 'mobileApp.create', label: '新增APP', form: 'mobileApp', kind: 'mobileApp', action: 'create' },
  { id: 'mobileApp.change', label: '变更APP', form: 'mobileApp', kind: 'mobileApp', action: 'change' },
  { id: 'mobileApp.cancel', label: '注销APP', form: 'cancellation', kind: 'mobileApp', action: 'cancel' },
  { id: 'miniProgram.create', label: '新增小程序', form: 'miniProgram', kind: 'miniProgram', action: 'create' },
  { id: 'miniProgram.change', label: '变更小程序', form: 'miniProgram', kind: 'miniProgram', action: 'change' },
  { id: 'miniProgram.cancel', label: '注销小程序', form: 'cancellation', kind: 'miniProgram', action: 'cancel' },
  { id: 'serviceProvider.create', label: '新增服务商', form: 'serviceProvider', kind: 'serviceProvider', action: 'create' },
  { id: 'serviceProvider.change', label: '变更服务商', form: 'serviceProvider', kind: 'serviceProvider', action: 'change' },
  { id: 'serviceProvider.cancel', label: '注销服务商', form: 'cancellation', kind: 'serviceProvider', action: 'cancel' },
  { id: 'appMarket.create', label: '新增应用市场', form: 'appMarket', kind: 'appMarket', action: 'create' },
  { id: 'appMarket.change', label: '变更应用市场', form: 'appMarket', kind: 'appMarket', action: 'change' },
  { id: 'appMarket.cancel', label: '注销应用市场', form: 'cancellation', kind: 'appMarket', action: 'cancel' },
  { id: 'securityAssessment.create', label: '新增安全评估', form: 'securityAssessment', kind: 'securityAssessment', action: 'create' },
  { id: 'securityAssessment.supplement', label: '补充说明', form: 'securityAssessment', kind: 'securityAssessment', action: 'supplement' },
  { id: 'securityAssessment.redo', label: '重新评估', form: 'securityAssessment', kind: 'securityAssessment', action: 'redo' },
] as const satisfies readonly BusinessTypeShape[]

export type BusinessType = (typeof BUSINESS_TYPES)[number]['id']
export interface BusinessTypeEntry extends BusinessTypeShape {
  readonly id: BusinessType
}

export const BUSINESS_TYPE_IDS: readonly BusinessType[] = BUSINESS_TYPES.map((entry) => entry.id)

/** Groups of the left menu and of the tiles of 业务办理. */
export const BUSINESS_GROUPS: Readonly<Record<BusinessKind, { menu: string; tile: string; thing: string }>> = {
  subject: { menu: '开办主体管理', tile: '开办主体', thing: '开办主体' },
  website: { menu: '网站业务', tile: '网站业务', thing: '网站' },
  mobileApp: { menu: 'APP业务', tile: 'APP业务', thing: 'APP' },
  miniProgram: { menu: '小程序业务', tile: '小程序业务', thing: '小程序' },
  serviceProvider: { menu: '服务商业务', tile: '服务商业务', thing: '服务商' },
  appMarket: { menu: '应用市场业务', tile: '应用市场业务', thing: '应用市场' },
  securityAssessment: { menu: '安全评估', tile: '安全评估', thing: '安全评估' },
}

export const isBusinessType = (id: string): id is BusinessType => BUSINESS_TYPES.some((entry) => entry.id === id)
export const isAssetKind = (kind: BusinessKind): kind is AssetKind => (ASSET_KINDS as readonly string[]).includes(kind)

/** The entry of a business type; throws on an id that is none, which only a defect can produce. */
export function businessType(id: string): BusinessTypeEntry {
  const entry = BUSINESS_TYPES.find((candidate) => candidate.id === id)
  if (!entry) throw new Error(`unknown business type ${id}`)
  return entry
}
export const businessLabel = (id: string): string => businessType(id).label
