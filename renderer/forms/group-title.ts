import type { InjectionKey } from 'vue'

/** Title of the card a block stands in. */
export const GROUP_TITLE: InjectionKey<string> = Symbol('group title')
