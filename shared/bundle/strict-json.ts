import { AppError } from '../errors/app-error'
import { MAX_JSON_BYTES, MAX_JSON_DEPTH, MAX_JSON_KEYS } from './limits'

/**
 * A JSON reader that refuses what ordinary readers let pass (bundle.md §5, §6): repeated keys, `__proto__`, numbers
 * outside the finite range, halves of surrogate pairs, a byte order mark, too many keys, too deep nesting. The value it
 * gives has only own, plain properties.
 */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue }

export interface JsonLimits {
  /** UTF-8 bytes. */
  bytes: number
  depth: number
  /** Keys of all objects together. */
  keys: number
}
export const DOCUMENT_LIMITS: JsonLimits = { bytes: MAX_JSON_BYTES, depth: MAX_JSON_DEPTH, keys: MAX_JSON_KEYS }

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const SPACE = /[ \t\n\r]*/y
// Everything up to the closing quote; escapes are checked one by one.
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y

/**
 * @throws AppError bundle.jsonTooLarge, jsonBom, jsonSyntax, jsonDepth, jsonKeys, jsonDuplicateKey, jsonProto, jsonNumber,
 * jsonSurrogate
 */
export function parseStrictJson(text: string, limits: JsonLimits = DOCUMENT_LIMITS): JsonValue {
  // A UTF-16 unit is at least one byte of UTF-8; exact bytes are counted where they are read.
  if (text.length > limits.bytes) throw new AppError('bundle.jsonTooLarge')
  if (text.charCodeAt(0) === 0xfeff) throw new AppError('bundle.jsonBom')
  const reader = new StrictReader(text, limits)
  const value = reader.value(0)
  reader.end()
  return value
}

class StrictReader {
  private at = 0
  private keys = 0

  constructor(private readonly text: string, private readonly limits: JsonLimits) {}

  value(depth: number): JsonValue {
    this.space()
    const first = this.text[this.at]
    if (first === '{') return this.object(depth + 1)
    if (first === '[') return this.array(depth + 1)
    if (first === '"') return this.string()
    if (first === '-' || (first !== undefined && first >= '0' && first <= '9')) return this.number()
    for (const [word, value] of [['true', true], ['false', false], ['null', null]] as const) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length
        return value
      }
    }
    return this.fail()
  }

  end(): void {
    this.space()
    if (this.at !== this.text.length) this.fail()
  }

  private object(depth: number): JsonValue {
    this.checkDepth(depth)
    const result: { [key: string]: JsonValue } = {}
    this.at++
    this.space()
    if (this.take('}')) return result
    for (;;) {
      this.space()
      if (this.text[this.at] !== '"') this.fail()
      const key = this.string()
      this.checkKey(key, result)
      this.space()
      if (!this.take(':')) this.fail()
      result[key] = this.value(depth)
      this.space()
      if (this.take('}')) return result
      if (!this.take(',')) this.fail()
    }
  }

  private array(depth: number): JsonValue {
    this.checkDepth(depth)
    const result: JsonValue[] = []
    this.at++
    this.space()
    if (this.take(']')) return result
    for (;;) {
      result.push(this.value(depth))
      this.space()
      if (this.take(']')) return result
      if (!this.take(',')) this.fail()
    }
  }

  private string(): string {
    STRING.lastIndex = this.at
    const match = STRING.exec(this.text)
    if (!match) return this.fail()
    this.at += match[0].length
    const value = JSON.parse(match[0]) as string
    if (!isWellFormed(value)) throw new AppError('bundle.jsonSurrogate')
    return value
  }

  private number(): number {
    NUMBER.lastIndex = this.at
    const match = NUMBER.exec(this.text)
    if (!match) return this.fail()
    this.at += match[0].length
    const value = Number(match[0])
    const wholeNumber = !/[.eE]/.test(match[0])
    if (!Number.isFinite(value) || (wholeNumber && !Number.isSafeInteger(value))) throw new AppError('bundle.jsonNumber')
    return value
  }

  private checkKey(key: string, target: object): void {
    const shown = key.slice(0, 60)
    if (FORBIDDEN_KEYS.has(key)) throw new AppError('bundle.jsonProto', { params: { key: shown } })
    if (Object.hasOwn(target, key)) throw new AppError('bundle.jsonDuplicateKey', { params: { key: shown } })
    if (++this.keys > this.limits.keys) throw new AppError('bundle.jsonKeys')
  }

  private checkDepth(depth: number): void {
    if (depth > this.limits.depth) throw new AppError('bundle.jsonDepth')
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false
    this.at++
    return true
  }

  private space(): void {
    SPACE.lastIndex = this.at
    this.at += SPACE.exec(this.text)?.[0].length ?? 0
  }

  private fail(): never {
    throw new AppError('bundle.jsonSyntax', { params: { at: this.at + 1 } })
  }
}

/** No half of a surrogate pair (`String.prototype.isWellFormed` is newer than Node 20's library types). */
function isWellFormed(text: string): boolean {
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text)
}
