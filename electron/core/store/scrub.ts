import type { Engine } from './engine'
import { shardFilesOf } from './load'
import { DamagedFileError, type FileRef } from './sealed-files'

export const SCRUB = {
  /** After opening, when the person has begun to work. */
  startMs: 30_000,
  /** Between two portions. */
  pauseMs: 1000,
  /** Files read at a time: a few milliseconds of work. */
  portion: 100,
} as const

/**
 * Goes once through all shards of a store that was too large to be authenticated on opening, a little at a time, so that
 * damage is found before the record is needed. What it finds is treated as if a read had met it.
 */
export class Scrubber {
  private files: [string, FileRef][] = []
  private cancelTimer: (() => void) | undefined

  constructor(private readonly engine: Engine) {}

  begin(): void {
    this.later(SCRUB.startMs, () => {
      this.files = [...shardFilesOf(this.engine.state)]
      return this.portion()
    })
  }

  private later(ms: number, work: () => Promise<void>): void {
    this.cancelTimer = this.engine.clock.after(ms, () => {
      // A failing disk shows to whoever needs it; here it only ends the round.
      work().catch(() => undefined)
    })
  }

  private async portion(): Promise<void> {
    // As one piece of upkeep, so that no sweep takes a file away that a checkpoint has just replaced.
    await this.engine.maintain(async () => {
      for (const [name, ref] of this.files.splice(0, SCRUB.portion)) await this.look(name, ref)
    })
    if (this.files.length > 0) this.later(SCRUB.pauseMs, () => this.portion())
  }

  private async look(name: string, ref: FileRef): Promise<void> {
    try {
      await this.engine.sealed.read(name, ref)
    } catch (error) {
      if (!(error instanceof DamagedFileError)) throw error
      // Replaced meanwhile, and swept: no longer part of the store.
      if (shardFilesOf(this.engine.state).get(name)?.tag === ref.tag) this.engine.damaged(error)
    }
  }

  stop(): void {
    this.cancelTimer?.()
    this.files = []
  }
}
