import { openStore } from '#core/store/open-store'
import { bytesOf, contentsOf, entries, notes } from '../core/store/harness'
import { attachmentOf, diskOptions, hasAttachment, noteOf, slotOf } from './workload'

/** How many transactions the output of a workload promises, over all its runs on a folder. */
export function promisedIn(output: string): number {
  const last = [...output.matchAll(/^saved (\d+)$/gm)].at(-1)
  return last ? Number(last[1]) + 1 : 0
}

/**
 * Opens what is left of a folder and says what is wrong with it: every promised transaction must be there whole, at most
 * the one under way may follow, and the store must go on. Undefined when all is well.
 */
export async function whatIsWrong(dir: string, promised: number, mayBeEmpty: boolean): Promise<string | undefined> {
  const opened = await openStore({ ...diskOptions(dir), create: promised === 0 && mayBeEmpty })
  if (opened.kind !== 'open') return `${promised} promised, opening found ${JSON.stringify(opened)}`
  const { store } = opened
  try {
    const found = [...(await contentsOf(store, entries)).values()].map(({ rank }) => rank)
    const count = found.length
    if (found.some((rank, place) => rank !== place)) return `transactions have a gap: ${found.join(' ')}`
    if (count < promised) return `lost ${promised - count} of ${promised} promised transactions`
    if (count > promised + 1) return `${count} transactions, but only ${promised} were promised`
    const expected = new Map<string, number>()
    for (let i = 0; i < count; i++) expected.set(slotOf(i), i)
    const present = await contentsOf(store, notes)
    present.delete('afterwards')
    if (present.size !== expected.size) return `${present.size} notes instead of ${expected.size}`
    for (const [slot, i] of expected) {
      const note = present.get(slot)
      if (note?.rank !== i || note.text !== noteOf(i, []).text) return `note ${slot} is not that of transaction ${i}`
      if (!hasAttachment(i)) continue
      const bytes = await bytesOf(store.attachments.read(note.files?.[0] ?? ''))
      if (!bytes.equals(attachmentOf(i))) return `the attachment of transaction ${i} is another`
    }
    const damage = await store.verify()
    if (damage.length > 0) return JSON.stringify(damage)
    await store.transact((tx) => tx.put(notes, { id: 'afterwards', text: '', rank: -1 }))
    return undefined
  } catch (error) {
    return String(error)
  } finally {
    await store.close()
  }
}
