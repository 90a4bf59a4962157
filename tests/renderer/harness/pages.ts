import type { Component } from 'vue'
import type { PageRoute } from '../../../renderer/router/page-route'

/** A named export as a page. */
const page = <K extends string>(load: () => Promise<Record<K, Component>>, name: K) => async () => ({ default: (await load())[name] })

/** Pages of the harness: real components of the foundation, one of each, with canned answers behind them. */
export const HARNESS_PAGES: readonly PageRoute[] = [
  { name: 'home', path: '/home', title: '首页', menu: { group: 'home', order: 1 }, component: page(() => import('./list-page'), 'ListPage') },
  { name: 'form', path: '/form', title: '新增主体', trail: ['开办主体管理'], menu: { group: 'subject', order: 1 }, component: page(() => import('./form-page'), 'FormPage') },
  { name: 'change', path: '/change', title: '变更主体', menu: { group: 'subject', order: 2 }, component: page(() => import('./change-page'), 'ChangePage') },
  { name: 'site', path: '/site', title: '新办网站申请', menu: { group: 'website', order: 1 }, component: page(() => import('./site-page'), 'SitePage') },
  { name: 'list', path: '/list', title: '我的申请', menu: { group: 'mine', order: 2 }, component: page(() => import('./list-page'), 'ListPage') },
  { name: 'detail', path: '/detail', title: '申请详情', trail: ['我的', { title: '我的申请', to: 'list' }], component: page(() => import('./detail-page'), 'DetailPage') },
  { name: 'notices', path: '/notices', title: '系统通知', importsBundles: true, remakeOn: ['incoming'], component: page(() => import('./list-page'), 'ListPage') },
  { name: 'accountSecurity', path: '/account', title: '账号安全', component: page(() => import('./list-page'), 'ListPage') },
  { name: 'sign-in', path: '/sign-in', title: '用户登录', layout: 'plain', access: 'public', component: page(() => import('./list-page'), 'ListPage') },
]
