import { attachmentName } from './attachments'
import { TEMPORARY } from './durable-file'
import type { Engine } from './engine'
import { listIfThere } from './file-system'
import { ATTACHMENTS, DATA, generationIn, INCOMING, journalName, manifestName, MANIFESTS, segmentName, shardName } from './layout'
import { type Manifest, manifestNumbers, readManifest } from './manifest'
import { journalNumbers } from './journal-reader'
import { DamagedFileError, type FileRef } from './sealed-files'
import { segmentReferences } from './segment'
import { retained } from './retention'
import { UPKEEP } from './upkeep-rule'
import { nextTurn, Slice } from './yielding'

/** Journals are kept for this many manifests, so that a damaged newest state can be made again from the one before. */
const JOURNALS_FOR_MANIFESTS = 3

/** An attachment that no kept state refers to stays this long: its form may not have been saved yet. */
export const ATTACHMENT_GRACE_MS = 7 * 24 * 3_600_000

/** Files and attachments that one kept state needs, or undefined when it cannot be read. */
interface Marks {
  files: Set<string>
  attachments: Set<string>
}

/** Removes what no kept state needs (store.md §2). While a kept manifest is unreadable it removes nothing but manifests. */
export class Sweeper {
  /** Manifests by generation, and what each index segment refers to: both never change. */
  private readonly manifests = new Map<number, Manifest>()
  private readonly segments = new Map<string, Marks>()

  constructor(private readonly engine: Engine) {}

  /** Inside `maintain`, the state being as the newest manifest says but for what is not yet checkpointed. */
  async sweep(): Promise<void> {
    const { sealed } = this.engine
    const numbers = await manifestNumbers(sealed)
    const { kept, unreadable } = await this.retire(numbers)
    await this.sweepJournals(kept)
    if (unreadable) return
    const marks = await this.mark(kept)
    if (!marks) return
    await this.sweepData(marks.files)
    await this.sweepAttachments(marks.attachments)
  }

  private async read(generation: number): Promise<Manifest | undefined> {
    const known = this.manifests.get(generation)
    if (known) return known
    try {
      const manifest = await readManifest(this.engine.sealed, generation)
      this.manifests.set(generation, manifest)
      return manifest
    } catch (error) {
      if (error instanceof DamagedFileError) return undefined
      throw error
    }
  }

  /** An unreadable manifest counts by its file's date, so that it too goes in the end. */
  private async retire(numbers: readonly number[]): Promise<{ kept: Manifest[]; unreadable: boolean }> {
    const { sealed, clock } = this.engine
    const kept: Manifest[] = []
    const items = []
    for (const generation of numbers) {
      const manifest = await this.read(generation)
      const at = manifest?.at ?? (await sealed.files.status(sealed.path(manifestName(generation))))?.modifiedAt ?? 0
      items.push({ generation, at, schema: manifest?.schema ?? 0, kept: manifest?.kept ?? (manifest ? undefined : 'unreadable') })
    }
    const keep = retained(items, clock.now())
    let unreadable = false
    for (const generation of numbers) {
      const manifest = this.manifests.get(generation)
      if (keep.has(generation)) {
        if (manifest) kept.push(manifest)
        else unreadable = true
      } else {
        await sealed.files.unlink(sealed.path(manifestName(generation)))
        this.manifests.delete(generation)
      }
    }
    await this.removeLeftovers()
    // Manifests go before what they refer to, or a crash would leave states that are not whole.
    if (keep.size < numbers.length) await sealed.files.syncDirectory(sealed.path(MANIFESTS))
    return { kept, unreadable }
  }

  /** Temporary files of manifests whose writing was cut short. */
  private async removeLeftovers(): Promise<void> {
    const { sealed } = this.engine
    for (const name of await listIfThere(sealed.files, sealed.path(MANIFESTS))) {
      if (name.endsWith(TEMPORARY)) await sealed.files.unlink(sealed.path(`${MANIFESTS}/${name}`))
    }
  }

  private async sweepJournals(kept: readonly Manifest[]): Promise<void> {
    const { sealed } = this.engine
    const oldest = kept.slice(-JOURNALS_FOR_MANIFESTS)[0]
    for (const number of await journalNumbers(sealed)) {
      if (oldest && number < oldest.journal.number) await sealed.files.unlink(sealed.path(journalName(number)))
    }
  }

  /** What the kept states and the present one need; undefined when an index segment cannot be read. */
  private async mark(kept: readonly Manifest[]): Promise<Marks | undefined> {
    const marks: Marks = { files: new Set(), attachments: new Set() }
    const seen = new Set<string>()
    const slice = new Slice()
    // Nothing but a checkpoint changes which files the state has, and none runs beside.
    for (const { name, shards } of this.engine.state.collections.values()) {
      for (const [shard, { ref }] of shards) {
        if (ref) marks.files.add(shardName(name, shard, ref.generation))
        await slice.breathe()
      }
    }
    for (const manifest of kept) {
      for (const [collection, { segments }] of Object.entries(manifest.collections)) {
        for (const [number, ref] of Object.entries(segments)) {
          const name = segmentName(collection, Number(number), ref.generation)
          marks.files.add(name)
          if (seen.has(name) || this.isInMemory(collection, Number(number), ref)) continue
          seen.add(name)
          const found = this.segments.get(name) ?? (await this.readMarks(collection, name, ref))
          if (!found) return undefined
          this.segments.set(name, found)
          for (const file of found.files) marks.files.add(file)
          for (const sha256 of found.attachments) marks.attachments.add(sha256)
          await slice.breathe()
        }
      }
    }
    for (const name of this.segments.keys()) if (!seen.has(name)) this.segments.delete(name)
    return marks
  }

  /** What memory holds of this segment is exactly what its file says. */
  private isInMemory(collection: string, segment: number, ref: FileRef): boolean {
    const state = this.engine.state.collections.get(collection)
    return state?.segments.get(segment)?.tag === ref.tag && !state.isSegmentDirty(segment)
  }

  private async readMarks(collection: string, name: string, ref: FileRef): Promise<Marks | undefined> {
    await nextTurn()
    try {
      const { shards, attachments } = segmentReferences(await this.engine.sealed.read(name, ref))
      const files = shards.map(({ shard, ref: { generation } }) => shardName(collection, shard, generation))
      return { files: new Set(files), attachments: new Set(attachments) }
    } catch (error) {
      if (error instanceof DamagedFileError) return undefined
      throw error
    }
  }

  private async sweepData(needed: ReadonlySet<string>): Promise<void> {
    const { sealed, manifest } = this.engine
    const slice = new Slice()
    for (const name of await listIfThere(sealed.files, sealed.path(DATA))) {
      await slice.breathe()
      const generation = generationIn(name.replace(/\.tmp$/, ''))
      // Files that this store did not name are not its to remove.
      if (generation === undefined || generation > manifest.generation || needed.has(`${DATA}/${name}`)) continue
      // What is left is for the next sweep: a checkpoint is due.
      if (this.engine.journalBytes > UPKEEP.journalBytes) return
      await sealed.files.unlink(sealed.path(`${DATA}/${name}`))
    }
  }

  private async sweepAttachments(marked: Set<string>): Promise<void> {
    const { sealed, state, manifest } = this.engine
    // The disk's own time: it does not depend on what the program takes for now.
    const now = (await sealed.files.status(sealed.path(manifestName(manifest.generation))))?.modifiedAt
    if (now === undefined) return
    // What transactions refer to from here on, beside what they refer to now.
    const later = new Set<string>()
    state.onRefs = (refs) => refs.forEach((sha256) => later.add(attachmentName(sealed.keys, sha256)))
    try {
      const needed = await this.namesOf(marked)
      for (const directory of await listIfThere(sealed.files, sealed.path(ATTACHMENTS))) {
        const folder = `${ATTACHMENTS}/${directory}`
        if (!/^[0-9a-f]{2}$/.test(directory) && folder !== INCOMING) continue
        for (const file of await listIfThere(sealed.files, sealed.path(folder))) {
          const name = `${folder}/${file}`
          if (!needed.has(name)) await this.engine.alone(() => this.removeAttachment(name, later, now))
        }
      }
    } finally {
      state.onRefs = () => undefined
    }
  }

  /** File names of all attachments that kept states and the present one refer to. */
  private async namesOf(marked: Set<string>): Promise<Set<string>> {
    const slice = new Slice()
    for (const { entries } of this.engine.state.collections.values()) {
      for (const { refs } of entries.values()) {
        for (const sha256 of refs) marked.add(sha256)
        await slice.breathe()
      }
    }
    const names = new Set<string>()
    for (const sha256 of marked) {
      names.add(attachmentName(this.engine.sealed.keys, sha256))
      await slice.breathe()
    }
    return names
  }

  /** Runs between two transactions, of which the last may just have begun to refer to it. */
  private async removeAttachment(name: string, later: ReadonlySet<string>, now: number): Promise<void> {
    const { sealed } = this.engine
    const status = await sealed.files.status(sealed.path(name))
    if (!status || now - status.modifiedAt < ATTACHMENT_GRACE_MS || later.has(name)) return
    await sealed.files.unlink(sealed.path(name))
  }
}
