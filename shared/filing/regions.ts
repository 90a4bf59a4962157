import { provinceOfRegion } from './provinces'
import type { RegionRef } from './types'

/** A region of resources/regions/regions.json: c GB/T 2260 code, six digits; n name; k parts. A region without parts can be chosen. */
export interface RegionNode {
  c: string
  n: string
  k?: RegionNode[]
}
export interface RegionFile {
  /** What the file was generated from. */
  version: string
  tree: RegionNode[]
}

/** The regions from the province down to the code; empty when the code is none of the tree. */
export function regionPath(tree: readonly RegionNode[], code: string): RegionNode[] {
  for (const node of tree) {
    if (node.c === code) return [node]
    const below = node.k ? regionPath(node.k, code) : []
    if (below.length > 0) return [node, ...below]
  }
  return []
}

/** Full name, e.g. 北京市/市辖区/东城区; undefined for an unknown code. */
export function regionName(tree: readonly RegionNode[], code: string): string | undefined {
  const path = regionPath(tree, code)
  return path.length > 0 ? path.map((node) => node.n).join('/') : undefined
}

/** Code and name as they are stored together; undefined for an unknown code. */
export function regionRef(tree: readonly RegionNode[], code: string): RegionRef | undefined {
  const name = regionName(tree, code)
  return name === undefined ? undefined : { code, name }
}

/** Whether the code is a region that can be chosen: one without parts (a district, or a city or province without any). */
export function isChoosable(tree: readonly RegionNode[], code: string): boolean {
  const node = regionPath(tree, code).at(-1)
  return node !== undefined && node.k === undefined
}

/** The digits a code shares with everything in it: 310000 → 31, 440100 → 4401, 110105 → 110105. */
export const regionPrefix = (code: string): string => code.replace(/(?:00){1,2}$/, '')

/** Whether a region is another or lies in it, by their codes alone. */
export const isWithin = (code: string, area: string): boolean => code.startsWith(regionPrefix(area))

/** Abbreviation ICP numbers of the region's province begin with; undefined in 港澳台. */
export const icpAbbreviation = (code: string): string | undefined => provinceOfRegion(code)?.icp
/** Abbreviation police filing numbers of the region's province begin with; undefined in 港澳台. */
export const policeAbbreviation = (code: string): string | undefined => provinceOfRegion(code)?.police
