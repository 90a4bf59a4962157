/**
 * Rows of like shape kept by column, repeated texts once: a third of the text, and equal texts (states, regions) become
 * one string in memory. Values are any JSON.
 */
export interface PackedRows {
  /** One for each set of keys that rows have. */
  groups: { keys: string[]; columns: Column[] }[]
  /** The group of each row, when there is more than one. */
  groupOf?: number[]
}

type Column = { values: unknown[] } | { texts: string[]; at: number[] }
type AnyRow = Record<string, unknown>

/** A column becomes a list of its texts when they repeat at least this often. */
const REPEATS = 3

function packColumn(values: readonly unknown[]): Column {
  const places = new Map<string, number>()
  for (const value of values) {
    if (typeof value !== 'string') return { values: [...values] }
    if (!places.has(value)) places.set(value, places.size)
    if (places.size * REPEATS > values.length) return { values: [...values] }
  }
  return { texts: [...places.keys()], at: values.map((value) => places.get(value as string) ?? 0) }
}

/** Keys whose value is undefined are left out, as in JSON. */
function keysOf(row: AnyRow): string[] {
  return Object.keys(row).filter((key) => row[key] !== undefined)
}

export function packRows(rows: readonly object[]): PackedRows {
  const groups = new Map<string, { place: number; keys: string[]; rows: AnyRow[] }>()
  const groupOf = rows.map((row) => {
    const keys = keysOf(row as AnyRow)
    const name = JSON.stringify(keys)
    let group = groups.get(name)
    if (!group) {
      group = { place: groups.size, keys, rows: [] }
      groups.set(name, group)
    }
    group.rows.push(row as AnyRow)
    return group.place
  })
  const packed = [...groups.values()].map(({ keys, rows: members }) => ({
    keys,
    columns: keys.map((key) => packColumn(members.map((row) => row[key]))),
  }))
  return packed.length > 1 ? { groups: packed, groupOf } : { groups: packed }
}

function unpackColumn(column: Column): unknown[] {
  return 'values' in column ? column.values : column.at.map((place) => column.texts[place])
}

function unpackGroup({ keys, columns }: PackedRows['groups'][number]): AnyRow[] {
  const unpacked = columns.map(unpackColumn)
  const count = unpacked[0]?.length ?? 0
  const rows: AnyRow[] = []
  for (let i = 0; i < count; i++) {
    const row: AnyRow = {}
    for (let k = 0; k < keys.length; k++) row[keys[k] as string] = unpacked[k]?.[i]
    rows.push(row)
  }
  return rows
}

export function unpackRows({ groups, groupOf }: PackedRows): object[] {
  const unpacked = groups.map(unpackGroup)
  if (!groupOf) return unpacked[0] ?? []
  const next = groups.map(() => 0)
  return groupOf.map((group) => {
    const place = next[group] ?? 0
    next[group] = place + 1
    return unpacked[group]?.[place] ?? {}
  })
}
