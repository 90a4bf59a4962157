import type { BundleType } from './envelope'

/** A bundle's type as people read it. */
export const BUNDLE_TYPE_LABELS: Record<BundleType, string> = {
  'application-batch': '申请交接包', 'decision-batch': '审核结果', receipt: '回执', transfer: '主体移交', 'transfer-acceptance': '主体接收', register: '登记簿',
  'trust-list': '信任名单', 'dictionary-update': '字典更新',
}
