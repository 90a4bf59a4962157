import type { ApplicationStatus, AssetStatus, DeliveryStatus, SubjectStatus } from './types'

/** Colour of a status tag; always shown with its word (ui.md). */
export type Tone = 'success' | 'warning' | 'danger' | 'info' | 'primary'
export interface StatusLabel {
  readonly label: string
  readonly tone: Tone
}

/** domain.md §4. */
export const APPLICATION_STATUS_LABELS: Readonly<Record<ApplicationStatus, StatusLabel>> = {
  pending: { label: '待审核', tone: 'info' },
  inReview: { label: '审核中', tone: 'primary' },
  awaitingInterview: { label: '待面审', tone: 'warning' },
  awaitingSiteCheck: { label: '待实地检查', tone: 'warning' },
  approved: { label: '审核通过', tone: 'success' },
  rejected: { label: '审核不通过', tone: 'danger' },
  returned: { label: '退回补正', tone: 'warning' },
  withdrawn: { label: '已撤销', tone: 'info' },
  superseded: { label: '已失效', tone: 'info' },
}

export const DELIVERY_STATUS_LABELS: Readonly<Record<DeliveryStatus, StatusLabel>> = {
  notExported: { label: '未导出', tone: 'warning' },
  exported: { label: '已导出', tone: 'info' },
  received: { label: '已签收', tone: 'primary' },
  decided: { label: '结果已导入', tone: 'success' },
}

export const SUBJECT_STATUS_LABELS: Readonly<Record<SubjectStatus, StatusLabel>> = {
  awaitingEffect: { label: '待生效', tone: 'info' },
  valid: { label: '有效', tone: 'success' },
  changing: { label: '变更中', tone: 'primary' },
  cancelling: { label: '注销中', tone: 'warning' },
  transferring: { label: '移交中', tone: 'warning' },
  cancelled: { label: '已注销', tone: 'info' },
  transferred: { label: '已移交', tone: 'info' },
  notApproved: { label: '未通过', tone: 'danger' },
}

export const ASSET_STATUS_LABELS: Readonly<Record<AssetStatus, StatusLabel>> = {
  inReview: { label: '审核中', tone: 'primary' },
  filed: { label: '已备案', tone: 'success' },
  changing: { label: '变更中', tone: 'primary' },
  cancelling: { label: '注销中', tone: 'warning' },
  cancelled: { label: '已注销', tone: 'info' },
  notApproved: { label: '未通过', tone: 'danger' },
}

const PENDING_NEXT: Readonly<Record<DeliveryStatus, string>> = {
  notExported: '请在【导出交接包】中导出本申请，交给管辖地审核端',
  exported: '交接包已导出，等待审核端签收；收到回执后请导入',
  received: '审核端已签收，等待民警审核；收到结果后请导入',
  decided: '等待民警审核',
}

const NEXT: Readonly<Record<Exclude<ApplicationStatus, 'pending'>, string>> = {
  inReview: '民警正在审核，请留意审核结果',
  awaitingInterview: '请按通知的时间携带材料到场面审',
  awaitingSiteCheck: '请按通知的时间配合实地检查',
  approved: '审核已通过，本申请已办结',
  rejected: '审核未通过，请查看审核意见，修改后可重新申请',
  returned: '请按审核意见逐项补正后重新提交',
  withdrawn: '申请已撤销，可修改后重新提交',
  superseded: '申请已失效，无需再办理',
}

/** Who is waiting for whom and what comes next (ui.md, "Lists and details"), as the applicant sees it. */
export function nextStep(status: ApplicationStatus, delivery: DeliveryStatus): string {
  return status === 'pending' ? PENDING_NEXT[delivery] : NEXT[status]
}

const SUBJECT_NEXT: Readonly<Record<SubjectStatus, string>> = {
  awaitingEffect: '请同时办理至少一个网站、APP等业务申请：公安机关不会单独进行主体审核',
  valid: '主体有效，可办理变更、注销、移交及各项业务',
  changing: '变更申请审核中，请等待审核结果',
  cancelling: '注销申请审核中，请等待审核结果',
  transferring: '等待接收方接收，接收前可撤回',
  cancelled: '主体已注销',
  transferred: '主体已移交给接收方',
  notApproved: '新增主体未通过或已撤销，可修改后重新提交',
}
/** What comes next for a subject. */
export const subjectNext = (status: SubjectStatus): string => SUBJECT_NEXT[status]

const ASSET_NEXT: Readonly<Record<AssetStatus, string>> = {
  inReview: '申请审核中，请在我的申请中查看进度',
  filed: '已备案，信息变更后请于 30 日内提交变更',
  changing: '变更申请审核中，请等待审核结果',
  cancelling: '注销申请审核中，请等待审核结果',
  cancelled: '已注销',
  notApproved: '申请未通过或已撤销，可修改后重新提交',
}
/** What comes next for an asset. */
export const assetNext = (status: AssetStatus): string => ASSET_NEXT[status]
