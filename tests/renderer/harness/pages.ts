import type { PageRoute } from '../../../renderer/router/page-route'

/** Pages of the harness: real components of the foundation, one of each, with canned answers behind them. */
export const HARNESS_PAGES: readonly PageRoute[] = [
  { name: 'home', path: '/home', title: '首页', menu: { group: 'home', order: 1 }, component: () => import('./list-page') },
  { name: 'form', path: '/form', title: '新增主体', trail: ['开办主体管理'], menu: { group: 'subject', order: 1 }, component: () => import('./form-page') },
  { name: 'change', path: '/change', title: '变更主体', menu: { group: 'subject', order: 2 }, component: () => import('./change-page') },
  { name: 'site', path: '/site', title: '新办网站申请', menu: { group: 'website', order: 1 }, component: () => import('./site-page') },
  { name: 'list', path: '/list', title: '我的申请', menu: { group: 'mine', order: 2 }, component: () => import('./list-page') },
  { name: 'detail', path: '/detail', title: '申请详情', trail: ['我的', { title: '我的申请', to: 'list' }], component: () => import('./detail-page') },
  { name: 'notices', path: '/notices', title: '系统通知', component: () => import('./list-page') },
  { name: 'accountSecurity', path: '/account', title: '账号安全', component: () => import('./list-page') },
  { name: 'sign-in', path: '/sign-in', title: '用户登录', layout: 'plain', access: 'public', component: () => import('./list-page') },
]
