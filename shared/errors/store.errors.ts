import { defineErrors } from './define'

export const storeErrors = defineErrors({
  'store.locked': { message: '数据文件夹正由“{holder}”使用', action: '请先关闭正在使用它的程序，再重新打开' },
  'store.wrongKey': { message: '本机密钥不能打开这份数据', action: '请输入恢复码恢复' },
  'store.passphraseNeeded': { message: '打开数据需要启动口令', action: '请输入启动口令；忘记时可用恢复码打开，启动口令随即取消' },
  'store.passphraseWrong': { message: '启动口令不正确', action: '请核对大小写后重新输入；忘记时可在启动时用恢复码打开' },
  'store.damaged': { message: '数据文件损坏：{file}', action: '原文件已原样保留，请在恢复页面选择最近的完整版本' },
  'store.missing': { message: '数据文件夹里有以前的痕迹，但缺少主要文件', action: '请核对数据文件夹位置或从备份恢复，程序不会自动新建' },
  'store.unreachable': { message: '数据文件夹无法读写（{reason}）', action: '请检查磁盘是否连接、是否有读写权限，处理后重新打开' },
  'store.newerVersion': { message: '数据由更新的版本（{version}）写入', action: '请升级程序后再打开' },
  'store.readOnly': { message: '数据目前只能查看，不能保存：{reason}', action: '请按页面上方的提示处理后重新打开程序' },
  'store.writeFailed': { message: '写入磁盘失败：{reason}，本次修改没有保存', action: '请检查磁盘空间和权限，处理后重新打开程序' },
  'store.diskFull': { message: '磁盘空间不足，本次修改没有保存', action: '请清理磁盘后重新打开程序' },
  'store.recoveryCodeMistyped': { message: '恢复码输入有误', action: '恢复码共 8 组、每组 4 位，请对照打印或抄下的恢复码逐组核对' },
  'store.recoveryCodeWrong': { message: '恢复码不能打开这份数据', action: '请确认这是该数据文件夹或备份文件对应的恢复码' },
  'store.olderGeneration': { message: '该版本由升级前的程序写入，不能直接恢复', action: '请选择升级之后的版本' },
  'store.backupInvalid': { message: '备份文件不完整或已损坏', action: '请换一份备份文件，或重新复制后再试' },
  'store.folderInUse': { message: '该文件夹里已有数据', action: '请选择空文件夹，或选择先保留现有数据再恢复' },
})
