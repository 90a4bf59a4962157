import fc from 'fast-check'
import { expect, test } from 'vitest'
import { retained, RETENTION, type RetentionItem } from '#core/store/retention'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 5, 15, 12)

/** `count` manifests, one every `step` ms, the newest at NOW. */
function history(count: number, step: number): RetentionItem[] {
  return Array.from({ length: count }, (_, i) => ({ generation: i + 1, at: NOW - (count - 1 - i) * step, schema: 0 }))
}

test('the last twenty stay, whatever their age', () => {
  expect([...retained(history(30, 400 * DAY), NOW)].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 11))
})

test('one every 13 minutes for half a year: twenty, then one an hour for two days, one a day for sixty', () => {
  const items = history(20_000, 13 * 60_000)
  const kept = retained(items, NOW)
  const keep = items.filter(({ generation }) => kept.has(generation))
  const older = keep.slice(0, -RETENTION.last)
  expect(new Set(older.map(({ at }) => Math.floor(at / HOUR))).size).toBe(older.length)
  expect(keep.filter(({ at }) => NOW - at > RETENTION.dailyFor)).toEqual([])
  const daily = keep.filter(({ at }) => NOW - at > RETENTION.hourlyFor)
  expect(new Set(daily.map(({ at }) => Math.floor(at / DAY))).size).toBe(daily.length)
  expect(daily.length).toBeGreaterThanOrEqual(57)
  expect(older.length - daily.length).toBeGreaterThanOrEqual(40)
})

test('those kept on purpose, and the last of an older schema, stay for half a year', () => {
  const items = history(100, DAY).map((item) => ({ ...item, schema: item.generation > 20 ? 1 : 0, kept: item.generation === 30 ? '恢复前' : undefined }))
  const keep = retained(items, NOW)
  expect([keep.has(30), keep.has(20), keep.has(29), keep.has(19)]).toEqual([true, true, false, false])
  expect(retained(items, NOW + RETENTION.keptFor).has(30)).toBe(false)
})

test('the newest always stays, and what stays once was never dropped before', () => {
  const ages = fc.array(fc.nat(200 * DAY), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(ages, fc.nat(30 * DAY), (list, later) => {
      const sorted = [...list].sort((a, b) => b - a)
      const items = sorted.map((age, i) => ({ generation: i + 1, at: NOW - age, schema: 0 }))
      const before = retained(items, NOW)
      expect(before.has(items.length)).toBe(true)
      for (const generation of retained(items, NOW + later)) expect(before.has(generation)).toBe(true)
    }),
  )
})
