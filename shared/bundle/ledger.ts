import { AppError } from '../errors/app-error'
import type { ErrorCode } from '../errors/codes'

/**
 * What an incoming bundle means beside those already taken in from the same sender (bundle.md §4). Pure; the caller keeps
 * the rows. In whatever order and however often bundles arrive, the same set ends up taken in.
 */
export interface LedgerRow {
  bundleId: string
  seq: number
  /** `bundleSha256` of the file. */
  sha256: string
  /** As that bundle's envelope says; undefined where it was not kept. */
  prevBundleSha256?: string | null
}
export type IncomingBundle = Required<LedgerRow>

export type LedgerVerdict = 'new' | 'sameAgain' | 'quarantine'

export interface LedgerJudgement {
  verdict: LedgerVerdict
  /** Of a quarantine. */
  code?: ErrorCode
  /** Of a quarantine, in words. */
  reason?: string
  /** In words: gaps and a broken chain; they do not stop the bundle. */
  warnings: string[]
  /** Sequence numbers before the highest one that have not arrived, after this bundle. */
  missing: number[]
  /** `prevBundleSha256` is not the bundle before it. */
  brokenChain: boolean
}

/** The most numbers spelled out one by one in a gap. */
const MAX_MISSING = 1000

/**
 * `rows`: bundles taken in from this sender, quarantined ones left out.
 * - same id and bytes → `sameAgain`; same id, other bytes → quarantine
 * - a number already used by another bundle → quarantine, 比已收到的更早
 * - a number listed as missing → taken in late, unless the bundle after it names another predecessor
 * - a number further ahead → taken in, what is missing is listed
 */
export function judgeBundle(rows: readonly LedgerRow[], incoming: IncomingBundle): LedgerJudgement {
  const same = rows.find((row) => row.bundleId === incoming.bundleId)
  if (same) return same.sha256 === incoming.sha256 ? judgement('sameAgain', rows, incoming) : quarantine('bundle.otherBytes', rows, incoming)
  if (rows.some((row) => row.seq === incoming.seq)) return quarantine('bundle.older', rows, incoming)
  const next = rows.find((row) => row.seq === incoming.seq + 1)
  if (next && next.prevBundleSha256 !== undefined && next.prevBundleSha256 !== incoming.sha256) return quarantine('bundle.chainForked', rows, incoming)
  return judgement('new', [...rows, incoming], incoming)
}

function quarantine(code: ErrorCode, rows: readonly LedgerRow[], incoming: IncomingBundle): LedgerJudgement {
  return { ...judgement('quarantine', rows, incoming), code, reason: new AppError(code).message, warnings: [] }
}

function judgement(verdict: LedgerVerdict, rows: readonly LedgerRow[], incoming: IncomingBundle): LedgerJudgement {
  const missing = missingNumbers(rows)
  const brokenChain = isBroken(rows, incoming)
  const warnings = [
    ...(missing.length > 0 ? [`此前还有未收到的交接包：第 ${ranges(missing)} 号`] : []),
    ...(brokenChain ? ['与该站点上一个交接包衔接不上，请与对方核对是否重装或恢复过数据'] : []),
  ]
  return { verdict, warnings, missing, brokenChain }
}

function isBroken(rows: readonly LedgerRow[], incoming: IncomingBundle): boolean {
  const previous = rows.find((row) => row.seq === incoming.seq - 1)
  if (previous) return previous.sha256 !== incoming.prevBundleSha256
  // The first one has nothing before it, every other one has something.
  return (incoming.seq === 1) !== (incoming.prevBundleSha256 === null)
}

function missingNumbers(rows: readonly LedgerRow[]): number[] {
  const seen = new Set(rows.map((row) => row.seq))
  const highest = rows.reduce((most, row) => Math.max(most, row.seq), 0)
  const missing: number[] = []
  for (let seq = highest - 1; seq >= 1 && missing.length < MAX_MISSING; seq--) if (!seen.has(seq)) missing.push(seq)
  return missing.reverse()
}

/** 1, 2, 3, 7 → `1–3、7`. */
function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = []
  for (const number of numbers) {
    const last = parts[parts.length - 1]
    if (last && last[1] === number - 1) last[1] = number
    else parts.push([number, number])
  }
  return parts.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join('、')
}

export interface ItemState {
  revision: number
  contentSha256: string
}
export type ItemVerdict = 'new' | 'newer' | 'identical' | 'older' | 'conflicting'

/**
 * An incoming document against the one held under the same application id: items upsert by (applicationId, revision,
 * contentSha256), a revision never goes down.
 */
export function judgeItem(held: ItemState | undefined, incoming: ItemState): ItemVerdict {
  if (!held) return 'new'
  if (incoming.revision > held.revision) return 'newer'
  if (incoming.revision < held.revision) return 'older'
  return incoming.contentSha256 === held.contentSha256 ? 'identical' : 'conflicting'
}

/** A decision applies only to the very document this station holds; `decided` is the decision already taken in for it. */
export function judgeDecision(
  held: ItemState | undefined, decision: { revision: number; basedOn: string; contentSha256: string }, decided: { contentSha256: string } | undefined,
): 'applies' | 'identical' | 'conflicting' | 'unknown' {
  if (!held) return 'unknown'
  if (decided?.contentSha256 === decision.contentSha256) return 'identical'
  if (decided || held.revision !== decision.revision || held.contentSha256 !== decision.basedOn) return 'conflicting'
  return 'applies'
}
