import { defineErrors } from './define'

export const handoverErrors = defineErrors({
  'handover.typeRefused': { message: '{role}不接收“{type}”', action: '请在对应角色的程序中导入' },
  'handover.senderUntrusted': { message: '发送方“{name}”尚未登记', action: '请与对方核对指纹并勾选确认，或先导入其站点名片' },
  'handover.incomingGone': { message: '要导入的文件已不在', action: '请重新选择交接包文件' },
  'handover.fileGone': { message: '交接包文件已不在程序的导出文件夹', action: '请重新导出' },
  'handover.notReviewStation': { message: '“{name}”不是审核端', action: '请选择审核端' },
  'handover.notExportable': { message: '“{title}”不能导出：{reason}', action: '请刷新后重新选择' },
  'handover.stationStored': { message: '写入“{path}”失败：{reason}', action: '请检查磁盘空间、权限，或换一个位置后重试' },
})
