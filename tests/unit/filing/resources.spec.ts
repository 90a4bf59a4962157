import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { array, object, string } from 'yup'
import { describe, expect, it } from 'vitest'
import { DIRECTORY_FILES, DIRECTORY_KINDS, regionToFillIn, searchDirectory, type DirectoryFile } from '#shared/filing/directory'
import { isChoosable, isWithin, regionName, type RegionFile } from '#shared/filing/regions'
import { providerPhone } from '#shared/filing/validators/index'

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(`../../../resources/${path}`, import.meta.url), 'utf8'))
const { tree } = read('regions/regions.json') as RegionFile
const directories = DIRECTORY_KINDS.map((kind) => read(`directory/${DIRECTORY_FILES[kind]}`) as DirectoryFile)
const [accessProviders, registrars] = directories

const schema = object({
  kind: string().oneOf(DIRECTORY_KINDS).required(),
  version: string().required(),
  basis: string().required(),
  entries: array()
    .of(object({
      name: string().matches(/^[\u4e00-\u9fa5（）]+(公司|中心)$/).required(),
      region: object({ code: string().matches(/^\d{6}$/).required(), name: string().required() }).noUnknown().strict(),
      phone: string(),
    }).noUnknown().strict())
    .required(),
}).noUnknown().strict()

describe('directories', () => {
  it.each(directories.map((directory) => [directory.kind, directory] as const))('%s is well-formed', (kind, directory) => {
    expect(schema.isValidSync(directory)).toBe(true)
    expect(directory.kind).toBe(kind)
    const names = directory.entries.map((entry) => entry.name)
    expect(new Set(names).size).toBe(names.length)
    for (const entry of directory.entries) {
      expect(regionName(tree, entry.region.code)).toBe(entry.region.name)
      if (entry.phone !== undefined) expect(providerPhone(entry.phone)).toEqual({ ok: true, value: entry.phone })
    }
  })
  it('hold enough companies, among them those of the provider guide', () => {
    expect(accessProviders?.entries.length).toBeGreaterThanOrEqual(60)
    expect(registrars?.entries.length).toBeGreaterThanOrEqual(40)
    expect(accessProviders?.entries).toContainEqual({ name: '优刻得科技股份有限公司', region: { code: '310110', name: '上海市/市辖区/杨浦区' }, phone: '021-55509888' })
    expect(registrars?.entries).toContainEqual({ name: '北京新网数码信息技术有限公司', region: { code: '110115', name: '北京市/市辖区/大兴区' }, phone: '400-818-2233' })
  })
})

describe('searching a directory', () => {
  const entries = accessProviders?.entries ?? []
  it('finds by part of the name and by region', () => {
    expect(searchDirectory(entries, { name: '优刻得', regionCode: '310110' }).map((entry) => entry.name)).toEqual(['优刻得科技股份有限公司'])
    expect(searchDirectory(entries, { name: '优刻得', regionCode: '310000' })).toHaveLength(1)
    expect(searchDirectory(entries, { name: '优刻得', regionCode: '110000' })).toHaveLength(0)
    expect(searchDirectory(entries, { name: '腾讯云计算(北京) 有限', regionCode: '110108' })).toHaveLength(1)
  })
  it('puts entries of the region first, with regions as they are known', () => {
    const found = searchDirectory(entries, { regionCode: '110108' })
    const exact = found.map((entry) => entry.region.code === '110108')
    expect(exact).toEqual([...exact].sort((a, b) => Number(b) - Number(a)))
    expect(exact).toContain(true)
    expect(found.find((entry) => entry.name === '二六三网络通信股份有限公司')?.region.code).toBe('110000')
  })
  it('fills in a region the form takes', () => {
    const asked = { code: '110108', name: '北京市/市辖区/海淀区' }
    for (const entry of entries) expect(isChoosable(tree, regionToFillIn(entry, asked, tree).code)).toBe(true)
    const known = entries.find((entry) => entry.region.code === '310110')
    expect(known && regionToFillIn(known, asked, tree).code).toBe('310110')
  })
  it('never finds an entry of another region', () => {
    fc.assert(fc.property(fc.constantFrom(...tree.map((node) => node.c)), (province) => {
      for (const entry of searchDirectory(entries, { regionCode: province })) expect(isWithin(entry.region.code, province)).toBe(true)
    }))
  })
})

describe('notice of responsibilities', () => {
  const notice = read('notices/responsibility-notice.json')
  it('is whole: title, preamble, seven numbered items, the statement to tick', () => {
    const checked = object({
      name: string().oneOf(['responsibilityNotice']), basis: string(),
      title: string().oneOf(['互联网信息服务单位网络安全责任告知书']).required(),
      preamble: string().matches(/^为了保护网络信息安全.*告知书如下：$/).required(),
      items: array().of(string().required()).length(7).required(),
      statement: string().oneOf(['我已阅知上述告知事项，保证提交内容真实有效，承诺履行上述网络安全义务。']).required(),
    })
    expect(() => checked.validateSync(notice)).not.toThrow()
    const { items } = checked.validateSync(notice)
    expect(items.map((item) => item.slice(0, 2))).toEqual(['一、', '二、', '三、', '四、', '五、', '六、', '七、'])
    expect(items.at(-1)).toBe('七、当网站不再开办时，请您于5个工作日内登录本平台，向属地公安机关网安部门提出撤销申请。')
  })
})
