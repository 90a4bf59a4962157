import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Input } from '#shared/contract/registry'
import type { ErrorCode } from '#shared/errors/codes'
import type { FormValues } from '#shared/forms/types'
import { pictureRef } from '../../fixtures/records/attachments'
import { validIndividual, validOrganization } from '../../fixtures/records/subject'
import { validWebsite } from '../../fixtures/records/website'
import { createFilingKit, OWNER } from './filing-kit'

const kit = await createFilingKit()
await kit.submitSubject()

type Submit = Input<'applications.submit'>
const site = (record: FormValues, more: Partial<Submit> = {}): Submit => ({ businessType: 'website.create', record, unverified: [], reasons: {}, ...more })
const subject = (record: FormValues, more: Partial<Submit> = {}): Submit => ({ businessType: 'subject.create', record, unverified: [], reasons: {}, ...more })
const withPerson = (changes: FormValues): FormValues => ({ ...validOrganization(), responsiblePerson: { ...validOrganization().responsiblePerson, ...changes } })

interface Case { title: string; input: Submit; code: ErrorCode; fields: string[] }
const CASES: readonly Case[] = [
  { title: 'a wrong digit in the ID card', input: subject(withPerson({ idNumber: '110105194912310021' })), code: 'filing.fieldsInvalid', fields: ['responsiblePerson.idNumber'] },
  { title: 'a wrong credit code', input: subject(validOrganization({ organizationIdNumber: '91350100M000100Y44' })), code: 'filing.fieldsInvalid', fields: ['organizationIdNumber'] },
  { title: 'a required field missing', input: subject(validOrganization({ officeAddress: '' })), code: 'filing.fieldsInvalid', fields: ['officeAddress'] },
  { title: 'an unknown key', input: subject({ ...validOrganization(), secret: 1 }), code: 'filing.fieldsInvalid', fields: ['secret'] },
  { title: 'an unknown key inside', input: subject(withPerson({ admin: true })), code: 'filing.fieldsInvalid', fields: ['responsiblePerson.admin'] },
  { title: 'a wrong type', input: subject({ ...validOrganization(), officeAddress: 7 }), code: 'filing.fieldsInvalid', fields: ['officeAddress'] },
  { title: 'a private IP', input: site(validWebsite({ ipAddresses: ['192.168.1.1'] })), code: 'filing.fieldsInvalid', fields: ['ipAddresses[0]'] },
  { title: 'a picture that is not in the store', input: subject(validOrganization({ organizationIdPhoto: pictureRef('never-uploaded') })), code: 'attachment.missing', fields: ['organizationIdPhoto'] },
  { title: 'a copied field not yet confirmed', input: site(validWebsite(), { unverified: ['securityOfficer.idNumber'] }), code: 'filing.fieldsInvalid', fields: ['securityOfficer.idNumber'] },
  { title: 'the notice not ticked', input: site({ ...validWebsite(), acknowledged: false }), code: 'filing.notAcknowledged', fields: ['acknowledged'] },
  { title: 'a pre-check error', input: site(validWebsite({ name: '晨光人民政府网' })), code: 'filing.precheckFailed', fields: ['name'] },
  { title: 'the same picture in front and back', input: subject(withPerson({ idBack: pictureRef('responsible-front') })), code: 'filing.precheckFailed', fields: ['responsiblePerson.idBack'] },
  { title: 'a business this version cannot do', input: { ...subject(validOrganization()), businessType: 'appMarket.create' }, code: 'filing.businessUnknown', fields: [] },
  { title: 'a business there is not', input: { ...subject(validOrganization()), businessType: '__proto__' }, code: 'filing.businessUnknown', fields: [] },
  { title: 'a subject of nobody', input: site(validWebsite(), { subjectId: OWNER }), code: 'general.notFound', fields: [] },
]

describe('refused with its code at its field, and nothing is stored', () => {
  for (const { title, input, code, fields } of CASES) {
    test(title, async () => {
      const before = await kit.contents()
      const refused = await kit.refusal('applications.submit', input)
      expect(refused.code).toBe(code)
      expect(Object.keys(refused.fields ?? {})).toEqual(expect.arrayContaining(fields))
      for (const text of Object.values(refused.fields ?? {})) expect(text).toMatch(/[\u4e00-\u9fff]/)
      expect(await kit.contents()).toBe(before)
    })
  }

  test('drafts: wrong types, unknown keys and missing pictures', async () => {
    const before = await kit.contents()
    const save = (record: FormValues) => kit.refusal('drafts.save', { businessType: 'website.create', record, unverified: [], reasons: {} })
    expect((await save({ name: 7 })).fields).toHaveProperty('name')
    expect((await save({ nmae: '晨光' })).fields).toHaveProperty('nmae')
    expect((await save({ ipAddresses: 'x' })).code).toBe('filing.fieldsInvalid')
    expect((await save({ domainCertificate: pictureRef('never-uploaded') })).code).toBe('attachment.missing')
    expect(await kit.contents()).toBe(before)
  })

  test('whatever takes the place of a field, a refusal stores nothing and breaks nothing', async () => {
    const paths = Object.keys(validWebsite())
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.jsonValue(), async (path, junk) => {
        const before = await kit.contents()
        let refused = false
        try {
          await kit.call('applications.submit', site({ ...validWebsite(), [path]: junk } as FormValues, { subjectId: OWNER }))
        } catch (error) {
          refused = true
          expect((error as { code?: string }).code).toMatch(/^(filing|general|attachment)\./)
        }
        expect(refused).toBe(true)
        expect(await kit.contents()).toBe(before)
      }),
      { numRuns: 60 },
    )
  })
})

test('warnings go on with a written reason, and only with one; the reason travels along', async () => {
  const record = validWebsite({ launchDate: '2026-09-01' })
  const { findings } = await kit.call('applications.precheck', { businessType: 'website.create', record })
  const late = findings.find((finding) => finding.id === 'PC-31')
  expect(late).toMatchObject({ level: 'warning', field: 'launchDate', key: 'PC-31:launchDate' })
  const before = await kit.contents()
  const insufficient: Record<string, string>[] = [{}, { 'PC-31:launchDate': '   ' }, { 'PC-99:name': '无关' }]
  for (const reasons of insufficient) {
    const refused = await kit.refusal('applications.submit', site(record, { reasons }))
    expect(refused).toMatchObject({ code: 'filing.reasonsMissing', fields: { 'PC-31:launchDate': expect.any(String) } })
  }
  expect(await kit.contents()).toBe(before)
  const taken = await kit.call('applications.submit', site(record, { reasons: { 'PC-31:launchDate': ' 此前为内部测试 ', 'PC-99:name': '无关' } }))
  const kept = await kit.call('applications.get', { id: taken.applicationId })
  expect(kept.reasons).toEqual({ 'PC-31:launchDate': '此前为内部测试' })
  expect(kept.findings.map((finding) => finding.key)).toContain('PC-31:launchDate')
})

test('what a condition hides is not stored', async () => {
  const fresh = await createFilingKit()
  const { subjectId } = await fresh.submitSubject({ ...validIndividual(), organizationName: '不应保存的名称', officeAddress: '不应保存' })
  const { record, name, nature, regionName } = await fresh.call('subjects.get', { id: subjectId })
  expect({ name, nature, regionName }).toEqual({ name: '林晓燕', nature: 'individual', regionName: '上海市/市辖区/杨浦区' })
  expect(Object.keys(record).sort()).toEqual(['nature', 'responsiblePerson'])
})
