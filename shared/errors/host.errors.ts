import { defineErrors } from './define'

/** What the shells refuse before a request reaches the services. */
export const hostErrors = defineErrors({
  'host.tokenRequired': { message: '本次访问没有有效的凭证', action: '请用程序启动时显示的完整地址重新打开' },
  'host.foreignRequest': { message: '拒绝来自其他网站或其他地址的请求', action: '请用程序启动时显示的完整地址打开' },
  'host.methodRefused': { message: '不支持这种请求方式', action: '请在程序页面内操作' },
  'host.contentTypeRefused': { message: '请求内容的类型不正确', action: '请在程序页面内操作' },
  'host.notJson': { message: '请求内容不是有效的 JSON', action: '请在程序页面内操作' },
  'host.tooLarge': { message: '请求内容超过 {limit} MB 的上限', action: '附件请用上传功能提交' },
  'host.pageNotFound': { message: '没有这个页面', action: '请回到程序首页' },
})
