/** Fixed addresses the guards lead to; the auth and home domains own the pages. */
export const SET_UP_PATH = '/setup'
export const RECOVERY_PATH = '/recovery'
export const SIGN_IN_PATH = '/sign-in'
export const HOME_PATH = '/home'
export const QUEUE_PATH = '/review/queue'
