import type { TimelineEntry } from '../../collections/filing.collections'
import { ledger } from '../../collections/handover.collections'
import { chinaDate } from '../../filing-time'
import type { Reader } from '../../store/store'

/** A bundle as people name it: its number in the row of bundles to the station, and its day. */
export const bundleWords = ({ sequence, at }: { sequence: number; at: string }): string => `交接包第 ${sequence} 号（${chinaDate(at)}）`

/** How entries named a bundle before they had `bundleId`. */
const BY_ID = /交接包 ([0-9a-f-]{36})$/

/** Entries as they are shown: bundles by number and day. */
export async function shownTimeline(reader: Reader, timeline: readonly TimelineEntry[]): Promise<TimelineEntry[]> {
  return Promise.all(timeline.map(async (entry) => {
    const bundleId = BY_ID.exec(entry.detail ?? '')?.[1]
    if (bundleId === undefined) return entry
    const row = await reader.get(ledger, bundleId)
    return { ...entry, bundleId, detail: entry.detail?.replace(BY_ID, row === undefined ? '交接包' : bundleWords(row)) }
  }))
}
