/** What a withdrawal is called where an application has its business type: in previews and in 交接记录. */
export const WITHDRAWAL = 'withdrawal'
