import { expect, test } from 'vitest'
import { applications } from '#core/collections/filing.collections'
import { pictureRef } from '../../fixtures/records/attachments'
import { validOrganization } from '../../fixtures/records/subject'
import { createFilingKit, NUMBER } from './filing-kit'

/** A kit with a subject and a site in force. */
async function filedKit() {
  const kit = await createFilingKit()
  const subject = await kit.submitSubject()
  const site = await kit.submitSite()
  for (const id of [subject.applicationId, site.applicationId]) await kit.exportOut(id)
  await kit.apply(kit.decision(subject.applicationId, 'approved'))
  await kit.apply(kit.decision(site.applicationId, 'approved', { filingNumber: NUMBER }))
  return { ...kit, subject, site }
}

test('a change of a subject keeps what was filed, its pictures too, when it is in force', async () => {
  const kit = await filedKit()
  const responsiblePerson = { ...validOrganization().responsiblePerson, idHeld: pictureRef('another-held') }
  const change = await kit.call('applications.submit', {
    businessType: 'subject.change', subjectId: kit.subject.subjectId, record: validOrganization({ responsiblePerson }), unverified: [], reasons: {},
  })
  await kit.exportOut(change.applicationId)
  await kit.apply(kit.decision(change.applicationId, 'approved'))
  const shown = await kit.call('applications.get', { id: change.applicationId })
  expect(shown.record).toMatchObject({ responsiblePerson: { idHeld: pictureRef('another-held') } })
  expect(shown.filedRecord).toEqual(validOrganization())
  const held = validOrganization().responsiblePerson.idHeld.sha256
  const stored = await kit.stored(change.applicationId)
  expect(stored && applications.attachmentsOf?.(stored)).toContain(held)
})
