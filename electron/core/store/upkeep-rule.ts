/** When the journal is brought into shards. Constants, so that they are found and changed in one place. */
export const UPKEEP = {
  /** Without a transaction for this long the store counts as idle. */
  idleMs: 3000,
  /** Idle and this much in the journal: checkpoint. */
  idleJournalBytes: 1024 * 1024,
  /** Idle and the first unwritten transaction this old: checkpoint, however little there is. */
  idleAgeMs: 10 * 60_000,
  /** This much in the journal: checkpoint beside the transactions. */
  journalBytes: 8 * 1024 * 1024,
} as const
