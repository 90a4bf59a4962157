import type { Output } from '#shared/contract/registry'

export type RegisterRow = Output<'register.search'>['rows'][number]

/** 网站类别. */
export const interactiveWord = (interactive: boolean): string => (interactive ? '交互式' : '非交互式')
/** 开办主体性质. */
export const natureWord = (nature: RegisterRow['nature']): string => (nature === 'individual' ? '个人' : '单位')
