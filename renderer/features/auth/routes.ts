import type { PageRoute } from '@/router/page-route'

export const authRoutes: readonly PageRoute[] = [
  { name: 'set-up', path: '/setup', title: '首次设置', layout: 'plain', access: 'public', phase: 'fresh', component: () => import('./SetUpPage.vue') },
  { name: 'recovery', path: '/recovery', title: '数据恢复', layout: 'plain', access: 'public', phase: 'recovery', component: () => import('./RecoveryPage.vue') },
  { name: 'sign-in', path: '/sign-in', title: '用户登录', layout: 'plain', access: 'public', component: () => import('./SignInPage.vue') },
  { name: 'register-account', path: '/register-account', title: '注册账号', layout: 'plain', access: 'public', component: () => import('./RegisterPage.vue') },
  { name: 'reset-password', path: '/reset-password', title: '忘记密码', layout: 'plain', access: 'public', component: () => import('./ResetPasswordPage.vue') },
]
