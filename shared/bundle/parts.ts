import { MAX_BUNDLE_BYTES, MAX_ENTRIES, MAX_ITEMS } from './limits'

/** What a document and its attachments weigh. */
export interface PartItem {
  id: string
  /** Bytes of the document. */
  bytes: number
  files: readonly { sha256: string; size: number }[]
}

export interface PartLimits {
  bytes: number
  items: number
  entries: number
}

// Headers, manifests, the envelope's lines and age's own bytes: about 600 a file, five tag files, a percent on top.
const PER_ENTRY = 600
const FIXED = 64 * 1024
const MARGIN = 1.01
export const PART_LIMITS: PartLimits = { bytes: MAX_BUNDLE_BYTES / MARGIN - FIXED, items: MAX_ITEMS, entries: MAX_ENTRIES - 6 }

/**
 * Splits what is to be handed over into bundles within the limits (bundle.md §5), in the given order; an attachment used
 * twice in one part is counted once. Items that must travel together (a new subject and its sites) are given as one group;
 * a group larger than a whole part gets a part of its own, which the writer then refuses with its own words.
 */
export function planParts(groups: readonly (readonly PartItem[])[], limits: PartLimits = PART_LIMITS): PartItem[][] {
  const parts: PartItem[][] = []
  let current: PartItem[] = []
  for (const group of groups) {
    const together = [...current, ...group]
    if (current.length > 0 && !fits(together, limits)) {
      parts.push(current)
      current = [...group]
    } else current = together
  }
  return current.length > 0 ? [...parts, current] : parts
}

/** Whether these items make a bundle within the limits. */
export function fits(items: readonly PartItem[], limits: PartLimits = PART_LIMITS): boolean {
  const files = new Map(items.flatMap((item) => item.files.map((file) => [file.sha256, file.size])))
  const entries = items.length + files.size
  const fileBytes = [...files.values()].reduce((sum, size) => sum + size, 0)
  const bytes = items.reduce((sum, item) => sum + item.bytes, 0) + fileBytes + entries * PER_ENTRY
  return items.length <= limits.items && entries <= limits.entries && bytes <= limits.bytes
}
