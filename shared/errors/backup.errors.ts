import { defineErrors } from './define'

export const backupErrors = defineErrors({
  'backup.stationInUse': { message: '本机已有数据，不能用备份文件覆盖', action: '请在另一台电脑上恢复备份文件，或在“数据与备份”页恢复到自动保留的版本' },
  'backup.notNow': { message: '当前的问题不能用备份文件解决', action: '请先按页面提示处理，再重新打开' },
  'backup.fileGone': { message: '备份文件已不在程序的备份文件夹', action: '请重新导出备份文件' },
  'backup.uploadGone': { message: '要恢复的备份文件已不在', action: '请重新选择备份文件' },
})
