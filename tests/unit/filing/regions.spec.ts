import { readFileSync } from 'node:fs'
import { codeToText, regionData } from 'element-china-area-data'
import { describe, expect, it } from 'vitest'
import { formatRegions, generateRegions } from '../../../build/regions'
import { PROVINCES } from '#shared/filing/provinces'
import {
  icpAbbreviation, isChoosable, isWithin, policeAbbreviation, regionName, regionPath, regionPrefix, regionRef, type RegionFile, type RegionNode,
} from '#shared/filing/regions'

const text = readFileSync(new URL('../../../resources/regions/regions.json', import.meta.url), 'utf8')
const { tree } = JSON.parse(text) as RegionFile
const all = (nodes: readonly RegionNode[]): RegionNode[] => nodes.flatMap((node) => [node, ...all(node.k ?? [])])

describe('region file', () => {
  it('is what the generator makes of the installed package', () => {
    expect(text).toBe(formatRegions(generateRegions()))
  })
  it('holds every province, city and district of the package with its name, and nothing else of the mainland', () => {
    const ours = new Map(all(tree).map((node) => [node.c, node.n]))
    const theirs = regionData.flatMap((province) => [province, ...(province.children ?? []), ...(province.children ?? []).flatMap((city) => city.children ?? [])])
    const mainland = theirs.filter((node) => node.value.length <= 6)
    for (const node of mainland) {
      expect(ours.get(node.value.padEnd(6, '0'))).toBe(node.label)
      expect(codeToText[node.value]).toBe(node.label)
    }
    expect([...ours.keys()].filter((code) => !/^(71|81|82)/.test(code))).toHaveLength(mainland.length)
  })
  it('has unique six-digit codes, each within its parent, and the provinces of the abbreviation table', () => {
    const codes = all(tree).map((node) => node.c)
    expect(new Set(codes).size).toBe(codes.length)
    for (const node of all(tree)) {
      expect(node.c).toMatch(/^\d{6}$/)
      for (const part of node.k ?? []) expect(isWithin(part.c, node.c)).toBe(true)
    }
    expect(tree.map((node) => [node.c.slice(0, 2), node.n])).toEqual(PROVINCES.map((province) => [province.code, province.name]))
  })
})

describe('look-ups', () => {
  it.each([
    ['110105', '北京市/市辖区/朝阳区'], ['310110', '上海市/市辖区/杨浦区'], ['110115', '北京市/市辖区/大兴区'], ['440305', '广东省/深圳市/南山区'], ['441900', '广东省/东莞市'], ['810001', '香港特别行政区/中西区'], ['710000', '台湾省'],
  ])('%s is %s and can be chosen', (code, name) => {
    expect(regionName(tree, code)).toBe(name)
    expect(regionRef(tree, code)).toEqual({ code, name })
    expect(isChoosable(tree, code)).toBe(true)
    expect(regionPath(tree, code).at(-1)?.c).toBe(code)
  })
  it('refuses unknown codes and those with parts', () => {
    expect(regionName(tree, '999999')).toBeUndefined()
    expect(regionRef(tree, '')).toBeUndefined()
    expect(isChoosable(tree, '110000')).toBe(false)
    expect(isChoosable(tree, '440300')).toBe(false)
  })
  it('compares areas by prefix', () => {
    expect(regionPrefix('310000')).toBe('31')
    expect(regionPrefix('440100')).toBe('4401')
    expect(isWithin('440305', '440300')).toBe(true)
    expect(isWithin('440305', '440100')).toBe(false)
    expect(isWithin('440300', '440305')).toBe(false)
  })
  it('knows both abbreviations', () => {
    expect([icpAbbreviation('510124'), policeAbbreviation('510124')]).toEqual(['蜀', '川'])
    expect([icpAbbreviation('810001'), policeAbbreviation('810001')]).toEqual([undefined, undefined])
  })
})
