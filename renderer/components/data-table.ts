/** A column of a list; `key` names the cell slot (`cell-<key>`), `value` gives the text where there is no slot. */
export interface DataColumn<Row> {
  key: string
  label: string
  value?: (row: Row) => string | number | undefined
  /** CSS width; columns without one share the rest. */
  width?: string
  /** Name the command's `sort` takes; descending is `-name`. */
  sort?: string
  align?: 'left' | 'right' | 'center'
}

/** What a list asks its command for. */
export interface ListQuery<Filters> {
  offset: number
  limit: number
  sort?: string
  filters: Filters
}
export interface ListAnswer<Row> {
  total: number
  rows: readonly Row[]
}
