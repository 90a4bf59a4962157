import { defineErrors } from './define'

export const generalErrors = defineErrors({
  'general.unknownCommand': { message: '程序不认识这个操作', action: '请更新到最新版本后重试' },
  'general.invalidInput': { message: '提交的内容有误', action: '请按各字段的提示修改后重试' },
  'general.unexpected': { message: '程序内部出错，操作没有完成，已保存的数据不受影响', action: '请重试；如仍出现，请把错误编号告诉技术支持' },
  'general.notFound': { message: '没有找到该记录', action: '它可能已被删除，请返回列表刷新后重试' },
  'general.cancelled': { message: '操作已取消，没有保存任何内容' },
  'general.notReady': { message: '程序尚未完成首次设置', action: '请先完成首次设置' },
})
