import { provinceByIcp, provinceOfRegion } from '../provinces'
import { jurisdictionChanges, jurisdictionOf } from '../jurisdiction'
import { parseIcpNumber, uscc } from '../validators'
import { textAt } from '../values'
import type { Hit, Precheck, PrecheckView } from './precheck'

/** Registering authority and kind, the first two characters of a credit code (GB 32100-2015), by 单位性质. */
const CODE_STARTS: Readonly<Record<string, { starts: readonly string[]; words: string }>> = {
  enterprise: { starts: ['91', '92', '93'], words: '91、92或93' },
  government: { starts: ['11', '12'], words: '11或12' },
  publicInstitution: { starts: ['11', '12'], words: '11或12' },
  socialGroup: { starts: ['51', '52', '53'], words: '51、52或53' },
}
const NO_BUSINESS_LICENCE = ['government', 'military', 'publicInstitution', 'socialGroup']

function labelOf(view: PrecheckView, dictionary: string, code: string): string {
  return view.context.dictionaries[dictionary]?.options.find((option) => option.code === code)?.label ?? code
}

const certificateFitsNature: Precheck = {
  id: 'PC-04', forms: ['subject'],
  why: '证件类型与单位性质不符的申请会被退回',
  run: (view) => {
    const nature = textAt(view.record, 'organizationNature')
    const licence = textAt(view.record, 'organizationIdType') === 'businessLicense'
    if (view.individual || nature === undefined || !licence || !NO_BUSINESS_LICENCE.includes(nature)) return []
    return [{
      level: 'warning', finding: `${labelOf(view, 'organizationNature', nature)}一般不持有营业执照`,
      mend: '请核对单位性质，或改选统一社会信用代码证', field: 'organizationIdType',
    }]
  },
}

const codeFitsNature: Precheck = {
  id: 'PC-05', forms: ['subject'],
  why: '统一社会信用代码前两位表示登记机关和单位类别，应与单位性质一致',
  run: (view) => {
    const code = textAt(view.record, 'organizationIdNumber')
    const nature = textAt(view.record, 'organizationNature')
    const expected = nature === undefined ? undefined : CODE_STARTS[nature]
    if (view.individual || code === undefined || nature === undefined || !expected) return []
    if (!uscc(code).ok || expected.starts.includes(code.slice(0, 2))) return []
    return [{
      level: 'warning', finding: `${labelOf(view, 'organizationNature', nature)}的统一社会信用代码一般以${expected.words}开头，现为${code.slice(0, 2)}`,
      mend: '请对照证件核对单位性质和证件号', field: 'organizationNature',
    }]
  },
}

const DIGITS_IN_A_ROW = ['01234567890', '09876543210']

/** The local part of a landline that nobody has: one digit throughout, or digits in a row. */
function isImplausible(number: string): boolean {
  const local = /^0\d{2,3}-(\d{7,8})/.exec(number)?.[1]
  if (local === undefined) return false
  return /^(\d)\1+$/.test(local) || local.includes('123456') || DIGITS_IN_A_ROW.some((row) => row.includes(local))
}

const landlines: Precheck = {
  id: 'PC-08', forms: ['subject', 'website'],
  why: '审核民警会拨打电话核实，号码无法接通的申请会被退回',
  run: (view) => {
    const fields = view.form === 'subject' ? ['responsiblePerson.officePhone'] : ['accessProvider.phone', 'registrar.phone']
    return fields.flatMap((field): Hit[] => {
      const number = textAt(view.record, field)
      return number !== undefined && isImplausible(number)
        ? [{ level: 'warning', finding: `电话号码 ${number} 不像真实号码`, mend: '请填写能够接通的固定电话，没有可以不填', field }]
        : []
    })
  },
}

const icpProvince: Precheck = {
  id: 'PC-19', forms: ['website'],
  why: '工信部备案与公安联网备案的属地可以不同，但常因填错号码或地址引起',
  run: (view) => {
    const parsed = parseIcpNumber(textAt(view.record, 'icpNumber') ?? '')
    const icp = parsed && provinceByIcp(parsed.province)
    const own = provinceOfRegion(jurisdictionOf(view.subject)?.code ?? '')
    if (!icp || !own || icp.code === own.code) return []
    return [{ level: 'info', finding: `工信部备案号属于${icp.name}，开办主体所在地为${own.name}`, mend: '如无误可直接提交；如有误请核对备案号和主体地址', field: 'icpNumber' }]
  },
}

const jurisdiction: Precheck = {
  id: 'PC-36', forms: ['subject'],
  why: '管辖地变更后由新管辖地公安机关审核，备案号将重新生成，网站须更换已悬挂的备案号',
  run: (view) => {
    if (view.business.action !== 'change' || !view.inForce || !jurisdictionChanges(view.inForce, view.record)) return []
    const [before, after] = [jurisdictionOf(view.inForce)?.name ?? '', jurisdictionOf(view.record)?.name ?? '']
    return [{
      level: 'warning', finding: `管辖地由${before}变更为${after}，备案号将重新生成`, mend: '请确认确已迁址；如仅更正详细地址，请恢复原来的省、市、区',
      field: view.individual ? 'responsiblePerson.region' : 'officeRegion',
    }]
  },
}

export const ORGANIZATION_CHECKS: readonly Precheck[] = [certificateFitsNature, codeFitsNature, landlines, icpProvince, jurisdiction]
