import type { Output } from '#shared/contract/registry'
import type { Tone } from '#shared/filing/state-labels'
import { businessLabel, isBusinessType } from '#shared/filing/business-types'
import { BUNDLE_TYPE_LABELS } from '#shared/bundle/bundle-types'
import { WITHDRAWAL } from '#shared/bundle/withdrawal'

export type BundleTypeName = Output<'bundles.preview'>['type']
type Word = { label: string; tone: Tone }

export const bundleTypeLabel = (type: BundleTypeName): string => BUNDLE_TYPE_LABELS[type]

/** What taking an item in would do. */
export const VERDICT_WORDS: Record<Output<'bundles.preview'>['items'][number]['verdict'], Word> = {
  new: { label: '新收', tone: 'success' },
  newer: { label: '新的修订', tone: 'primary' },
  identical: { label: '已有相同内容', tone: 'info' },
  conflicting: { label: '有冲突，搁置', tone: 'warning' },
  refused: { label: '不能接收，搁置', tone: 'danger' },
}

/** What became of an item. */
export const OUTCOME_WORDS: Record<Output<'bundles.accept'>['items'][number]['outcome'], Word> = {
  taken: { label: '已接收', tone: 'success' },
  unchanged: { label: '已有，未改动', tone: 'info' },
  setAside: { label: '已搁置', tone: 'warning' },
}

export const LEDGER_WORDS: Record<Output<'bundles.log'>['entries'][number]['status'], Word> = {
  made: { label: '已生成，待回执', tone: 'info' },
  acknowledged: { label: '对方已签收', tone: 'success' },
  accepted: { label: '已导入', tone: 'success' },
  quarantined: { label: '已隔离', tone: 'danger' },
}

/** Business types as people read them; a receipt's document is the receipt itself. */
export function itemTypeLabel(type: string): string {
  if (isBusinessType(type)) return businessLabel(type)
  return type === WITHDRAWAL ? '撤销申请' : '回执'
}
