import { defineErrors } from './define'

export const bundleErrors = defineErrors({
  'bundle.loneSubject': { message: '“{name}”的新增主体申请不能单独交接：公安机关不会单独进行主体审核', action: '请同时选择该主体的至少一个网站等业务申请' },
  'bundle.nothingSelected': { message: '没有选择任何申请', action: '请至少选择一个申请' },
})
