import { describe, expect, it } from 'vitest'
import { BUSINESS_TYPES } from '#shared/filing/business-types'
import { formIndex } from '#shared/forms/form-index'
import { subjectForm } from '#shared/forms/subject.fields'
import type { Dictionaries } from '#shared/forms/types'
import { websiteForm } from '#shared/forms/website.fields'
import { HELP } from '../../renderer/features/help/help-content'
import { deskPictures, pictureFor } from '../../renderer/features/review/pictures'
import { ageText, consequenceOf, placeText } from '../../renderer/features/review/review-words'
import { PAGES } from '../../renderer/router/routes'
import { validOrganization } from '../fixtures/records/subject'
import { validWebsite } from '../fixtures/records/website'

const ctx = { dictionaries: {} as Dictionaries, today: '2026-11-21' }
const site = deskPictures('record', websiteForm, validWebsite(), ctx)
const subject = deskPictures('subject', subjectForm, validOrganization(), ctx)

describe('the certificate beside a field', () => {
  it.each([
    ['primaryDomain', 'domainCertificate'], ['otherDomains', 'domainCertificate'], ['homepageUrl', 'domainCertificate'], ['domainCertificate', 'domainCertificate'],
    ['securityOfficer.name', 'securityOfficer.idFront'], ['securityOfficer.idNumber', 'securityOfficer.idFront'], ['securityOfficer.idExpiry', 'securityOfficer.idBack'],
    ['emergencyContact.idNumber', 'emergencyContact.idFront'], ['emergencyContact.idBack', 'emergencyContact.idBack'],
    ['name', undefined], ['launchDate', undefined], ['ipAddresses', undefined], ['accessProvider.name', undefined], ['securityOfficer.mobile', undefined], ['interactive', undefined],
  ])('%s → %s', (path, picture) => {
    expect(pictureFor(websiteForm, site, path)?.path).toBe(picture)
  })

  it.each([
    ['organizationName', 'organizationIdPhoto'], ['organizationIdNumber', 'organizationIdPhoto'], ['legalRepresentative', 'organizationIdPhoto'],
    ['responsiblePerson.idNumber', 'responsiblePerson.idFront'], ['responsiblePerson.idExpiry', 'responsiblePerson.idBack'], ['responsiblePerson.idHeld', 'responsiblePerson.idHeld'],
    ['nature', undefined], ['officeRegion', undefined], ['responsiblePerson.mobile', undefined],
  ])('subject: %s → %s', (path, picture) => {
    expect(pictureFor(subjectForm, subject, path)?.path).toBe(picture)
  })

  it('is always a picture of the same person or thing, for every field of the declarations', () => {
    for (const [form, pictures] of [[websiteForm, site], [subjectForm, subject]] as const) {
      for (const { pattern, holders } of formIndex(form).values()) {
        const found = pictureFor(form, pictures, pattern)
        const holder = holders.at(-1)
        if (found !== undefined && holder !== undefined) expect(found.path.startsWith(`${holder.id}.`), pattern).toBe(true)
      }
    }
  })
})

describe('words of the review pages', () => {
  it('tells how long something waits', () => {
    const now = new Date('2026-11-21T12:00:00Z')
    expect(['2026-11-21T11:59:00Z', '2026-11-21T11:00:00Z', '2026-11-20T12:00:01Z', '2026-11-20T12:00:00Z', '2026-11-11T12:00:00Z'].map((since) => ageText(since, now)))
      .toEqual(['不到 1 小时', '1 小时', '23 小时', '1 天', '10 天'])
  })

  it('leaves the placeholder levels out of a region’s name', () => {
    expect(placeText('北京市/市辖区/朝阳区')).toBe('北京市朝阳区')
    expect(placeText('浙江省/杭州市/西湖区')).toBe('浙江省杭州市西湖区')
  })

  it('says what every outcome of every business leads to, and announces a number only where one is issued', () => {
    for (const type of BUSINESS_TYPES) {
      for (const outcome of ['approved', 'returned', 'rejected'] as const) expect(consequenceOf(outcome, type.id).length).toBeGreaterThan(8)
      const issues = type.kind !== 'subject' && type.action === 'create'
      expect(consequenceOf('approved', type.id, '京公网安备11010599000001号（演示）').includes('11010599000001'), type.id).toBe(issues)
    }
  })
})

describe('帮助', () => {
  it('names each section once and leads only to pages there are', () => {
    const ids = HELP.map((section) => section.id)
    expect(new Set(ids).size).toBe(ids.length)
    const paths = new Set(PAGES.map((page) => page.path))
    const links = HELP.flatMap((section) => section.blocks.flatMap((block) => (block.kind === 'links' ? block.items.map((link) => link.to) : [])))
    expect(links.filter((link) => !paths.has(link))).toEqual([])
  })
})
