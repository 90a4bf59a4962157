import { readdirSync, readFileSync } from 'node:fs'
import { array, boolean, number, object, string } from 'yup'
import { describe, expect, it } from 'vitest'
import type { Dictionary } from '#shared/forms/types'
import { DICTIONARY_NAMES, dictionaryFile, type DictionaryName } from '#shared/filing/dictionary-names'

const folder = new URL('../../../resources/dictionaries/', import.meta.url)
const read = (name: DictionaryName): Dictionary => JSON.parse(readFileSync(new URL(dictionaryFile(name), folder), 'utf8')) as Dictionary

const schema = object({
  name: string().oneOf(DICTIONARY_NAMES).required(),
  version: number().integer().min(1).required(),
  basis: string().min(4).required(),
  options: array()
    .of(object({
      code: string().matches(/^[A-Za-z0-9-]+$/).required(), label: string().trim().required(), more: boolean(), needsText: boolean(), help: string(),
    }).noUnknown().strict())
    .min(2)
    .required(),
}).noUnknown().strict()

/** The words of domain.md §3, in its order. */
const LABELS: Record<DictionaryName, string> = {
  idTypes:
    '居民身份证, 临时居民身份证, 军官证, 普通护照, 港澳居民来往内地通行证, 台湾居民来往大陆通行证, 外国人永久居留身份证, 港澳台居民居住证, 其他证件, ' +
    '暂住证, 学生证, 机动车驾驶证, 外交护照, 公务护照, 因公普通护照, 旅行证, 入出境通行证, 外国人出入境证, 外国人旅行证, 香港特别行政区护照, 澳门特别行政区护照, ' +
    '往来港澳通行证, 前往港澳通行证, 大陆居民往来台湾通行证, 因公往来香港澳门特别行政区通行证, 外国人临时居留证, 边境管理区通行证',
  subjectNature: '单位, 个人',
  organizationNature: '企业单位, 国防军队, 高等院校, 政府机构, 事业单位, 社会团体, 境外组织',
  organizationIdType: '统一社会信用代码证, 营业执照证书, 组织机构代码证, 其他',
  territory: '境内, 境外',
  accessMethods: '租赁虚拟空间, 租赁主机, 主机托管, 专线接入, 自建机房, 其他',
  serviceTypes:
    'www服务, wap网站, 博客个人空间, 微博, 论坛bbs, 聊天室, 社交网站, 电子邮件, 即时通讯, 搜索引擎, 网络新闻, 网络音乐, 网络文学, 网络视频, 网络游戏, 网络下载, app服务, ' +
    '云计算, 供求信息发布, 旅行预订, 移动应用商店, 第三方支付, 网上银行, 财经服务, 网络购物, 云存储, FTP下载',
  regulatedGoods: '管制器具, 警用装备, 放射性物品, 枪支弹药, 民爆物品, 剧毒化学物, 易制爆危险化学品',
  preApprovalKinds: '新闻, 出版, 教育, 运动保健, 医疗器械, 其他',
  languages: '中文简体, 中文繁体, 英语, 法语, 俄语, 西班牙语, 维吾尔语, 哈萨克语, 蒙古语, 藏语, 阿拉伯语, 朝鲜语, 日语, 德语, 其他',
  mobilePlatforms: '安卓, iOS, 鸿蒙, 其他',
  appCategories: '新闻信息, 社交网络, 网络直播, 加密代理, 即时通信, 网络交易, 网络支付, 网络金融, 其他',
  launchStates: '已上线, 未上线',
  miniProgramPlatforms: '微信, 支付宝, 百度, 抖音, 快手, QQ, 京东, 飞书, 华为, 其他',
  serviceProviderKinds: '互联网接入服务(ISP), 互联网数据中心(IDC), 内容分发网络(CDN), 云服务, 域名注册服务, 虚拟空间租赁, 其他',
  assessmentTriggers: '上线或增设相关功能, 使用新技术新应用致重大变更, 用户规模显著增加, 违法有害信息传播扩散, 收到主管部门书面通知',
  assessmentMethods: '自评估, 委托第三方',
  assessmentConclusions: '符合, 部分符合, 不符合',
}

describe('dictionaries', () => {
  it('have a file for every name and a name for every file', () => {
    expect(readdirSync(folder).sort()).toEqual(DICTIONARY_NAMES.map(dictionaryFile).sort())
  })

  it.each(DICTIONARY_NAMES)('%s is well-formed, with unique codes and labels', (name) => {
    const dictionary = schema.validateSync(read(name))
    expect(dictionary.name).toBe(name)
    const codes = dictionary.options.map((option) => option.code)
    const labels = dictionary.options.map((option) => option.label)
    expect(new Set(codes).size).toBe(codes.length)
    expect(new Set(labels).size).toBe(labels.length)
  })

  it.each(DICTIONARY_NAMES)('%s holds the words of the specification in its order', (name) => {
    expect(read(name).options.map((option) => option.label)).toEqual(LABELS[name].split(', '))
  })

  it('fold the rarer certificates under 更多 and keep the official codes', () => {
    const { options } = read('idTypes')
    const folded = options.map((option) => option.more === true)
    expect(folded).toEqual([...folded].sort((a, b) => Number(a) - Number(b)))
    expect(options.filter((option) => !option.more).map((option) => option.code)).toEqual(['111', '112', '114', '414', '516', '511', '553', '554', '990'])
    expect(options.filter((option) => option.more).map((option) => option.code)).toEqual(
      ['116', '133', '335', '411', '412', '413', '415', '416', '417', '418', '420', '421', '513', '515', '517', '518', '555', '711'],
    )
  })
})
