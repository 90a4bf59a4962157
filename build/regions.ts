/**
 * Generates resources/regions/regions.json from element-china-area-data: the province/city/district tree of GB/T 2260 with
 * 港澳台 (domain.md §9). Run once after the package is updated: `npx tsx build/regions.ts`. A test compares the file with
 * the package.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { regionData } from 'element-china-area-data'
import type { RegionFile, RegionNode } from '#shared/filing/regions'

/** The package stops at the mainland. Codes of the districts: GB/T 2260 as amended; 台湾省 has no codes below the province. */
const HONG_KONG =
  '中西区 湾仔区 东区 南区 油尖旺区 深水埗区 九龙城区 黄大仙区 观塘区 荃湾区 屯门区 元朗区 北区 大埔区 西贡区 沙田区 葵青区 离岛区'
const MACAU = '花地玛堂区 花王堂区 望德堂区 大堂区 风顺堂区 嘉模堂区 路凼填海区 圣方济各堂区'

const numbered = (prefix: string, names: string): RegionNode[] =>
  names.split(' ').map((name, index) => ({ c: prefix + String(index + 1).padStart(4, '0'), n: name }))

export const BEYOND_THE_MAINLAND: readonly RegionNode[] = [
  { c: '710000', n: '台湾省' },
  { c: '810000', n: '香港特别行政区', k: numbered('81', HONG_KONG) },
  { c: '820000', n: '澳门特别行政区', k: numbered('82', MACAU) },
]

interface PackageNode {
  value: string
  label: string
  children?: PackageNode[]
}

/** Six digits throughout. Cities without districts (东莞市 …) have towns of nine digits in the package; the region stops at the city. */
function convert(node: PackageNode): RegionNode {
  const children = (node.children ?? []).filter((child) => child.value.length <= 6).map(convert)
  const converted: RegionNode = { c: node.value.padEnd(6, '0'), n: node.label }
  return children.length > 0 ? { ...converted, k: children } : converted
}

/** The content of the file; `version` names the package it was made from. */
export function generateRegions(): RegionFile {
  const packageFile = new URL('../node_modules/element-china-area-data/package.json', import.meta.url)
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }
  return { version: `element-china-area-data ${version}`, tree: [...regionData.map(convert), ...BEYOND_THE_MAINLAND] }
}

/** One province a line, so that differences can be read. */
export function formatRegions(file: RegionFile): string {
  const lines = file.tree.map((province) => `    ${JSON.stringify(province)}`).join(',\n')
  return `{\n  "version": ${JSON.stringify(file.version)},\n  "tree": [\n${lines}\n  ]\n}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('../resources/regions/regions.json', import.meta.url), formatRegions(generateRegions()))
}
