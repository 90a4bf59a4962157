import { defineErrors } from './define'

export const reviewErrors = defineErrors({
  'review.claimedByOther': { message: '该申请已由 {name} 认领', action: '请在待审队列选择其他申请' },
  'review.notClaimed': { message: '请先认领该申请', action: '点击【认领】后再审核' },
  'review.opinionMissing': { message: '请填写审核意见', action: '退回补正或不通过时，至少填写一条字段意见或总体意见' },
  'review.lonelySubject': { message: '公安机关不会单独进行主体审核', action: '请与该主体的网站等业务申请一并审核' },
  'review.subjectFirst': { message: '所属主体尚未审核通过', action: '请先审核同一主体的新增主体申请' },
  'review.decided': { message: '该申请已有审核结果', action: '请刷新后查看' },
  'review.numberingIncomplete': { message: '正式发号设置不完整', action: '请由管理员在发号设置中填写 6 位公安机关代码' },
})
