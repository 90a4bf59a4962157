import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jurisdictionChanges, jurisdictionOf } from '#shared/filing/jurisdiction'
import { maskEmail, maskIdNumber, maskPersonName, maskPhone, phoneEnds } from '#shared/filing/mask'
import { filingNumberSnippet, isDemoNumber, issueFilingNumber, numberSettingsProblems } from '#shared/filing/numbers'
import {
  addDays, addWorkingDays, certificateReminder, daysBetween, draftExpiry, draftReminder, dueReminder, isDraftExpired, placeNumberDeadline, placeNumberReminder,
  REMINDER_DAYS, ruleTime, withdrawDeadline,
} from '#shared/filing/timers'
import { valueAt } from '#shared/filing/values'

describe('deadlines', () => {
  it('are 30 minutes, 30 days, 30 days', () => {
    expect(withdrawDeadline('2026-03-01T23:45:00.000Z')).toBe('2026-03-02T00:15:00.000Z')
    expect(draftExpiry('2026-01-31T10:00:00.000Z')).toBe('2026-03-02T10:00:00.000Z')
    expect(placeNumberDeadline('2026-02-01T00:00:00.000Z')).toBe('2026-03-03T00:00:00.000Z')
    expect(isDraftExpired('2026-01-31T10:00:00.000Z', '2026-03-02T09:59:59.999Z')).toBe(false)
    expect(isDraftExpired('2026-01-31T10:00:00.000Z', '2026-03-02T10:00:00.000Z')).toBe(true)
  })
  it('count days and working days', () => {
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01')
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2)
    expect(addWorkingDays('2026-03-06', 1)).toBe('2026-03-09')
    expect(addWorkingDays('2026-03-04', 5)).toBe('2026-03-11')
    const days = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10))
    fc.assert(fc.property(days, fc.integer({ min: 1, max: 60 }), (day, count) => {
      expect(daysBetween(day, addDays(day, count))).toBe(count)
      expect([0, 6]).not.toContain(new Date(addWorkingDays(day, count)).getUTCDay())
      expect(daysBetween(day, addWorkingDays(day, count))).toBeGreaterThanOrEqual(count)
    }))
  })
})

describe('reminders', () => {
  it('remind of a draft 7 days and 1 day before, and not after it lapsed', () => {
    const saved = '2026-03-01T00:00:00.000Z'
    expect(draftReminder(saved, '2026-03-23T23:59:59.000Z')).toBeUndefined()
    expect(draftReminder(saved, '2026-03-24T00:00:00.000Z')).toEqual({ kind: 'draftExpiry', daysBefore: 7, daysLeft: 7 })
    expect(draftReminder(saved, '2026-03-25T00:00:00.000Z', [7])).toBeUndefined()
    expect(draftReminder(saved, '2026-03-30T00:00:00.000Z', [7])).toEqual({ kind: 'draftExpiry', daysBefore: 1, daysLeft: 1 })
    expect(draftReminder(saved, '2026-03-31T00:00:00.000Z')).toBeUndefined()
  })
  it('remind of a certificate 90, 30 and 7 days before', () => {
    expect(certificateReminder('2026-12-31', '2026-10-01')).toBeUndefined()
    expect(certificateReminder('2026-12-31', '2026-10-02')?.daysBefore).toBe(90)
    expect(certificateReminder('2026-12-31', '2026-12-01')?.daysBefore).toBe(30)
    expect(certificateReminder('2026-12-31', '2026-12-24', [90, 30])).toEqual({ kind: 'certificateExpiry', daysBefore: 7, daysLeft: 7 })
    expect(certificateReminder('long-term', '2026-12-24')).toBeUndefined()
    expect(certificateReminder(undefined, '2026-12-24')).toBeUndefined()
  })
  it('remind of placing the number until it is ticked', () => {
    const approved = '2026-03-01T00:00:00.000Z'
    expect(placeNumberReminder(approved, null, '2026-03-29T00:00:00.000Z', [15, 7])?.daysBefore).toBe(3)
    expect(placeNumberReminder(approved, '2026-03-05T00:00:00.000Z', '2026-03-29T00:00:00.000Z')).toBeUndefined()
    expect(placeNumberReminder(approved, null, '2026-04-15T00:00:00.000Z', [15, 7, 3, 1])).toMatchObject({ daysBefore: 0, daysLeft: -15 })
  })
  it('give each reminder once, day by day', () => {
    const deadline = '2026-12-31T00:00:00.000Z'
    for (const kind of ['draftExpiry', 'placeNumber', 'certificateExpiry'] as const) {
      const given: number[] = []
      for (let left = 120; left >= -5; left -= 1) {
        const due = dueReminder(kind, deadline, `${addDays('2026-12-31', -left)}T00:00:00.000Z`, given)
        if (due) given.push(due.daysBefore)
      }
      expect(given).toEqual([...REMINDER_DAYS[kind]])
    }
  })
})

describe('time of rules', () => {
  it('uses the latest time seen when the clock runs behind by more than 5 minutes', () => {
    const seen = '2026-03-01T08:00:00.000Z'
    expect(ruleTime('2026-03-01T07:55:00.000Z', seen)).toEqual({ now: '2026-03-01T07:55:00.000Z', clockBehind: false })
    expect(ruleTime('2026-03-01T07:54:59.999Z', seen)).toEqual({ now: seen, clockBehind: true })
    expect(ruleTime('2026-03-01T09:00:00.000Z', seen).clockBehind).toBe(false)
    expect(ruleTime('2026-03-01T09:00:00.000Z', undefined).clockBehind).toBe(false)
  })
})

describe('numbers', () => {
  const settings = { official: true, provinceAbbr: '川', agencyCode: '510124', category: '02' }
  it('are issued from the settings', () => {
    expect(issueFilingNumber(settings, 1727)).toBe('川51012402001727')
    expect(issueFilingNumber({ ...settings, official: false }, 1)).toBe('川51012499000001')
    expect(isDemoNumber(issueFilingNumber({ ...settings, official: false }, 1))).toBe(true)
    expect(isDemoNumber(issueFilingNumber(settings, 1))).toBe(false)
  })
  it('are refused with incomplete settings or serials', () => {
    expect(numberSettingsProblems(settings)).toEqual({})
    expect(Object.keys(numberSettingsProblems({ official: true, provinceAbbr: '蜀', agencyCode: '51', category: '99' }))).toEqual(['provinceAbbr', 'agencyCode', 'category'])
    expect(numberSettingsProblems({ ...settings, agencyCode: '000000' })).toHaveProperty('agencyCode')
    expect(numberSettingsProblems({ ...settings, official: false, agencyCode: '000000' })).toEqual({})
    for (const serial of [0, -1, 1_000_000, 1.5]) expect(() => issueFilingNumber(settings, serial)).toThrow(RangeError)
    expect(() => issueFilingNumber({ ...settings, agencyCode: '' }, 1)).toThrow(RangeError)
  })
  it('make the snippet of the manual', () => {
    expect(filingNumberSnippet('京11000002000001')).toBe(
      '<a href="https://beian.mps.gov.cn/#/query/webSearch?code=11000002000001" rel="noreferrer" target="_blank">京公网安备11000002000001号</a>',
    )
    expect(filingNumberSnippet('川51012499000001')).toContain('川公网安备51012499000001号（演示）')
    expect(filingNumberSnippet('<b>')).toBeUndefined()
  })
})

describe('masks', () => {
  it.each([
    [maskIdNumber, '11010519491231002X', '110105********002X'], [maskIdNumber, 'EA1234567', 'EA*****67'], [maskIdNumber, '', ''], [maskPhone, '18112341234', '181****1234'], [maskPhone, '010-12345678', '010-******78'],
    [maskPhone, '021-55509888-8001', '021-******88-***'], [maskEmail, 'someone@example.cn', 's***@example.cn'], [maskEmail, 'x', '*'], [maskPersonName, '张三丰', '张**'], [maskPersonName, '𬎆三', '𬎆*'],
  ] as const)('%o of %s is %s', (mask, input, output) => {
    expect(mask(input)).toBe(output)
  })
  it('keeps the ends of a mobile for the identity check', () => {
    expect(phoneEnds('18112341234')).toEqual({ start: '181', end: '1234' })
  })
})

describe('jurisdiction', () => {
  const organization = { nature: 'organization', officeRegion: { code: '110105', name: '北京市/市辖区/朝阳区' }, responsiblePerson: { region: { code: '310110', name: '上海市/市辖区/杨浦区' } } }
  it('is the office region of an organization and the residence of an individual', () => {
    expect(jurisdictionOf(organization)?.code).toBe('110105')
    expect(jurisdictionOf({ ...organization, nature: 'individual' })?.code).toBe('310110')
    expect(jurisdictionOf({})).toBeUndefined()
    expect(jurisdictionOf({ nature: 'organization', officeRegion: { code: 1 } })).toBeUndefined()
  })
  it('changes by code, not by name', () => {
    expect(jurisdictionChanges(organization, { ...organization, officeRegion: { code: '110106', name: '北京市/市辖区/丰台区' } })).toBe(true)
    expect(jurisdictionChanges(organization, { ...organization, officeRegion: { code: '110105', name: '北京市/朝阳区' } })).toBe(false)
    expect(jurisdictionChanges(organization, {})).toBe(false)
  })
})

describe('reading records under way', () => {
  it('never throws and never reads inherited properties', () => {
    fc.assert(fc.property(fc.anything(), fc.stringMatching(/^[a-z.[\]0-9]{0,12}$/), (record, path) => {
      expect(() => valueAt(record, path)).not.toThrow()
    }))
    expect(valueAt({}, 'constructor')).toBeUndefined()
    expect(valueAt({ items: [{ code: 'a' }] }, 'items[0].code')).toBe('a')
  })
})
