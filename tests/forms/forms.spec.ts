import { ObjectSchema } from 'yup'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { RegionRef } from '#shared/filing/types'
import { buildSchema } from '#shared/forms/build-schema'
import { copyResponsiblePerson } from '#shared/forms/copy-responsible-person'
import { diffRecords } from '#shared/forms/diff'
import { fieldAt, labelAt } from '#shared/forms/form-index'
import { normaliseRecord } from '#shared/forms/normalise-record'
import { withValueAt } from '#shared/forms/paths'
import { subjectForm, type SubjectValues } from '#shared/forms/subject.fields'
import type { FormDeclaration, FormValues } from '#shared/forms/types'
import { fixedFieldErrors, unverifiedErrors, validatePaths, validateRecord } from '#shared/forms/validate'
import { attachmentsOf, emptyItem, emptyRecord, locatedAttachments, viewGroups } from '#shared/forms/view'
import { websiteForm, type WebsiteValues } from '#shared/forms/website.fields'
import { validIndividual, validOrganization } from '../fixtures/records/subject'
import { validWebsite } from '../fixtures/records/website'
import { attachment, ctx } from './samples'

const errorsOf = (form: FormDeclaration, record: unknown, stage: 'draft' | 'submit' = 'submit') => {
  const outcome = validateRecord(form, record, ctx, { stage })
  return outcome.ok ? {} : outcome.fields
}
const labelsOf = (form: FormDeclaration, record: FormValues) => viewGroups(form, record, ctx).map((group) => [group.title, ...group.rows.map((row) => row.label)])

describe('开办主体', () => {
  it('takes the records of the fixtures', () => {
    expect(errorsOf(subjectForm, validOrganization())).toEqual({})
    expect(errorsOf(subjectForm, validIndividual())).toEqual({})
  })

  it('has the labels of the manual in its order', () => {
    expect(labelsOf(subjectForm, { nature: 'organization' })).toEqual([
      ['开办主体信息', '开办主体性质', '单位性质'],
      ['主办单位信息', '主办单位名称', '主办单位证件类型', '主办单位证件号', '主办单位有效证件', '单位办公地址', '单位办公详细地址', '单位注册地址', '单位注册详细地址', '法定代表人姓名'],
      ['负责人信息', '负责人姓名', '负责人证件类型', '负责人证件号码', '负责人证件有效期', '身份证人像面', '身份证国徽面', '身份证手持', '负责人常住地址', '负责人常住详细地址',
        '负责人手机号码', '办公室电话', '电子邮件地址'],
    ])
    expect(labelsOf(subjectForm, { nature: 'individual' }).map(([title]) => title)).toEqual(['开办主体信息', '负责人信息'])
  })

  it('drops the organization when the subject becomes an individual', () => {
    const outcome = validateRecord(subjectForm, { ...validOrganization(), nature: 'individual' }, ctx, { stage: 'submit' })
    expect(outcome.ok && Object.keys(outcome.record)).toEqual(['nature', 'responsiblePerson'])
  })

  it('asks for the name of other certificates', () => {
    const organization = { ...validOrganization(), organizationIdType: 'other', organizationIdNumber: '京社证字第123号' }
    expect(errorsOf(subjectForm, organization)).toEqual({ organizationIdTypeName: '请填写主办单位证件名称' })
    const person = withValueAt(validIndividual(), 'responsiblePerson.idType', '990')
    expect(errorsOf(subjectForm, person)).toEqual({ 'responsiblePerson.idTypeName': '请填写证件名称' })
  })

  it('says what is wrong with a number by its type', () => {
    const wrong = withValueAt(validIndividual(), 'responsiblePerson.idNumber', '110105194912310021')
    expect(errorsOf(subjectForm, wrong)).toEqual({ 'responsiblePerson.idNumber': '身份证号码第18位校验不符，请对照证件核对' })
    expect(errorsOf(subjectForm, wrong, 'draft')).toEqual({})
  })

  it('names what is missing, in the order of the page', () => {
    const errors = errorsOf(subjectForm, emptyRecord(subjectForm))
    expect(Object.values(errors)).toEqual([
      '请选择单位性质', '请填写主办单位名称', '请选择主办单位证件类型', '请填写主办单位证件号', '请上传主办单位有效证件', '请选择单位办公地址', '请填写单位办公详细地址',
      '请填写法定代表人姓名', '请填写负责人姓名', '请填写负责人证件号码', '请选择负责人证件有效期', '请上传身份证人像面', '请上传身份证国徽面', '请上传身份证手持',
      '请选择负责人常住地址', '请填写负责人常住详细地址', '请填写负责人手机号码',
    ])
  })

  it('keeps nature and name fixed in a change', () => {
    const inForce = validOrganization()
    expect(fixedFieldErrors(subjectForm, inForce, { ...inForce, officeAddress: '新地址100号', organizationName: `${inForce.organizationName} ` })).toEqual({})
    const errors = fixedFieldErrors(subjectForm, inForce, { ...inForce, nature: 'individual', organizationName: '另一家公司' })
    expect(Object.keys(errors)).toEqual(['nature', 'organizationName'])
    expect(errors.organizationName).toContain('主办单位名称不能修改')
  })

  it('infers a useful type', () => {
    expectTypeOf<SubjectValues['responsiblePerson']['region']>().toEqualTypeOf<RegionRef>()
    expectTypeOf<SubjectValues['organizationName']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<WebsiteValues['ipAddresses']>().toEqualTypeOf<string[]>()
    expectTypeOf<NonNullable<WebsiteValues['preApprovals']['items']>[number]['code']>().toEqualTypeOf<string>()
    expectTypeOf<keyof WebsiteValues['securityOfficer']>().not.toExtend<'idHeld'>()
  })
})

describe('网站', () => {
  it('takes the record of the fixtures', () => expect(errorsOf(websiteForm, validWebsite())).toEqual({}))

  it('has the labels of the manual in its order, and asks for what domain.md marks', () => {
    const asked = { ...emptyRecord(websiteForm), hasIcpNumber: true, regulatedGoods: { involved: true }, preApprovals: { involved: true }, languages: ['other'] }
    const person = (who: string, whose: string) => [
      `请填写${who}姓名`, `请填写${who}证件号码`, `请填写${whose}手机号码`, `请选择${whose}证件有效期`, `请上传${whose}身份证人像面`, `请上传${whose}身份证国徽面`,
    ]
    expect(Object.values(errorsOf(websiteForm, asked)).toSorted()).toEqual([
      '请填写网站名称', '请填写工信部备案号', '请填写网站开通日期', '请填写主域名', '请填写网站首页网址', '请添加IP',
      '请选择接入商所属地区', '请填写网络接入服务商名称', '请选择网站接入方式', '请选择域名服务商所属地区', '请填写域名注册服务商名称',
      '请选择服务类型', '请选择是否提供互联网交互服务', '请选择管制物品种类', '请选择前置审核内容', '请填写其他语种',
      ...person('负责人', '网站安全负责人'), ...person('联络人', '网站应急联络人'), '请阅读告知书并勾选确认',
    ].toSorted())
    const unasked = errorsOf(websiteForm, {})
    for (const label of ['是否有工信部备案号', '接入商所属地区管辖', '域名商所属地区管辖', '是否提供涉及管制物品信息发布服务', '是否涉及前置审核内容', '网站语种', '负责人证件类型', '联络人证件类型']) {
      expect(Object.values(unasked)).toContain(`请选择${label}`)
    }
    expect(labelsOf(websiteForm, { hasIcpNumber: true })).toEqual([
      ['网站信息', '网站名称', '是否有工信部备案号', '工信部备案号', '网站开通日期', '主域名', '从域名', '网站首页网址', '域名证书', 'IP'],
      ['网络接入服务商', '接入商所属地区管辖', '接入商所属地区', '名称', '联系电话', '网站接入方式'],
      ['域名注册服务商', '域名商所属地区管辖', '域名服务商所属地区', '名称', '联系方式'],
      ['服务类型', '服务类型', '是否提供互联网交互服务'],
      ['互联网危险物品信息发布', '是否提供涉及管制物品信息发布服务'],
      ['相关前置许可', '是否涉及前置审核内容'],
      ['网站语种', '网站语种'],
      ['网站安全负责人信息', '负责人姓名', '负责人证件类型', '负责人证件号码', '证件有效期', '身份证人像面', '身份证国徽面', '手机号码', '电子邮件地址'],
      ['网站应急联络人', '联络人姓名', '联络人证件类型', '联络人证件号码', '证件有效期', '身份证人像面', '身份证国徽面', '手机号码', '电子邮件地址'],
      ['提示说明', '告知书'],
    ])
  })

  it('asks for the homepage under one of the domains', () => {
    expect(errorsOf(websiteForm, { ...validWebsite(), homepageUrl: 'https://www.other.cn' })).toHaveProperty('homepageUrl')
    expect(errorsOf(websiteForm, { ...validWebsite(), otherDomains: ['other.cn'], homepageUrl: 'https://www.other.cn' })).toEqual({})
  })

  it('takes a region of a provider within the country only', () => {
    const abroad = withValueAt(withValueAt(validWebsite(), 'accessProvider.territory', 'overseas'), 'accessProvider.region', undefined)
    expect(errorsOf(websiteForm, abroad)).toEqual({})
    expect(errorsOf(websiteForm, withValueAt(abroad, 'accessProvider.territory', 'domestic'))).toEqual({ 'accessProvider.region': '请选择接入商所属地区' })
  })

  it('tells fields of the same label apart', () => {
    const labels = ['accessProvider.name', 'registrar.name', 'securityOfficer.idExpiry', 'emergencyContact.mobile', 'emergencyContact.name'].map((path) => labelAt(websiteForm, path))
    expect(labels).toEqual(['网络接入服务商名称', '域名注册服务商名称', '网站安全负责人证件有效期', '网站应急联络人手机号码', '联络人姓名'])
    expect(errorsOf(websiteForm, withValueAt(validWebsite(), 'registrar.name', ' '))).toEqual({ 'registrar.name': '请填写域名注册服务商名称' })
  })

  const licensed = (items: FormValues[]) => ({ ...validWebsite(), preApprovals: { involved: true, items } })
  const news = { code: 'news', licenceNumber: 'A1', licence: attachment('news', 'pdf') }
  const other = { code: 'other', name: '测绘', licenceNumber: 'B2', licence: attachment('other') }

  it('checks each ticked permission by its own name', () => {
    expect(errorsOf(websiteForm, licensed([news, other]))).toEqual({})
    expect(errorsOf(websiteForm, licensed([]))).toEqual({ 'preApprovals.items': '请选择前置审核内容' })
    expect(errorsOf(websiteForm, licensed([{ code: 'news' }, { ...other, name: '' }]))).toEqual({
      'preApprovals.items[0].licenceNumber': '请填写新闻许可证号',
      'preApprovals.items[0].licence': '请上传新闻许可证件',
      'preApprovals.items[1].name': '请填写其他许可事项名称',
    })
    expect(errorsOf(websiteForm, licensed([news, news]), 'draft')).toEqual({ 'preApprovals.items[1].code': '前置审核内容中“新闻”重复，请去掉一个' })
    expect(errorsOf(websiteForm, licensed([{ ...news, code: 'gambling' }]), 'draft')).toHaveProperty(['preApprovals.items[0].code'])
    expect(labelAt(websiteForm, 'preApprovals.items[0].licence', { record: licensed([news]), ctx })).toBe('新闻许可证件')
  })

  it('shows and compares permissions by what they are, not by where they stand', () => {
    const rows = (before: FormValues[], after: FormValues[]) =>
      diffRecords(websiteForm, licensed(before), licensed(after), ctx).map((row) => [row.path, row.label, row.before, row.after])
    expect(rows([news, other], [other, news])).toEqual([])
    expect(rows([news], [{ ...news, licenceNumber: 'A9' }])).toEqual([['preApprovals.items[0].licenceNumber', '新闻许可证号', 'A1', 'A9']])
    expect(rows([news, other], [other])).toEqual([
      ['preApprovals.items', '前置审核内容', '新闻、其他', '其他'],
      ['preApprovals.items[0].licenceNumber', '新闻许可证号', 'A1', '未填写'],
      ['preApprovals.items[0].licence', '新闻许可证件', 'news.pdf', '未填写'],
    ])
    const view = viewGroups(websiteForm, licensed([news]), ctx).find((group) => group.id === 'preApprovalInfo')
    expect(view?.rows.map((row) => [row.label, row.text])).toEqual([
      ['是否涉及前置审核内容', '是'], ['前置审核内容', '新闻'], ['新闻许可证号', 'A1'], ['新闻许可证件', 'news.pdf'],
    ])
  })

  it('checks one step of the wizard at a time', () => {
    const empty = emptyRecord(websiteForm)
    const steps = ['subject', 'basics', 'people', 'notice'].map((step) => Object.keys(validatePaths(websiteForm, empty, ctx, { steps: [step] })))
    expect(steps[0]).toEqual([])
    expect(steps[1]).toContain('primaryDomain')
    expect(steps[2]?.every((path) => /^(securityOfficer|emergencyContact)\./.test(path))).toBe(true)
    expect(steps[3]).toEqual(['acknowledged'])
    expect(steps.flat().length).toBe(Object.keys(errorsOf(websiteForm, empty)).length)
    expect(Object.keys(validatePaths(websiteForm, empty, ctx, { paths: ['registrar'] }))).toEqual(['registrar.region', 'registrar.name'])
    expect(validatePaths(websiteForm, validWebsite(), ctx, { steps: ['basics'] })).toEqual({})
  })

  it('finds its attachments with their places', () => {
    const record = licensed([news])
    const places = locatedAttachments(websiteForm, record, ctx).map(({ path, label }) => [path, label])
    expect(places).toContainEqual(['preApprovals.items[0].licence', '新闻许可证件'])
    expect(places).toContainEqual(['emergencyContact.idBack', '网站应急联络人身份证国徽面'])
    const twice = { ...validWebsite(), emergencyContact: validWebsite().securityOfficer }
    expect(attachmentsOf(websiteForm, twice).length).toBe(new Set(attachmentsOf(websiteForm, twice).map((ref) => ref.sha256)).size)
  })
})

describe('同主体负责人信息', () => {
  it('copies what both declare, and marks every field 待核实', () => {
    const subject = validOrganization()
    const copied = copyResponsiblePerson(subject, websiteForm, 'securityOfficer')
    const { region, address, officePhone, idHeld, ...shared } = subject.responsiblePerson
    expect([region, address, officePhone, idHeld].every((value) => value !== undefined)).toBe(true)
    expect(copied.values).toEqual(shared)
    expect(copied.unverified.toSorted()).toEqual(Object.keys(shared).map((id) => `securityOfficer.${id}`).toSorted())
    expect(errorsOf(websiteForm, { ...validWebsite(), securityOfficer: copied.values })).toEqual({})
  })

  it('holds back what the block declares as not copied', () => {
    const form: FormDeclaration = {
      ...websiteForm,
      groups: [{ id: 'g', title: 'g', fields: [{ id: 'p', kind: 'object', label: '人', fields: [
        { id: 'name', kind: 'personName', label: '姓名' }, { id: 'mobile', kind: 'mobile', label: '手机号码', notCopied: true }, { id: 'address', kind: 'longText', label: '住址' },
      ] }] }],
    }
    expect(copyResponsiblePerson(validOrganization(), form, 'p')).toEqual({ values: { name: validOrganization().responsiblePerson.name }, unverified: ['p.name'] })
  })

  it('counts a mark as an error until it is cleared, as long as its field is shown', () => {
    const record = validWebsite()
    expect(unverifiedErrors(websiteForm, record, ['securityOfficer.mobile', 'securityOfficer.idTypeName', 'nowhere'])).toEqual({
      'securityOfficer.mobile': '请核对网站安全负责人手机号码，确认无误后再提交',
    })
    expect(unverifiedErrors(websiteForm, record, [])).toEqual({})
  })
})

describe('the engine', () => {
  it('gives a plain yup schema', () => {
    const record = normaliseRecord(websiteForm, validWebsite())
    const schema = buildSchema(websiteForm, record, ctx)
    expect(schema).toBeInstanceOf(ObjectSchema)
    expect(schema.isValidSync(record, { strict: true })).toBe(true)
    expect(schema.isValidSync({ ...record, extra: 1 }, { strict: true })).toBe(false)
  })

  it('hides what depends on something hidden', () => {
    const form: FormDeclaration = {
      id: 'chain', title: '链', schemaVersion: 1,
      groups: [{ id: 'g', title: 'g', fields: [
        { id: 'a', kind: 'yesNo', label: '甲' },
        { id: 'b', kind: 'yesNo', label: '乙', when: { field: 'a', is: true } },
        { id: 'c', kind: 'text', label: '丙', when: { sibling: 'b', is: true }, required: true },
      ] }],
    }
    expect(normaliseRecord(form, { a: false, b: true, c: 'x' })).toEqual({ a: false })
    expect(normaliseRecord(form, { a: true, b: true, c: ' x ', d: 1 })).toEqual({ a: true, b: true, c: 'x' })
  })

  it('handles lists of items with fields of their own', () => {
    const form = {
      id: 'lists', title: '清单', schemaVersion: 1,
      groups: [{ id: 'g', title: 'g', fields: [{ id: 'sdks', kind: 'list', label: 'SDK', min: 1, max: 2, required: true, addLabel: '添加', fields: [
        { id: 'name', kind: 'text', label: '名称', required: true }, { id: 'use', kind: 'text', label: '用途' },
      ] }] }],
    } as const satisfies FormDeclaration
    expect(errorsOf(form, {})).toEqual({ sdks: '请添加SDK' })
    expect(errorsOf(form, { sdks: [{ name: 'x' }, {}] })).toEqual({ 'sdks[1].name': '请填写SDK第2项名称' })
    expect(errorsOf(form, { sdks: [{}, {}, {}] }, 'draft')).toEqual({ sdks: 'SDK最多2项，请删减' })
    expect(errorsOf(form, { sdks: [{ name: 'x', code: 'y' }] }, 'draft')).toEqual({ 'sdks[0].code': '含有不认识的内容“code”，请删除' })
    expect(emptyItem(form.groups[0].fields[0])).toEqual({ name: '', use: '' })
    const rows = diffRecords(form, { sdks: [{ name: 'a' }] }, { sdks: [{ name: 'a' }, { name: 'b', use: 'c' }] }, ctx)
    expect(rows.map((row) => [row.path, row.label, row.before, row.after])).toEqual([
      ['sdks[1].name', 'SDK第2项名称', '未填写', 'b'], ['sdks[1].use', 'SDK第2项用途', '未填写', 'c'],
    ])
    expect(fieldAt(form, 'sdks[7].name')?.field.id).toBe('name')
  })

  it('finds no field where there is none, whatever the path', () => {
    for (const path of ['', '.', '[0]', 'x', 'value..[', 'responsiblePerson.nothing[3]..', '__proto__', 'a'.repeat(10_000)]) {
      expect(fieldAt(websiteForm, path)).toBeUndefined()
      expect(labelAt(websiteForm, path)).toBe(path)
    }
    expect(fieldAt(subjectForm, 'responsiblePerson.region.code')?.field.id).toBe('region')
  })
})
