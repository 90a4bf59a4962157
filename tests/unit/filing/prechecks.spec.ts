import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { businessType } from '#shared/filing/business-types'
import { DICTIONARY_NAMES, dictionaryFile } from '#shared/filing/dictionary-names'
import { findingKey, PRECHECKS, runPrechecks, websiteDomains, type PrecheckContext, type PrecheckInput } from '#shared/filing/prechecks/index'
import { fieldAt } from '#shared/forms/form-index'
import { withValueAt } from '#shared/forms/paths'
import { FORMS } from '#shared/forms/registry'
import type { Dictionaries, Dictionary, FormValues } from '#shared/forms/types'
import { validateRecord } from '#shared/forms/validate'
import { pictureRef } from '../../fixtures/records/attachments'
import { validIndividual, validOrganization, YANGPU } from '../../fixtures/records/subject'
import { validWebsite } from '../../fixtures/records/website'

const dictionaries: Dictionaries = Object.fromEntries(
  DICTIONARY_NAMES.map((name) => [name, JSON.parse(readFileSync(new URL(`../../../resources/dictionaries/${dictionaryFile(name)}`, import.meta.url), 'utf8')) as Dictionary]),
)
const TODAY = '2026-11-21'
const context: PrecheckContext = { today: TODAY, openRequest: false, domainsInUse: [], filedAssessments: 0, dictionaries }

interface Base {
  businessType: string
  record: () => FormValues
  subject?: () => FormValues
}
const BASES = {
  organization: { businessType: 'subject.create', record: validOrganization },
  individual: { businessType: 'subject.create', record: validIndividual },
  change: { businessType: 'subject.change', record: validOrganization },
  website: { businessType: 'website.create', record: validWebsite, subject: validOrganization },
  personalWebsite: { businessType: 'website.create', record: () => validWebsite({ icpNumber: '沪ICP备2026032381号-1' }), subject: validIndividual },
  websiteChange: { businessType: 'website.change', record: validWebsite, subject: validOrganization },
} satisfies Record<string, Base>

type Edits = Record<string, unknown>
const edit = (record: FormValues, edits: Edits): FormValues => Object.entries(edits).reduce((changed, [path, value]) => withValueAt(changed, path, value), record)

function input(base: keyof typeof BASES, edits: Edits = {}, more: Partial<PrecheckContext> = {}, rest: Partial<PrecheckInput> = {}): PrecheckInput {
  const entry: Base = BASES[base]
  return { businessType: entry.businessType, record: edit(entry.record(), edits), subjectRecord: entry.subject?.(), context: { ...context, ...more }, ...rest }
}
const run = (...args: Parameters<typeof input>) => runPrechecks(input(...args)).map((finding) => `${finding.level} ${findingKey(finding)}`)

describe('base records', () => {
  it.each(Object.keys(BASES) as (keyof typeof BASES)[])('%s is valid by its form and without findings', (base) => {
    const made = input(base)
    const form = FORMS[businessType(made.businessType).form]
    expect(form).toBeDefined()
    expect(form && validateRecord(form, made.record, { dictionaries, today: TODAY }, { stage: 'submit' })).toMatchObject({ ok: true })
    expect(runPrechecks(made)).toEqual([])
  })
})

type Row = [key: string, ...args: Parameters<typeof input>]
const officer = (edits: Edits): Edits => Object.fromEntries(Object.entries(edits).map(([id, value]) => [`securityOfficer.${id}`, value]))
const other = pictureRef('other')

/** Each gives exactly the finding named: level, check, field. */
const TRIGGERS: Row[] = [
  ['warning PC-02:responsiblePerson.idNumber', 'organization', { 'responsiblePerson.idNumber': '110101200911210011' }],
  ['error PC-02:responsiblePerson.idNumber', 'organization', { 'responsiblePerson.idNumber': '110101201011220016' }],
  ['warning PC-04:responsiblePerson.idType', 'organization', { 'responsiblePerson.idType': '335' }],
  ['warning PC-05:organizationNature', 'organization', { organizationNature: 'government' }],
  ['error PC-06:responsiblePerson.idExpiry', 'organization', { 'responsiblePerson.idExpiry': '2026-11-20' }],
  ['warning PC-06:responsiblePerson.idExpiry', 'organization', { 'responsiblePerson.idExpiry': '2026-11-21' }],
  ['warning PC-06:responsiblePerson.idExpiry', 'organization', { 'responsiblePerson.idExpiry': '2027-02-18' }],
  ['error PC-06:emergencyContact.idExpiry', 'website', { 'emergencyContact.idExpiry': '2020-01-01' }],
  ['warning PC-07:emergencyContact.mobile', 'website', { 'emergencyContact.mobile': '13800138000' }],
  ['warning PC-07:securityOfficer.mobile', 'website', officer({ mobile: '13700137000' })],
  ['warning PC-08:responsiblePerson.officePhone', 'organization', { 'responsiblePerson.officePhone': '010-00000000' }],
  ['warning PC-08:responsiblePerson.officePhone', 'organization', { 'responsiblePerson.officePhone': '010-88888888' }],
  ['warning PC-08:responsiblePerson.officePhone', 'organization', { 'responsiblePerson.officePhone': '010-12345678' }],
  ['warning PC-08:registrar.phone', 'website', { 'registrar.phone': '021-66666666' }],
  ['warning PC-10:responsiblePerson.name', 'organization', { 'responsiblePerson.name': '测试人员' }],
  ['warning PC-10:responsiblePerson.name', 'organization', { 'responsiblePerson.name': 'Lin Xiaoyan' }],
  ['error PC-11:organizationIdPhoto', 'organization', { organizationIdPhoto: pictureRef('licence', { width: 599, height: 1000 }) }],
  ['warning PC-11:domainCertificate', 'website', { domainCertificate: pictureRef('small', { width: 599, height: 1000 }) }],
  ['warning PC-11:responsiblePerson.idHeld', 'organization', { 'responsiblePerson.idHeld': pictureRef('held', { brightness: 20 }) }],
  ['warning PC-11:responsiblePerson.idHeld', 'organization', { 'responsiblePerson.idHeld': pictureRef('held', { brightness: 253 }) }],
  ['warning PC-11:responsiblePerson.idHeld', 'organization', { 'responsiblePerson.idHeld': pictureRef('held', { sharpness: 3 }) }],
  ['error PC-12:domainCertificate', 'website', { domainCertificate: pictureRef('big', { size: 5 * 1024 * 1024 + 1 }) }],
  ['error PC-13:responsiblePerson.idBack', 'organization', { 'responsiblePerson.idBack': pictureRef('responsible-front') }],
  ['error PC-13:securityOfficer.idBack', 'website', officer({ idFront: other, idBack: other })],
  ['warning PC-15:organizationName', 'organization', { organizationName: '北京晨光(集团)有限公司' }],
  ['warning PC-15:organizationName', 'organization', { organizationName: '北京 晨光有限公司' }],
  ['warning PC-15:registrar.name', 'website', { 'registrar.name': '北京新网（数码信息技术有限公司' }],
  ['warning PC-16:name', 'website', { name: 'chenguang-reading.cn' }],
  ['error PC-16:name', 'website', { name: 'chenguang-reading.cn', hasIcpNumber: false }],
  ['error PC-16:name', 'website', { name: 'Chenguang 2026', hasIcpNumber: false, icpNumber: undefined }],
  ['warning PC-16:name', 'website', { name: '晨光' }],
  ['error PC-16:name', 'personalWebsite', { name: '晨光阅读商城' }],
  ['error PC-16:name', 'website', { name: '晨光公安阅读' }],
  ['warning PC-16:name', 'website', { name: '中华晨光阅读' }],
  ['error PC-16:name', 'personalWebsite', { name: '中华晨光阅读' }],
  ['warning PC-16:name', 'website', { name: '晨光教育网' }],
  ['warning PC-18:icpNumber', 'website', { icpNumber: '京ICP备2026032381号' }],
  ['info PC-19:icpNumber', 'website', { icpNumber: '沪ICP备2026032381号-1' }],
  ['info PC-20:primaryDomain', 'website', { primaryDomain: 'xn--fiq7iq58bfy3a8bb.xn--fiqs8s' }],
  ['error PC-21:otherDomains[0]', 'website', { otherDomains: ['Chenguang-Reading.cn'] }],
  ['error PC-21:otherDomains[1]', 'website', { otherDomains: ['a.cn', 'a.cn'] }],
  ['error PC-22:primaryDomain', 'website', {}, { domainsInUse: [{ domain: 'chenguang-reading.cn', where: '已备案的“晨光网”' }] }],
  ['error PC-22:otherDomains[0]', 'website', {}, { domainsInUse: [{ domain: 'CGreading.com.cn', where: '草稿“晨光网”' }] }],
  ['warning PC-23:ipAddresses[1]', 'website', { ipAddresses: ['39.105.20.88', '192.0.2.1'] }],
  ['warning PC-29:serviceTypes', 'personalWebsite', { serviceTypes: ['www', 'onlineShopping'] }],
  ['error PC-30:regulatedGoods.items', 'website', { regulatedGoods: { involved: true, items: [] } }],
  ['error PC-30:regulatedGoods.items[1].licence', 'website', { regulatedGoods: { involved: true, items: [{ code: 'civilExplosives', licence: other }, { code: 'policeEquipment' }] } }],
  ['error PC-30:preApprovals.items[0].licence', 'website', { preApprovals: { involved: true, items: [{ code: 'education', licenceNumber: '教1' }] } }],
  ['warning PC-30:regulatedGoods.involved', 'website', { name: '晨光弩具之家' }],
  ['warning PC-30:preApprovals.involved', 'website', { serviceTypes: ['www', 'news'] }],
  ['error PC-31:launchDate', 'website', { launchDate: '2026-11-22' }],
  ['warning PC-31:launchDate', 'website', { launchDate: '2026-10-21' }],
  ['warning PC-34:accessProvider.method', 'website', { 'accessProvider.method': 'colocation' }],
  ['warning PC-36:officeRegion', 'change', { officeRegion: YANGPU }, {}, { inForce: validOrganization() }],
  ['error PC-37:', 'organization', {}, { openRequest: true }],
  ['error PC-39:acknowledged', 'website', { acknowledged: undefined }],
  ['error PC-40:', 'organization', {}, { companions: 0 }],
  ['warning PC-41:interactive', 'website', { interactive: true, serviceTypes: ['www', 'forum'] }],
  ['info PC-43:', 'organization', {}, { draftExpiresOn: '2026-11-28' }],
  ['info PC-43:launchDate', 'website', { launchDate: '2026-10-29' }],
  ['info PC-43:launchDate', 'website', { launchDate: '2026-10-22' }],
  ['warning PC-44:interactive', 'website', { serviceTypes: ['www', 'forum'] }],
]

/** On the other side of each limit: no finding at all. */
const CLEAR: Row[] = [
  ['PC-02 on the 18th birthday', 'organization', { 'responsiblePerson.idNumber': '110101200811210014' }],
  ['PC-02 of other certificates', 'organization', { 'responsiblePerson.idType': '414', 'responsiblePerson.idNumber': 'E12345678' }],
  ['PC-04 with a passport', 'organization', { 'responsiblePerson.idType': '414' }],
  ['PC-05 of a public institution', 'organization', { organizationNature: 'publicInstitution', organizationIdNumber: '123101154000000185' }],
  ['PC-06 in 90 days', 'organization', { 'responsiblePerson.idExpiry': '2027-02-19' }],
  ['PC-09 by an individual name alone', 'website', { 'emergencyContact.idNumber': undefined }],
  ['PC-11 at 600 pixels', 'organization', { organizationIdPhoto: pictureRef('licence', { width: 600, height: 900 }) }],
  ['PC-11 without figures', 'organization', { organizationIdPhoto: pictureRef('licence', { width: undefined, height: undefined, brightness: undefined, sharpness: undefined }) }],
  ['PC-12 at 5 MB', 'website', { domainCertificate: pictureRef('big', { size: 5 * 1024 * 1024 }) }],
  ['PC-15 with full-width brackets', 'organization', { organizationName: '北京晨光（集团）有限公司' }],
  ['PC-16 of a government', 'website', { name: '晨光公安服务网' }, {}, { subjectRecord: validOrganization({ organizationNature: 'government' }) }],
  ['PC-16 with the approval', 'website', { name: '晨光教育网', preApprovals: { involved: true, items: [{ code: 'education', licenceNumber: '教1', licence: other }] } }],
  ['PC-16 in the organization’s own name', 'website', { name: '中国晨光阅读' }, {}, { subjectRecord: validOrganization({ organizationName: '中国晨光出版社' }) }],
  ['PC-22 of another domain', 'website', {}, { domainsInUse: [{ domain: 'reading.cn', where: '草稿' }] }],
  ['PC-29 of an organization', 'website', { serviceTypes: ['www', 'onlineShopping'] }],
  ['PC-30 with its proof', 'website', { regulatedGoods: { involved: true, items: [{ code: 'civilExplosives', licence: other }] } }],
  ['PC-31 today', 'website', { launchDate: TODAY }],
  ['PC-31 of a change', 'websiteChange', { launchDate: '2020-01-01' }],
  ['PC-34 of a line', 'website', { 'accessProvider.name': '中国电信股份有限公司', 'accessProvider.method': 'dedicatedLine' }],
  ['PC-36 of another address', 'change', { officeAddress: '建外街道建国路90号' }, {}, { inForce: validOrganization() }],
  ['PC-40 with a companion', 'organization', {}, { companions: 1 }],
  ['PC-40 outside an export', 'organization', {}, { companions: undefined }],
  ['PC-41 with an assessment', 'website', { interactive: true, serviceTypes: ['www', 'forum'] }, { filedAssessments: 1 }],
  ['PC-43 with 8 days left', 'organization', {}, { draftExpiresOn: '2026-11-29' }],
  ['PC-44 without interactive kinds', 'website', { serviceTypes: ['www', 'onlineShopping'] }],
]

describe('checks', () => {
  it.each(TRIGGERS)('%s', (key, ...args) => {
    expect(run(...args)).toEqual([key])
  })
  it.each(CLEAR)('no finding: %s', (_, ...args) => {
    expect(run(...args)).toEqual([])
  })
  it('PC-04: a business licence of an institution', () => {
    expect(run('organization', { organizationNature: 'publicInstitution', organizationIdType: 'businessLicense' })).toContain('warning PC-04:organizationIdType')
  })
  it('PC-09: the same emergency contact warns an organization and informs an individual', () => {
    const same = { emergencyContact: validWebsite().securityOfficer }
    expect(run('website', same)).toEqual(['warning PC-09:emergencyContact.name'])
    expect(run('personalWebsite', same)).toEqual(['info PC-09:emergencyContact.name'])
  })
  it('PC-36: the reason names both regions', () => {
    const [found] = runPrechecks(input('change', { officeRegion: YANGPU }, {}, { inForce: validOrganization() }))
    expect(found?.finding).toBe('管辖地由北京市/市辖区/朝阳区变更为上海市/市辖区/杨浦区，备案号将重新生成')
  })
  it('join several faults at one field into one finding of the worst level', () => {
    const [found, ...more] = runPrechecks(input('personalWebsite', { name: '中华教育商城' }))
    expect(more).toEqual([])
    expect(found).toMatchObject({ id: 'PC-16', level: 'error', field: 'name' })
    expect(found?.finding.split('；')).toHaveLength(3)
  })
  it('each have a row that triggers them', () => {
    const tried = new Set([...TRIGGERS.map(([key]) => /PC-\d+/.exec(key)?.[0]), 'PC-04', 'PC-09'])
    expect([...new Set(PRECHECKS.map((check) => check.id))].filter((id) => !tried.has(id))).toEqual([])
  })
  it('lead to fields of the form, in Chinese', () => {
    for (const [, ...args] of TRIGGERS) {
      const made = input(...args)
      const form = FORMS[businessType(made.businessType).form]
      for (const finding of runPrechecks(made)) {
        for (const text of [finding.finding, finding.why, finding.mend]) expect(text).toMatch(/[\u4e00-\u9fa5].*[\u4e00-\u9fa5]/)
        if (finding.field !== undefined) expect(form && fieldAt(form, finding.field)?.field.label).toMatch(/\S/)
      }
    }
  })
  it('put errors first', () => {
    expect(run('website', { icpNumber: '沪ICP备2026032381号-1', ipAddresses: ['192.0.2.1'], acknowledged: false })).toEqual(
      ['error PC-39:acknowledged', 'warning PC-23:ipAddresses[0]', 'info PC-19:icpNumber'],
    )
  })
  it('look at procedure only where the form is another', () => {
    expect(runPrechecks({ businessType: 'website.cancel', record: { reason: '不再开办' }, context: { ...context, openRequest: true } }).map(findingKey)).toEqual(['PC-37:'])
    expect(runPrechecks({ businessType: 'mobileApp.create', record: {}, context })).toEqual([])
  })
})

describe('records under way', () => {
  it('never throw, whatever is missing or odd', () => {
    const keys = fc.constantFrom(...Object.keys(validWebsite()), ...Object.keys(validOrganization()))
    const junk = fc.oneof(fc.constant(undefined), fc.constant(null), fc.string(), fc.integer(), fc.array(fc.string()), fc.object(), fc.constant([null, 1, {}]))
    fc.assert(fc.property(fc.dictionary(keys, junk), fc.constantFrom('subject.create', 'subject.change', 'website.create', 'website.change'), (edits, type) => {
      const record = { ...(type.startsWith('subject') ? validOrganization() : validWebsite()), ...edits }
      expect(() => runPrechecks({ businessType: type, record, subjectRecord: edits, inForce: edits, context })).not.toThrow()
    }))
    expect(runPrechecks({ businessType: 'subject.create', record: {}, context })).toEqual([])
    expect(runPrechecks({ businessType: 'website.create', record: {}, context }).map(findingKey)).toEqual(['PC-39:acknowledged'])
  })
  it('name the domains of a website as they are compared', () => {
    expect(websiteDomains({ primaryDomain: '互联网中心.中国', otherDomains: ['A.cn'] })).toEqual(['xn--fiq7iq58bfy3a8bb.xn--fiqs8s', 'a.cn'])
    expect(websiteDomains({})).toEqual([])
  })
})
