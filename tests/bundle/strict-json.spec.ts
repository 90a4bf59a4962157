import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJsonBytes } from '#core/bundle/json-bytes'
import { parseStrictJson } from '#shared/bundle/strict-json'
import { refusalOf } from './bundle-kit'

const keys = fc.string({ maxLength: 8 }).filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key))
const { tree } = fc.letrec((tie) => ({
  leaf: fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), fc.string({ unit: 'grapheme', maxLength: 20 })),
  tree: fc.oneof({ maxDepth: 5, withCrossShrink: true }, tie('leaf'), fc.array(tie('tree'), { maxLength: 5 }), fc.dictionary(keys, tie('tree'), { maxKeys: 5, noNullPrototype: true })),
}))

describe('strict JSON', () => {
  it('reads whatever JSON.stringify writes, as JSON.parse does', () => {
    fc.assert(fc.property(tree, fc.constantFrom(undefined, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      expect(parseStrictJson(text)).toEqual(JSON.parse(text))
    }))
  })

  it('accepts no text that JSON.parse refuses', () => {
    const pieces = fc.array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"b"', '1', '-', '0', '.5', 'e3', 'true', 'null', ' ', '\n', '"\\u0041"', '\\', '"'), { maxLength: 12 })
    fc.assert(fc.property(pieces, (parts) => {
      const text = parts.join('')
      let accepted = false
      try {
        parseStrictJson(text)
        accepted = true
      } catch {
        accepted = false
      }
      if (accepted) expect(() => JSON.parse(text) as unknown).not.toThrow()
    }), { numRuns: 3000 })
  })

  const nest = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
  const manyKeys = (count: number): string => `{${Array.from({ length: count }, (_, index) => `"k${index}":0`).join()}}`
  const cases: [string, string, string][] = [
    ['depth 32', nest(32), 'accepted'], ['depth 33', nest(33), 'bundle.jsonDepth'], ['nesting beyond any stack', nest(400_000), 'bundle.jsonDepth'],
    ['2,000 keys', manyKeys(2000), 'accepted'], ['2,001 keys', manyKeys(2001), 'bundle.jsonKeys'], ['keys spread over objects', `[${manyKeys(1000)},${manyKeys(1001)}]`, 'bundle.jsonKeys'],
    ['a repeated key', '{"a":1,"a":1}', 'bundle.jsonDuplicateKey'], ['a repeated key spelled with an escape', '{"a":1,"\\u0061":1}', 'bundle.jsonDuplicateKey'],
    ['the same key in two objects', '[{"a":1},{"a":1}]', 'accepted'],
    ['__proto__', '{"__proto__":{"x":1}}', 'bundle.jsonProto'], ['an escaped __proto__', '{"\\u005f_proto__":1}', 'bundle.jsonProto'], ['constructor', '{"constructor":1}', 'bundle.jsonProto'],
    ['1e400', '1e400', 'bundle.jsonNumber'], ['-1e400', '[-1e400]', 'bundle.jsonNumber'], ['an unsafe whole number', '9007199254740993', 'bundle.jsonNumber'],
    ['the largest safe number', '9007199254740991', 'accepted'],
    ['half a surrogate pair, high', '"\\ud83d"', 'bundle.jsonSurrogate'], ['half a surrogate pair, low', '"\\ude00x"', 'bundle.jsonSurrogate'], ['a pair the wrong way round', '"\\ude00\\ud83d"', 'bundle.jsonSurrogate'],
    ['a whole pair', '"\\ud83d\\ude00"', 'accepted'], ['half a pair in a key', '{"\\ud83d":1}', 'bundle.jsonSurrogate'],
    ['a byte order mark', '\ufeff{}', 'bundle.jsonBom'], ['over 1 MB', `"${'x'.repeat(1024 * 1024)}"`, 'bundle.jsonTooLarge'], ['nearly 1 MB', `"${'x'.repeat(1024 * 1024 - 2)}"`, 'accepted'],
    ['nearly 1 MB of escapes', `"${'\\n'.repeat(512 * 1024 - 1)}"`, 'accepted'],
    ['nothing', '', 'bundle.jsonSyntax'], ['two values', '{} {}', 'bundle.jsonSyntax'], ['a trailing comma', '[1,]', 'bundle.jsonSyntax'], ['a comment', '{}//', 'bundle.jsonSyntax'],
    ['a leading zero', '01', 'bundle.jsonSyntax'], ['NaN', 'NaN', 'bundle.jsonSyntax'], ['single quotes', "{'a':1}", 'bundle.jsonSyntax'], ['a raw line break in a string', '"a\nb"', 'bundle.jsonSyntax'],
    ['no-break space between', '[1,\u00a02]', 'bundle.jsonSyntax'], ['an open object', '{"a":1', 'bundle.jsonSyntax'],
  ]
  it.each(cases)('%s', async (_, text, code) => expect(await refusalOf(() => parseStrictJson(text))).toBe(code))

  it.each([
    ['over 1 MB in bytes though not in characters', Buffer.from(`"${'汉'.repeat(400_000)}"`), 'bundle.jsonTooLarge'],
    ['a string of 100 MB', Buffer.alloc(100 * 1024 * 1024, 0x20), 'bundle.jsonTooLarge'],
    ['broken UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'bundle.jsonEncoding'],
    ['an overlong encoding', Buffer.from([0x22, 0xc0, 0x80, 0x22]), 'bundle.jsonEncoding'],
    ['a byte order mark', Buffer.from('\ufeff{}'), 'bundle.jsonBom'],
    ['UTF-16', Buffer.from('{}', 'utf16le'), 'bundle.jsonSyntax'],
  ])('bytes: %s', async (_, bytes, code) => expect(await refusalOf(() => parseJsonBytes(bytes))).toBe(code))
})
