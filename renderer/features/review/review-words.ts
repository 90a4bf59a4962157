import { businessType, isAssetKind } from '#shared/filing/business-types'
import type { Input, Output } from '#shared/contract/registry'
import type { ApplicationAction } from '#shared/filing/states'
import type { Field } from '#shared/forms/types'

export type ReviewItem = Output<'review.get'>
export type QueueRow = Output<'review.queue'>['rows'][number]
export type Outcome = Input<'review.decide'>['outcome']

/** Which action of the state table each outcome is. */
export const OUTCOME_OF = { approve: 'approved', return: 'returned', reject: 'rejected' } as const satisfies Partial<Record<ApplicationAction, Outcome>>

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR

/** How long something has waited: 3 天, 5 小时, 不到 1 小时. */
export function ageText(since: string, now: Date): string {
  const age = now.getTime() - Date.parse(since)
  if (age >= DAY) return `${Math.floor(age / DAY)} 天`
  return age >= HOUR ? `${Math.floor(age / HOUR)} 小时` : '不到 1 小时'
}

/** 北京市/市辖区/朝阳区 → 北京市朝阳区. */
export const placeText = (name: string): string => name.split('/').filter((part) => part !== '市辖区' && part !== '县').join('')

/** Opinions a reviewer writes often; one click puts them at the field. */
const PICTURE_PHRASES = ['图片不清晰，请重新上传', '证件已过有效期，请上传有效证件', '图片与填写内容不一致，请核对'] as const
const TEXT_PHRASES = ['与证件不一致，请对照证件修改', '填写不完整，请补充', '与工信部备案信息不一致，请核对'] as const
const PICTURE_KINDS: readonly Field['kind'][] = ['image', 'images', 'pdf', 'upload']
export const phrasesFor = (kind: Field['kind']): readonly string[] => (PICTURE_KINDS.includes(kind) ? PICTURE_PHRASES : TEXT_PHRASES)

export const DUPLICATE_WORDS: Readonly<Record<ReviewItem['duplicates'][number]['kind'], string>> = { domain: '域名', certificate: '证件', picture: '图片' }

/** How the responsible person was verified (domain.md §3.9). */
export const VERIFICATION_WORDS: Readonly<Record<string, string>> = { totp: '身份验证器', local: '本机验证码（未经短信核验）' }

function approvalConsequence(type: string, example: string | undefined): string {
  const { kind, action } = businessType(type)
  if (!isAssetKind(kind)) {
    if (action === 'create') return '主体生效，同一主体的业务申请可以继续审核。'
    return action === 'cancel' ? '主体注销，其名下已备案的项目一并注销。' : '主体信息按本申请变更。'
  }
  if (action === 'cancel') return '登记簿中改为已注销，备案号不再有效。'
  if (action === 'create') return example === undefined ? '发放备案号，并记入登记簿。' : `发放备案号，预计为 ${example}，并记入登记簿。`
  return '登记簿按本申请更新，备案号不变。'
}

/** What an outcome leads to; shown before it is given. */
export function consequenceOf(outcome: Outcome, type: string, example?: string): string {
  const texts: Record<Outcome, () => string> = {
    approved: () => approvalConsequence(type, example),
    returned: () => '申请端导入结果后，按意见逐项补正并再次提交，届时重新进入待审队列。',
    rejected: () => '本申请就此办结，不能补正；需要办理的，由申请人另行提交申请。',
  }
  return texts[outcome]()
}
