import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fits, planParts, type PartItem } from '#shared/bundle/parts'

const limits = { bytes: 100_000, items: 5, entries: 12 }
const file = fc.record({ sha256: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), size: fc.constant(9000) })
const item = fc.record({ id: fc.uuid(), bytes: fc.integer({ min: 1, max: 30_000 }), files: fc.uniqueArray(file, { maxLength: 4, selector: (entry) => entry.sha256 }) })
const groups = fc.array(fc.array(item, { minLength: 1, maxLength: 2 }), { maxLength: 15 })

describe('parts', () => {
  it('keep the order and every item, split no group, and each is within the limits', () => {
    fc.assert(fc.property(groups, (given) => {
      const parts = planParts(given, limits)
      expect(parts.flat()).toEqual(given.flat())
      for (const part of parts) expect(fits(part, limits) || given.some((group) => group.length === part.length && group[0] === part[0])).toBe(true)
      const partOf = (wanted: PartItem): number => parts.findIndex((part) => part.includes(wanted))
      for (const group of given) expect(new Set(group.map(partOf)).size).toBe(1)
    }))
  })

  it('are no more than needed when everything fits in one', () => {
    fc.assert(fc.property(groups, (given) => {
      fc.pre(given.length > 0 && fits(given.flat(), limits))
      expect(planParts(given, limits)).toHaveLength(1)
    }))
  })

  it('the default limits split at 1,000 items and 512 MB', () => {
    const small = (id: number, size = 0): PartItem[] => [{ id: String(id), bytes: 1000, files: size ? [{ sha256: String(id), size }] : [] }]
    expect(planParts(Array.from({ length: 1001 }, (_, id) => small(id))).map((part) => part.length)).toEqual([1000, 1])
    expect(planParts(Array.from({ length: 200 }, (_, id) => small(id, 5_000_000))).map((part) => part.length)).toEqual([106, 94])
  })
})
