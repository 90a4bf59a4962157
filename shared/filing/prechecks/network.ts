import { domain, icpNumber, ipAddress, toAsciiDomain, toDisplayDomain } from '../validators'
import { textAt, textsAt, valueAt } from '../values'
import type { Hit, Precheck, PrecheckView } from './precheck'

/** Domains of a website with their paths, as stored. */
function domainsOf(view: PrecheckView): { name: string; field: string }[] {
  const primary = textAt(view.record, 'primaryDomain')
  const others = valueAt(view.record, 'otherDomains')
  const list = Array.isArray(others) ? others : []
  return [
    ...(primary === undefined ? [] : [{ name: toAsciiDomain(primary), field: 'primaryDomain' }]),
    ...list.flatMap((name: unknown, index) =>
      typeof name === 'string' && name.trim() !== '' ? [{ name: toAsciiDomain(name), field: `otherDomains[${index}]` }] : []),
  ]
}

const icpSuffix: Precheck = {
  id: 'PC-18', forms: ['website'],
  why: '一个主体备案号下可有多个网站，末尾的序号用来确定是哪一个',
  run: (view) => {
    const number = textAt(view.record, 'icpNumber')
    const checked = number === undefined ? undefined : icpNumber(number, { suffix: '-n' })
    if (checked?.ok !== true || checked.warning === undefined) return []
    return [{ level: 'warning', finding: checked.warning, mend: '请在工信部备案查询结果中查看网站备案号；确实没有序号的，请说明', field: 'icpNumber' }]
  },
}

const chineseDomain: Precheck = {
  id: 'PC-20', forms: ['website'],
  why: '中文域名在网络上以编码形式使用，交接和比对也用编码形式',
  run: (view) => domainsOf(view).flatMap(({ name, field }): Hit[] =>
    name.includes('xn--') && domain(name).ok
      ? [{ level: 'info', finding: `中文域名“${toDisplayDomain(name)}”对应的编码为 ${name}`, mend: '请确认与域名证书一致，无需修改', field }]
      : []),
}

const repeatedDomain: Precheck = {
  id: 'PC-21', forms: ['website'],
  why: '同一个域名只需填写一次',
  run: (view) => domainsOf(view).flatMap(({ name, field }, index, all): Hit[] =>
    all.slice(0, index).some((earlier) => earlier.name === name)
      ? [{ level: 'error', finding: `从域名“${toDisplayDomain(name)}”重复`, mend: '请删除重复的从域名', field }]
      : []),
}

const domainInUse: Precheck = {
  id: 'PC-22', forms: ['website'],
  why: '一个域名只能属于一个网站',
  run: (view) => {
    const used = new Map(view.context.domainsInUse.map((entry) => [toAsciiDomain(entry.domain), entry.where]))
    return domainsOf(view).flatMap(({ name, field }): Hit[] => {
      const where = used.get(name)
      return where === undefined ? [] : [{ level: 'error', finding: `域名“${toDisplayDomain(name)}”已用于${where}`, mend: '请核对域名；已备案的网站请办理变更', field }]
    })
  },
}

const ipRange: Precheck = {
  id: 'PC-23', forms: ['website'],
  why: '填写的 IP 应是互联网上能够访问到网站的地址',
  run: (view) => {
    const list = valueAt(view.record, 'ipAddresses')
    return (Array.isArray(list) ? list : []).flatMap((address: unknown, index): Hit[] => {
      const checked = typeof address === 'string' ? ipAddress(address) : undefined
      if (checked?.ok !== true || checked.warning === undefined) return []
      return [{ level: 'warning', finding: `IP ${checked.value}：${checked.warning}`, mend: '请填写服务器控制台显示的公网 IP', field: `ipAddresses[${index}]` }]
    })
  },
}

/** Names of companies that rent out servers and space in their own data centres only. */
const CLOUD_PROVIDER = /云计算|云数据|云科技|云网络|阿里云|腾讯云|华为云|金山云|京东云|天翼云|火山引擎|百度网讯|优刻得/
const RENTED = ['virtualSpace', 'rentedHost']

const cloudMethod: Precheck = {
  id: 'PC-34', forms: ['website'],
  why: '云服务商提供的是租用的空间或主机，接入方式填错会被退回',
  run: (view) => {
    const [name, method] = [textAt(view.record, 'accessProvider.name'), textAt(view.record, 'accessProvider.method')]
    if (name === undefined || method === undefined || !CLOUD_PROVIDER.test(name) || RENTED.includes(method)) return []
    return [{ level: 'warning', finding: `“${name}”是云服务商，接入方式一般为租赁虚拟空间或租赁主机`, mend: '请核对网站接入方式；确为其他方式的，请说明', field: 'accessProvider.method' }]
  },
}

/** Every domain a website names, for whoever keeps the list of domains in use. */
export const websiteDomains = (record: unknown): string[] =>
  [textAt(record, 'primaryDomain'), ...textsAt(record, 'otherDomains')].flatMap((name) => (name === undefined ? [] : [toAsciiDomain(name)]))

export const NETWORK_CHECKS: readonly Precheck[] = [icpSuffix, chineseDomain, repeatedDomain, domainInUse, ipRange, cloudMethod]
