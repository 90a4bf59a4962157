import { defineErrors } from './define'

export const filingErrors = defineErrors({
  'filing.noSubject': { message: '您当前尚无有效主体，请先申请主体', action: '请先办理新增主体' },
  'filing.openRequest': { message: '存在审核中的单据', action: '请等待审核完成或撤销后再提交' },
  'filing.fieldsInvalid': { message: '有 {count} 处内容需要修改', action: '请按提示逐项修改后再提交' },
  'filing.precheckFailed': { message: '预检有 {count} 项错误', action: '请按预检结果修改后再提交' },
  'filing.reasonsMissing': { message: '预检有 {count} 项提醒需要说明原因', action: '请在预检面板逐项填写说明，或修改内容' },
  'filing.withdrawLate': { message: '提交已超过 30 分钟，不能撤销', action: '如需修改，请等待审核结果' },
  'filing.withdrawState': { message: '当前状态“{status}”不能撤销', action: '只有“待审核”的申请可以撤销' },
  'filing.stateRefused': { message: '当前状态“{status}”不能进行“{action}”', action: '请刷新后查看最新状态' },
  'filing.readOnlyField': { message: '该信息不能修改', action: '请恢复原值' },
  'filing.notAcknowledged': { message: '请先阅读并勾选告知书', action: '阅读告知书后勾选，再提交' },
  'filing.notNow': { message: '{reason}', action: '请刷新后查看最新状态' },
  'filing.nothingChanged': { message: '没有修改任何内容', action: '请修改需要变更的内容后再提交' },
  'filing.businessUnknown': { message: '本版本不能办理该业务', action: '请更新到最新版本后重试' },
  'filing.numberMissing': { message: '尚未取得备案号', action: '请在审核通过并导入结果后再操作' },
  'filing.draftGone': { message: '草稿已过期或已删除', action: '请重新填写' },
})
