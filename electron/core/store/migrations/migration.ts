/**
 * One numbered step from one shape of the records to the next (architecture.md rule 7). A migration is pure and imports
 * nothing but this type: what it needs to know of old and new shapes stands in its own file and stays there, so that it
 * does the same in ten years. Released stores in tests/fixtures/stores/ are opened by all of them in turn.
 */
export interface MigratedRecord {
  collection: string
  record: { readonly id: string; readonly [field: string]: unknown }
}

export interface Migration {
  /** 1, 2, 3 …; a store remembers the last one it went through. */
  readonly number: number
  /** What it does, for the log. */
  readonly title: string
  /** What becomes of a record: itself, a changed one, several, or none. */
  migrate(before: MigratedRecord): readonly MigratedRecord[]
}
