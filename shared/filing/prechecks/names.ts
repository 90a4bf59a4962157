import { domain, toDisplayDomain } from '../validators'
import { flagAt, itemsAt, textAt } from '../values'
import type { FindingLevel, Hit, Precheck, PrecheckView } from './precheck'

const NAME_FIELDS = {
  subject: [['organizationName', '主办单位名称']],
  website: [['name', '网站名称'], ['accessProvider.name', '网络接入服务商名称'], ['registrar.name', '域名注册服务商名称']],
} as const

/** What is odd about the writing of a name, and how to mend it. */
function oddWriting(name: string): { finding: string; mend: string } | undefined {
  if (/[\u4e00-\u9fa5]\s+[\u4e00-\u9fa5]/.test(name) || /\s{2,}/.test(name)) return { finding: '中有多余的空格', mend: '请去掉空格' }
  if (/[\u4e00-\u9fa5][()]|[()][\u4e00-\u9fa5]/.test(name)) return { finding: '使用了半角括号', mend: '请对照证件改为全角括号“（）”' }
  if ((name.match(/[（(]/g) ?? []).length !== (name.match(/[）)]/g) ?? []).length) return { finding: '的括号不成对', mend: '请补全或去掉括号' }
  return undefined
}

const writing: Precheck = {
  id: 'PC-15', forms: ['subject', 'website'],
  why: '名称须与证件或登记完全一致，空格和括号不同会影响比对',
  run: (view) => NAME_FIELDS[view.form].flatMap(([field, label]): Hit[] => {
    const odd = oddWriting(textAt(view.record, field) ?? '')
    return odd ? [{ level: 'warning', finding: `${label}${odd.finding}`, mend: odd.mend, field }] : []
  }),
}

const COMMERCIAL_WORDS = ['公司', '集团', '商城']
/** Reserved for 政府机构. */
const AUTHORITY_WORDS = ['人民政府', '监察', '公安', '检察院', '法院', '纪委', '税务局', '国家安全']
const NATIONAL_WORDS = ['中国', '中华', '国家', '中央', '全国']
/** Words that call for a pre-approval, and the kinds (dictionary preApprovalKinds) any of which answers them. */
const APPROVAL_WORDS: readonly { words: readonly string[]; kinds: readonly string[]; label: string }[] = [
  { words: ['新闻'], kinds: ['news'], label: '新闻' },
  { words: ['出版'], kinds: ['publishing'], label: '出版' },
  { words: ['教育'], kinds: ['education'], label: '教育' },
  { words: ['卫生', '药'], kinds: ['medicalDevices', 'other'], label: '卫生、药品' },
  { words: ['文化', '广电'], kinds: ['other'], label: '文化、广电' },
]

const findWord = (name: string, words: readonly string[]): string | undefined => words.find((word) => name.includes(word))

/** Rules the ministry applies too: a name it has already approved is only pointed out. */
function ownRules(view: PrecheckView, name: string): Hit[] {
  const level: FindingLevel = flagAt(view.record, 'hasIcpNumber') === true ? 'warning' : 'error'
  const primary = textAt(view.record, 'primaryDomain')
  if (domain(name).ok || (primary !== undefined && name.toLowerCase() === toDisplayDomain(primary).toLowerCase())) {
    return [{ level, finding: '网站名称不能是域名', mend: '请填写网站的中文名称，与工信部备案的名称一致' }]
  }
  if (/^[\dA-Za-z\s._-]+$/.test(name)) return [{ level, finding: '网站名称不能只有数字或字母', mend: '请填写网站的中文名称，与工信部备案的名称一致' }]
  if ((name.match(/\p{Script=Han}/gu) ?? []).length < 3) return [{ level: 'warning', finding: '网站名称不足三个汉字', mend: '请填写至少三个汉字的名称；与工信部备案名称一致的，请说明' }]
  return []
}

function wordRules(view: PrecheckView, name: string): Hit[] {
  const hits: Hit[] = []
  const nature = textAt(view.subject, 'organizationNature')
  const commercial = view.individual ? findWord(name, COMMERCIAL_WORDS) : undefined
  if (commercial !== undefined) hits.push({ level: 'error', finding: `个人网站名称不能使用“${commercial}”`, mend: '请改用体现个人性质的名称，或以单位办理' })
  const authority = nature === 'government' ? undefined : findWord(name, AUTHORITY_WORDS)
  if (authority !== undefined) hits.push({ level: 'error', finding: `只有政府机构的网站名称可以使用“${authority}”`, mend: '请修改网站名称；确为政府机构的，请核对主体的单位性质' })
  const national = findWord(name, NATIONAL_WORDS)
  if (national !== undefined && nature !== 'government' && !(textAt(view.subject, 'organizationName') ?? '').includes(national)) {
    hits.push({
      level: view.individual ? 'error' : 'warning', finding: `网站名称使用了“${national}”，一般只用于全国性机构`,
      mend: '请修改网站名称；经批准使用的请说明批准文件',
    })
  }
  return hits
}

function approvalRules(view: PrecheckView, name: string): Hit[] {
  const involved = flagAt(view.record, 'preApprovals.involved') === true
  const held = involved ? itemsAt(view.record, 'preApprovals.items').map(({ item }) => textAt(item, 'code') ?? '') : []
  return APPROVAL_WORDS.flatMap(({ words, kinds, label }): Hit[] => {
    const word = findWord(name, words)
    if (word === undefined || kinds.some((kind) => held.includes(kind))) return []
    return [{ level: 'warning', finding: `网站名称含“${word}”，未填写${label}类前置许可`, mend: '请在【相关前置许可】中填写许可证；不从事该类服务的，请说明' }]
  })
}

const siteName: Precheck = {
  id: 'PC-16', forms: ['website'],
  why: '不符合命名规则的网站名称会被退回',
  run: (view) => {
    const name = textAt(view.record, 'name')?.trim()
    if (name === undefined) return []
    return [...ownRules(view, name), ...wordRules(view, name), ...approvalRules(view, name)].map((hit) => ({ ...hit, field: 'name' }))
  },
}

export const NAME_CHECKS: readonly Precheck[] = [writing, siteName]
