import { defineErrors } from './define'

export const stationErrors = defineErrors({
  'station.alreadySetUp': { message: '本机已完成首次设置' },
  'station.setUpFailed': { message: '首次设置没有完成：{reason}', action: '请按提示处理后重试，或换一个数据文件夹' },
  'station.notInRecovery': { message: '数据已能正常打开，无需恢复', action: '请刷新页面后登录' },
  'station.beyondRepair': { message: '数据文件损坏：{file}', action: '原文件已原样保留，但没有可以恢复的版本。请从备份文件恢复，或放回数据文件夹的副本后重新打开' },
  'station.cardInvalid': { message: '这不是有效的站点名片', action: '请向审核端重新索取名片文件' },
  'station.cardRole': { message: '这是{role}的名片，需要审核端名片', action: '请向负责审核的站点索取名片' },
  'station.keyChanged': { message: '站点“{name}”的密钥与已登记的不同，未接受', action: '请与对方核实；确属更换密钥时应由对方出具换钥记录' },
  'station.unknown': { message: '没有登记该站点', action: '请先导入其站点名片并核对指纹' },
  'station.self': { message: '这是本机自己的名片', action: '请导入对方站点的名片' },
})
