import fc from 'fast-check'
import { v7 as uuid } from 'uuid'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeReceipt, parseReceiptQr, receiptCheckCode, receiptQrText, type ReceiptFacts } from '#core/bundle/receipt'
import { makeStation, refusalOf, type TestStation } from './bundle-kit'

let station: TestStation
beforeAll(async () => {
  station = await makeStation('审核站', 'review')
})

const facts = (count: number, setAside: number): ReceiptFacts => ({
  bundleId: uuid(), bundleSha256: 'ab'.repeat(32), receivedAt: '2026-03-02T01:02:03.000Z',
  items: Array.from({ length: count }, (_, index) => ({ applicationId: uuid(), revision: 1, outcome: index < setAside ? 'setAside' : 'taken' })),
})

describe('receipts', () => {
  it('have a check code that depends on what was done, not on the order or the time', () => {
    const made = facts(5, 2)
    const code = receiptCheckCode(made)
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
    fc.assert(fc.property(fc.shuffledSubarray(made.items, { minLength: 5 }), (items) => {
      expect(receiptCheckCode({ ...made, items })).toBe(code)
    }))
    const [first, ...rest] = made.items
    expect(receiptCheckCode({ ...made, items: [{ ...first!, outcome: 'taken' }, ...rest] })).not.toBe(code)
    expect(receiptCheckCode({ ...made, items: [{ ...first!, revision: 2 }, ...rest] })).not.toBe(code)
    expect(receiptCheckCode({ ...made, bundleSha256: 'ac'.repeat(32) })).not.toBe(code)
  })

  it.each([[1, 0], [1000, 0], [1000, 3], [1000, 1000]])('of %i items, %i set aside, fit in a QR code under 2 KB', (count, setAside) => {
    const receipt = makeReceipt(facts(count, setAside))
    const text = receiptQrText(receipt, station.keys)
    expect(Buffer.byteLength(text)).toBeLessThan(2048)
    expect(parseReceiptQr(text, station.keys.publicKey)).toMatchObject({
      bundleId: receipt.bundleId, checkCode: receipt.checkCode, taken: count - setAside, setAsideCount: setAside, complete: setAside <= 3,
    })
  })

  it('a QR code with any character changed is refused', async () => {
    const text = receiptQrText(makeReceipt(facts(3, 1)), station.keys)
    for (let at = 0; at < text.length; at += 7) {
      const changed = `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`
      expect(await refusalOf(() => parseReceiptQr(changed, station.keys.publicKey)), `at ${at}`).toBe('bundle.receiptWrong')
    }
  })
})
