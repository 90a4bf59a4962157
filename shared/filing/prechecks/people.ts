import { residentIdFacts, RESIDENT_ID_TYPES } from '../validators'
import { daysBetween } from '../timers'
import { textAt } from '../values'
import type { FormPerson, Hit, Precheck, PrecheckView } from './precheck'

const CERTIFICATE_WARNING_DAYS = 90
const ADULT = 18
const YOUNGEST = 16

/** Certificates that do not prove identity by themselves (ours). */
const WEAK_ID_TYPES = ['116', '133', '335', '711', '513', '515', '517', '518']
const PLACEHOLDER_NAMES = /测试|某某|不详|未知|暂无/

const each = (view: PrecheckView, check: (person: FormPerson) => Hit[]): Hit[] => view.people.flatMap(check)

const age: Precheck = {
  id: 'PC-02', forms: ['subject', 'website'],
  why: '负责人和联络人须能独立承担网络安全责任，一般应年满18周岁',
  run: (view) => each(view, ({ path, role }) => {
    const number = textAt(view.record, `${path}.idNumber`)
    if (number === undefined || !RESIDENT_ID_TYPES.includes(textAt(view.record, `${path}.idType`) ?? '')) return []
    const facts = residentIdFacts(number, view.context.today)
    if (!facts || facts.age >= ADULT) return []
    const finding = facts.age < 0 ? `${role}的出生日期晚于今天` : `${role}现为${facts.age}周岁，未满18周岁`
    const mend = `请核对证件号码，或更换为年满18周岁的${role}`
    return [{ level: facts.age < YOUNGEST ? 'error' : 'warning', finding, mend, field: `${path}.idNumber` }]
  }),
}

const certificateKind: Precheck = {
  id: 'PC-04', forms: ['subject', 'website'],
  why: '审核时要以证件确认人员身份，证件类型不合适会被退回',
  run: (view) => each(view, ({ path, role }) => {
    const type = textAt(view.record, `${path}.idType`)
    if (type === undefined || !WEAK_ID_TYPES.includes(type)) return []
    const label = view.context.dictionaries.idTypes?.options.find((option) => option.code === type)?.label ?? '该证件'
    return [{ level: 'warning', finding: `${role}使用的${label}一般不能单独证明身份`, mend: '请改用居民身份证、护照、通行证等身份证件', field: `${path}.idType` }]
  }),
}

const expiry: Precheck = {
  id: 'PC-06', forms: ['subject', 'website'],
  why: '证件过期的申请会被退回；审核期间过期也要重新上传',
  run: (view) => each(view, ({ path, role }) => {
    const day = textAt(view.record, `${path}.idExpiry`)
    if (day === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return []
    const left = daysBetween(view.context.today, day)
    const field = `${path}.idExpiry`
    if (left < 0) return [{ level: 'error', finding: `${role}的证件已于${day}过期`, mend: '请换领新证件后，填写新的有效期并上传新证件照片', field }]
    if (left >= CERTIFICATE_WARNING_DAYS) return []
    return [{ level: 'warning', finding: `${role}的证件将于${day}到期，还有${left}天`, mend: '建议先换领新证件再提交；如继续提交，请说明原因', field }]
  }),
}

interface KnownPerson {
  role: string
  name?: string
  idNumber?: string
  mobile?: string
  /** Only people of the form itself can be mended on its page. */
  path?: string
}

/** People of the form and, for an asset, the subject's responsible person. */
function knownPeople(view: PrecheckView): KnownPerson[] {
  const read = (record: unknown, path: string, role: string, own: boolean): KnownPerson => ({
    role, name: textAt(record, `${path}.name`), idNumber: textAt(record, `${path}.idNumber`)?.toUpperCase(), mobile: textAt(record, `${path}.mobile`),
    ...(own ? { path } : {}),
  })
  const own = view.people.map(({ path, role }) => read(view.record, path, role, true))
  return view.form === 'website' && view.subjectRecord ? [read(view.subjectRecord, 'responsiblePerson', '主体负责人', false), ...own] : own
}

/** Undefined while the forms do not say enough. */
function isSamePerson(one: KnownPerson, other: KnownPerson): boolean | undefined {
  if (one.idNumber !== undefined && other.idNumber !== undefined) return one.idNumber === other.idNumber
  if (one.name !== undefined && other.name !== undefined && one.name !== other.name) return false
  return undefined
}

const pairs = <T>(list: readonly T[]): [T, T][] => list.flatMap((later, index) => list.slice(0, index).map((earlier): [T, T] => [earlier, later]))

const mobiles: Precheck = {
  id: 'PC-07', forms: ['subject', 'website'],
  why: '手机号码用于核实身份和应急联络，应由本人使用且前后一致',
  run: (view) => pairs(knownPeople(view)).flatMap(([earlier, later]): Hit[] => {
    if (later.path === undefined || earlier.mobile === undefined || later.mobile === undefined) return []
    const same = isSamePerson(earlier, later)
    const field = `${later.path}.mobile`
    if (same === false && earlier.mobile === later.mobile) {
      return [{ level: 'warning', finding: `${later.role}与${earlier.role}不是同一人，手机号码却相同`, mend: '请填写本人使用的手机号码', field }]
    }
    if (same === true && earlier.mobile !== later.mobile) {
      return [{ level: 'warning', finding: `${later.role}与${earlier.role}是同一人，手机号码却不同`, mend: '请核对并填写同一个常用手机号码', field }]
    }
    return []
  }),
}

const emergencyContact: Precheck = {
  id: 'PC-09', forms: ['website'],
  why: '网站应急联络人需承担7×24小时联络责任，建议不与网站负责人相同',
  run: (view) => {
    const find = (path: string): KnownPerson | undefined => knownPeople(view).find((person) => person.path === path)
    const [officer, contact] = [find('securityOfficer'), find('emergencyContact')]
    if (!officer || !contact || isSamePerson(officer, contact) !== true) return []
    // A person who runs a site alone has nobody else to name.
    const level = view.individual ? 'info' : 'warning'
    return [{ level, finding: '网站应急联络人与网站安全负责人是同一人', mend: '建议另选一位能随时联系到的人员', field: 'emergencyContact.name' }]
  },
}

const nameForm: Precheck = {
  id: 'PC-10', forms: ['subject', 'website'],
  why: '姓名须与证件完全一致，否则无法核实身份',
  run: (view) => each(view, ({ path, role }) => {
    const name = textAt(view.record, `${path}.name`)
    if (name === undefined) return []
    const field = `${path}.name`
    if (PLACEHOLDER_NAMES.test(name)) return [{ level: 'warning', finding: `${role}姓名“${name}”不像真实姓名`, mend: '请填写证件上的姓名', field }]
    const chinese = textAt(view.record, `${path}.idType`) === '111'
    if (chinese && /[A-Za-z]/.test(name)) return [{ level: 'warning', finding: `${role}使用居民身份证，姓名却含有字母`, mend: '请对照身份证填写汉字姓名', field }]
    return []
  }),
}

export const PEOPLE_CHECKS: readonly Precheck[] = [age, certificateKind, expiry, mobiles, emergencyContact, nameForm]
