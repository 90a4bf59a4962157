import { defineErrors } from './define'

export const accountErrors = defineErrors({
  'account.signInRequired': { message: '登录已失效', action: '请重新登录后继续，未提交的内容已存为草稿' },
  'account.roleRefused': { message: '当前账号没有此操作的权限', action: '请使用有权限的账号登录' },
  'account.stationRefused': { message: '本机角色不提供此操作', action: '请在对应角色的程序中办理' },
  'account.captchaWrong': { message: '验证码不正确或已过期', action: '请输入新的验证码' },
  'account.passwordWrong': { message: '账号或密码不正确，还可尝试 {left} 次', action: '请核对后重新输入' },
  'account.locked': { message: '密码连续错误 5 次，账号已锁定，{minutes} 分钟后可再试', action: '也可以用恢复码重置密码' },
  'account.disabled': { message: '该账号已停用', action: '请联系本机管理员' },
  'account.nameTaken': { message: '该账号已被注册', action: '请换一个账号，或直接登录' },
  'account.byAdminOnly': { message: '审核端的账号由管理员创建', action: '请联系本机管理员创建账号' },
  'account.roleUnavailable': { message: '本机不提供所选的账号角色', action: '请选择本机角色对应的账号角色' },
  'account.selfChange': { message: '不能停用或降低自己的权限', action: '请由另一位管理员操作' },
  'account.recoveryCodeWrong': { message: '恢复码不正确', action: '请对照首次设置时打印或抄下的恢复码逐组核对' },
})
