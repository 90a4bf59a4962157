import type { Transaction } from '#core/store/store'

/** A message to an account, given inside the transaction it tells of. */
export interface NoticeText {
  accountId: string
  kind: string
  title: string
  body: string
  /** Route of the page it leads to. */
  link?: string
  /** Given once a key. */
  onceKey?: string
}

/** The part of the notices service that the filing services use. */
export interface NoticeGiver {
  add(tx: Transaction, notice: NoticeText): Promise<unknown>
}

export interface FilingDeps {
  notices: NoticeGiver
}
