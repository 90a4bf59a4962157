import { isChoosable, isWithin, type RegionNode } from './regions'
import type { RegionRef } from './types'

/** The shipped directories behind 【查询网络接入服务商】 and 【查询域名注册服务商】 (domain.md §3.3). */
export const DIRECTORY_KINDS = ['accessProvider', 'registrar'] as const
export type DirectoryKind = (typeof DIRECTORY_KINDS)[number]

export const DIRECTORY_FILES: Readonly<Record<DirectoryKind, string>> = { accessProvider: 'access-providers.json', registrar: 'registrars.json' }

export interface DirectoryEntry {
  /** Full registered name. */
  name: string
  /** Where the company is registered, as far as it is publicly known: a district, else a city or province. */
  region: RegionRef
  /** Public customer-service number, where known. */
  phone?: string
}
export interface DirectoryFile {
  kind: DirectoryKind
  version: string
  basis: string
  entries: DirectoryEntry[]
}

export interface DirectoryQuery {
  /** Part of the name; brackets and spaces do not matter. */
  name?: string
  /** The required condition; a province or city finds everything in it. */
  regionCode: string
}

const plain = (name: string): string => name.replace(/[\s()（）]/g, '').toLowerCase()

/** An entry known only by city or province matches any region in it. */
const matchesRegion = (entry: DirectoryEntry, code: string): boolean => isWithin(entry.region.code, code) || isWithin(code, entry.region.code)

/**
 * Entries by name and region: those in the region itself, then those known only by the city or province around it, each in
 * the directory's order. Regions are given as they are known; see `regionToFillIn`.
 */
export function searchDirectory(entries: readonly DirectoryEntry[], query: DirectoryQuery): DirectoryEntry[] {
  const part = plain(query.name ?? '')
  const found = entries.filter((entry) => matchesRegion(entry, query.regionCode) && plain(entry.name).includes(part))
  const exact = found.filter((entry) => isWithin(entry.region.code, query.regionCode))
  return [...exact, ...found.filter((entry) => !exact.includes(entry))]
}

/**
 * The region 【选择】 fills in: the entry's own, or, where that is known less exactly than a form takes, the one the person
 * searched in. The person can still alter it.
 */
export function regionToFillIn(entry: DirectoryEntry, asked: RegionRef, tree: readonly RegionNode[]): RegionRef {
  return isChoosable(tree, entry.region.code) ? entry.region : asked
}
