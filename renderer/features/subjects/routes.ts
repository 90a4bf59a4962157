import { FILERS } from '#shared/contract/define'
import { businessPath, PAGE_PATHS } from '#shared/filing/page-paths'
import type { PageRoute } from '@/router/page-route'

/** Addresses come from shared/filing/page-paths.ts (PAGE_PATHS, businessPath): notices and search hits lead to the same ones. */
export const subjectsRoutes: readonly PageRoute[] = [
  {
    name: 'subject.create', path: businessPath('subject.create'), title: '新增主体', access: FILERS, menu: { group: 'subject', order: 10 },
    component: () => import('./SubjectCreatePage.vue'),
  },
  {
    name: 'subject.change', path: businessPath('subject.change'), title: '变更主体', access: FILERS, menu: { group: 'subject', order: 20 },
    component: () => import('./SubjectChangePage.vue'),
  },
  { name: 'subjects', path: PAGE_PATHS.subjects, title: '我的主体', access: FILERS, menu: { group: 'mine', order: 30 }, component: () => import('./SubjectsPage.vue') },
  {
    name: 'subject', path: PAGE_PATHS.subject, title: '主体详情', access: FILERS, trail: ['我的', { title: '我的主体', to: 'subjects' }],
    component: () => import('./SubjectPage.vue'),
  },
]
