import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeBundle, judgeDecision, judgeItem, type IncomingBundle, type ItemState, type LedgerRow } from '#shared/bundle/ledger'

/** A sender's chain of bundles 1…n. */
const chain = (length: number): IncomingBundle[] =>
  Array.from({ length }, (_, index) => ({ bundleId: `id-${index + 1}`, seq: index + 1, sha256: `sha-${index + 1}`, prevBundleSha256: index === 0 ? null : `sha-${index}` }))

function takeIn(arrivals: readonly IncomingBundle[]): LedgerRow[] {
  const rows: LedgerRow[] = []
  for (const bundle of arrivals) if (judgeBundle(rows, bundle).verdict === 'new') rows.push(bundle)
  return rows
}

/** Every bundle of a chain at least once, some more often, in any order. */
const arrivals = fc.integer({ min: 1, max: 8 }).chain((length) =>
  fc.tuple(fc.constant(chain(length)), fc.array(fc.integer({ min: 0, max: length - 1 }), { maxLength: 12 })).chain(([bundles, again]) =>
    fc.shuffledSubarray([...bundles, ...again.map((index) => bundles[index]!)], { minLength: length + again.length })))

describe('the ledger', () => {
  it('ends with the same bundles taken in, whatever the order and repetition', () => {
    fc.assert(fc.property(arrivals, (order) => {
      const rows = takeIn(order)
      const expected = [...new Set(order.map((bundle) => bundle.seq))].sort((a, b) => a - b)
      expect(rows.map((row) => row.seq).sort((a, b) => a - b)).toEqual(expected)
      expect(order.every((bundle) => judgeBundle(rows, bundle).verdict === 'sameAgain')).toBe(true)
    }))
  })

  it('lists what is missing and says when the gap is filled', () => {
    const [first, , third, fourth] = chain(4)
    expect(judgeBundle([first!], fourth!)).toMatchObject({ verdict: 'new', missing: [2, 3], brokenChain: false, warnings: ['此前还有未收到的交接包：第 2–3 号'] })
    expect(judgeBundle([first!, fourth!], third!)).toMatchObject({ verdict: 'new', missing: [2] })
    expect(judgeBundle([first!, third!, fourth!], chain(2)[1]!)).toMatchObject({ verdict: 'new', missing: [], warnings: [] })
  })

  const forged = (change: Partial<IncomingBundle>): IncomingBundle => ({ bundleId: 'x', seq: 2, sha256: 'x', prevBundleSha256: 'sha-1', ...change })
  it.each([
    ['same id, other bytes', chain(3), forged({ bundleId: 'id-2' }), 'bundle.otherBytes'],
    ['a number already passed', chain(3), forged({ seq: 2 }), 'bundle.older'],
    ['a gap filled by another bundle than the chain names', [chain(3)[0]!, chain(3)[2]!], forged({ seq: 2 }), 'bundle.chainForked'],
  ])('%s is quarantined', (_, rows, incoming, code) => {
    expect(judgeBundle(rows, incoming)).toMatchObject({ verdict: 'quarantine', code })
  })

  it.each([
    ['another predecessor', forged({ seq: 3, prevBundleSha256: 'sha-9' }), true],
    ['no predecessor', forged({ seq: 3, prevBundleSha256: null }), true],
    ['the right predecessor', forged({ seq: 3, prevBundleSha256: 'sha-2' }), false],
  ])('%s warns of a broken chain: %o', (_, incoming, broken) => {
    const judged = judgeBundle(chain(2), incoming)
    expect(judged).toMatchObject({ verdict: 'new', brokenChain: broken })
    expect(judged.warnings).toHaveLength(broken ? 1 : 0)
  })
})

describe('items', () => {
  const state = (revision: number, contentSha256 = `content-${revision}`): ItemState => ({ revision, contentSha256 })

  it('end at the highest revision in any order, and it never goes down', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 20 }), (revisions) => {
      let held: ItemState | undefined
      for (const revision of revisions) {
        const verdict = judgeItem(held, state(revision))
        expect(verdict === 'older').toBe(held !== undefined && revision < held.revision)
        if (verdict === 'new' || verdict === 'newer') held = state(revision)
      }
      expect(held).toEqual(state(Math.max(...revisions)))
    }))
  })

  it('the same revision with other content conflicts', () => {
    expect(judgeItem(state(2), state(2))).toBe('identical')
    expect(judgeItem(state(2), state(2, 'other'))).toBe('conflicting')
  })

  it('a decision applies only to what is held', () => {
    const decision = { revision: 2, basedOn: 'content-2', contentSha256: 'decision' }
    expect(judgeDecision(state(2), decision, undefined)).toBe('applies')
    expect(judgeDecision(state(2), decision, { contentSha256: 'decision' })).toBe('identical')
    expect(judgeDecision(state(2), decision, { contentSha256: 'another' })).toBe('conflicting')
    expect(judgeDecision(state(2, 'other'), decision, undefined)).toBe('conflicting')
    expect(judgeDecision(state(3), decision, undefined)).toBe('conflicting')
    expect(judgeDecision(undefined, decision, undefined)).toBe('unknown')
  })
})
