import {
  APPLICATION_NAME, BAG_INFO, BAGIT, ENVELOPE, FILE_NAME, MANIFEST, SIGNATURE, TAG_FILES, TAG_MANIFEST,
} from '#shared/bundle/names'
import { MAX_ATTACHMENT_BYTES, MAX_ENVELOPE_BYTES, MAX_JSON_BYTES, MAX_MANIFEST_BYTES, MAX_SMALL_TAG_BYTES } from '#shared/bundle/limits'
import { AppError } from '#shared/errors/app-error'

/** Names of archive entries: the allow-list of bundle.md §5, and what exactly is wrong with any other name (§6). */

const TAG_LIMITS: Readonly<Record<string, number>> = {
  [BAGIT]: MAX_SMALL_TAG_BYTES, [BAG_INFO]: MAX_SMALL_TAG_BYTES, [MANIFEST]: MAX_MANIFEST_BYTES, [TAG_MANIFEST]: MAX_SMALL_TAG_BYTES,
  [SIGNATURE]: MAX_SMALL_TAG_BYTES, [ENVELOPE]: MAX_ENVELOPE_BYTES,
}

/** The most bytes an entry of this name may have; undefined for a name that may not occur. */
export function sizeLimit(name: string): number | undefined {
  if (Object.hasOwn(TAG_LIMITS, name)) return TAG_LIMITS[name]
  if (APPLICATION_NAME.test(name)) return MAX_JSON_BYTES
  return FILE_NAME.test(name) ? MAX_ATTACHMENT_BYTES : undefined
}

export const isTagFile = (name: string): boolean => (TAG_FILES as readonly string[]).includes(name)

const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i
const ARCHIVE = /\.(zip|beian|age|gz|tgz|bz2|xz|7z|rar|tar|jar|cab|iso)$/i
const PROTO = new Set(['__proto__', 'constructor', 'prototype'])
const MAX_SEGMENTS = 3

const shown = (name: string): string => name.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '�').slice(0, 80)

/** Each test looks at the whole name; the first that holds gives the code. */
const FAULTS: readonly (readonly [(name: string, segments: string[]) => boolean, Parameters<typeof refuse>[0]])[] = [
  [(name) => /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(name), 'bundle.nameControl'],
  [(name) => /^(\\\\|\/\/)/.test(name), 'bundle.nameUnc'],
  [(name) => /^[A-Za-z]:/.test(name), 'bundle.nameDrive'],
  [(name) => name.includes('\\'), 'bundle.nameBackslash'],
  [(name) => name.startsWith('/'), 'bundle.nameAbsolute'],
  [(_, segments) => segments.some((segment) => segment === '..' || segment === '.'), 'bundle.nameTraversal'],
  [(name) => name.endsWith('/'), 'bundle.nameDirectory'],
  [(_, segments) => segments.some((segment) => RESERVED.test(segment)), 'bundle.nameReserved'],
  [(_, segments) => segments.some((segment) => /[. ]$/.test(segment)), 'bundle.nameTrailing'],
  [(_, segments) => segments.some((segment) => PROTO.has(segment.replace(/\.[^.]*$/, ''))), 'bundle.nameProto'],
  [(_, segments) => segments.length > MAX_SEGMENTS, 'bundle.nameDeep'],
  [(name) => name.toLowerCase() === 'fetch.txt', 'bundle.fetchRefused'],
  [(name) => ARCHIVE.test(name), 'bundle.nameNested'],
]

type NameCode = 'bundle.nameControl' | 'bundle.nameUnc' | 'bundle.nameDrive' | 'bundle.nameBackslash' | 'bundle.nameAbsolute' | 'bundle.nameTraversal'
  | 'bundle.nameDirectory' | 'bundle.nameReserved' | 'bundle.nameTrailing' | 'bundle.nameProto' | 'bundle.nameDeep' | 'bundle.fetchRefused'
  | 'bundle.nameNested' | 'bundle.nameUnknown' | 'bundle.nameDuplicate' | 'bundle.nameCase' | 'bundle.nameNormalization' | 'bundle.nameClash'

const refuse = (code: NameCode, name: string): AppError => new AppError(code, { params: { name: shown(name) } })

/** Why a name may not occur; undefined for an allowed one. */
export function nameRefusal(name: string): AppError | undefined {
  if (sizeLimit(name) !== undefined) return undefined
  const segments = name.split('/')
  const fault = FAULTS.find(([holds]) => holds(name, segments))
  return refuse(fault ? fault[1] : 'bundle.nameUnknown', name)
}

/** UTF-8 names only. @throws AppError bundle.nameEncoding */
export function decodeName(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw new AppError('bundle.nameEncoding', { cause: error })
  }
}

/**
 * Names that some file system would take for the same.
 * @throws AppError bundle.nameDuplicate, nameCase, nameNormalization, nameClash
 */
export function refuseClashes(names: readonly string[]): void {
  const exact = new Set<string>()
  const folded = new Map<string, string>()
  for (const name of names) {
    if (exact.has(name)) throw refuse('bundle.nameDuplicate', name)
    exact.add(name)
    const other = folded.get(foldName(name))
    if (other !== undefined) throw refuse(other.normalize('NFC') === name.normalize('NFC') ? 'bundle.nameNormalization' : 'bundle.nameCase', name)
    folded.set(foldName(name), name)
  }
  for (const name of names) {
    for (let at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1)) {
      if (exact.has(name.slice(0, at))) throw refuse('bundle.nameClash', name)
    }
  }
}

const foldName = (name: string): string => name.normalize('NFC').toLowerCase()
