import { BAG_INFO, BAGIT, MANIFEST } from '#shared/bundle/names'
import { AppError } from '#shared/errors/app-error'
import { fatalUtf8 } from './json-bytes'

/** The BagIt 1.0 tag files (RFC 8493, bundle.md §1), written and checked line by line. */

export const BAGIT_TEXT = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'
export const PROFILE = 'https://beian.invalid/bagit-profile/beian-bundle-1.json'

export interface BagInfo {
  bundleId: string
  /** YYYY-MM-DD. */
  date: string
  /** Bytes and number of everything under data/. */
  bytes: number
  files: number
}

export const bagInfoText = (info: BagInfo): string =>
  [
    `Payload-Oxum: ${info.bytes}.${info.files}`, `Bagging-Date: ${info.date}`, `External-Identifier: ${info.bundleId}`, `BagIt-Profile-Identifier: ${PROFILE}`, '',
  ].join('\n')

/** Manifest lines sorted by name in code-unit order; `sha256sum -c` reads them. */
export function manifestText(digests: ReadonlyMap<string, string>): string {
  const names = [...digests.keys()].sort()
  return names.map((name) => `${digests.get(name)}  ${name}\n`).join('')
}

/** The three tag files the tag manifest covers. */
export const COVERED_TAGS = [BAG_INFO, BAGIT, MANIFEST] as const

const LINE = /^([0-9a-f]{64}) {2}([^ \r\n][^\r\n]*)$/

/**
 * Reads a manifest: lower-case hex, two spaces, name, `\n`; sorted; nothing twice.
 * @throws AppError bundle.manifestBom, manifestCrlf, manifestMalformed, manifestTwice, manifestOrder
 */
export function parseManifest(bytes: Uint8Array): Map<string, string> {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) throw new AppError('bundle.manifestBom')
  const text = fatalUtf8(bytes)
  if (text === undefined) throw new AppError('bundle.manifestMalformed', { params: { line: 1 } })
  if (text.includes('\r')) throw new AppError('bundle.manifestCrlf')
  const lines = text.split('\n')
  if (lines.pop() !== '') throw new AppError('bundle.manifestMalformed', { params: { line: lines.length + 1 } })
  const digests = new Map<string, string>()
  let previous = ''
  for (const [index, line] of lines.entries()) {
    const match = LINE.exec(line)
    const [digest, name] = [match?.[1], match?.[2]]
    if (digest === undefined || name === undefined) throw new AppError('bundle.manifestMalformed', { params: { line: index + 1 } })
    if (digests.has(name)) throw new AppError('bundle.manifestTwice', { params: { name: name.slice(0, 80) } })
    if (name < previous) throw new AppError('bundle.manifestOrder')
    digests.set(name, digest)
    previous = name
  }
  return digests
}

/**
 * Compares a manifest with what is in the archive, both ways.
 * @throws AppError bundle.manifestMissing, manifestExtra, manifestWrong
 */
export function checkManifest(listed: ReadonlyMap<string, string>, found: ReadonlyMap<string, string>): void {
  for (const [name, digest] of found) {
    const expected = listed.get(name)
    if (expected === undefined) throw new AppError('bundle.manifestMissing', { params: { name } })
    if (expected !== digest) throw new AppError('bundle.manifestWrong', { params: { name } })
  }
  for (const name of listed.keys()) {
    if (!found.has(name)) throw new AppError('bundle.manifestExtra', { params: { name: name.slice(0, 80) } })
  }
}

/** @throws AppError bundle.bagitWrong */
export function checkBagit(bytes: Uint8Array): void {
  if (fatalUtf8(bytes) !== BAGIT_TEXT) throw new AppError('bundle.bagitWrong')
}

/**
 * bag-info.txt must say what the bag holds; other labels are allowed (RFC 8493 §2.2.2), each of ours exactly once.
 * @throws AppError bundle.bagInfoWrong
 */
export function checkBagInfo(bytes: Uint8Array, expected: Omit<BagInfo, 'date'>): void {
  const fail = (problem: string): AppError => new AppError('bundle.bagInfoWrong', { params: { problem } })
  const text = fatalUtf8(bytes)
  if (text === undefined || text.includes('\r') || !text.endsWith('\n')) throw fail('格式')
  const lines = text.slice(0, -1).split('\n')
  const valueOf = (label: string): string => {
    const values = lines.filter((line) => line.startsWith(`${label}: `))
    if (values.length !== 1) throw fail(label)
    return (values[0] ?? '').slice(label.length + 2)
  }
  if (valueOf('Payload-Oxum') !== `${expected.bytes}.${expected.files}`) throw fail('Payload-Oxum')
  if (!/^\d{4}-\d\d-\d\d$/.test(valueOf('Bagging-Date'))) throw fail('Bagging-Date')
  if (valueOf('External-Identifier') !== expected.bundleId) throw fail('External-Identifier')
  if (valueOf('BagIt-Profile-Identifier') !== PROFILE) throw fail('BagIt-Profile-Identifier')
}
