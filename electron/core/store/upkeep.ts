import type { Engine } from './engine'
import { Sweeper } from './sweep'
import { UPKEEP } from './upkeep-rule'

/** Decides when to checkpoint and sweep. Its failures show as read-only; nobody waits for it. */
export class Upkeep {
  private readonly sweeper: Sweeper
  private cancelTimer: (() => void) | undefined
  private lastCommit = 0
  private firstCommit: number | undefined
  private running = false
  private stopped = false
  private sweptGeneration = 0

  constructor(private readonly engine: Engine) {
    this.sweeper = new Sweeper(engine)
    engine.onCommit = () => this.committed()
  }

  private committed(): void {
    this.lastCommit = this.engine.clock.now()
    this.firstCommit ??= this.lastCommit
    if (this.engine.journalBytes >= UPKEEP.journalBytes) this.start()
    else this.arm(UPKEEP.idleMs)
  }

  private arm(ms: number): void {
    if (this.cancelTimer || this.stopped) return
    this.cancelTimer = this.engine.clock.after(ms, () => {
      this.cancelTimer = undefined
      this.look()
    })
  }

  private look(): void {
    const now = this.engine.clock.now()
    const idle = Math.abs(now - this.lastCommit) >= UPKEEP.idleMs
    const old = this.firstCommit !== undefined && Math.abs(now - this.firstCommit) >= UPKEEP.idleAgeMs
    if (idle && (old || this.engine.journalBytes >= UPKEEP.idleJournalBytes)) this.start()
    else if (this.firstCommit !== undefined) this.arm(idle ? UPKEEP.idleAgeMs : UPKEEP.idleMs)
  }

  private start(): void {
    if (this.running || this.stopped) return
    this.running = true
    this.firstCommit = undefined
    this.work()
      .catch(() => undefined)
      .finally(() => {
        this.running = false
      })
  }

  private async work(): Promise<void> {
    await this.engine.checkpoint()
    if (this.engine.readOnlyReason === undefined) await this.sweep()
  }

  /** Once for every new manifest. */
  async sweep(): Promise<void> {
    await this.engine.maintain(async () => {
      const { generation } = this.engine.manifest
      if (generation === this.sweptGeneration || this.engine.readOnlyReason !== undefined) return
      await this.sweeper.sweep()
      this.sweptGeneration = generation
    })
  }

  stop(): void {
    this.stopped = true
    this.cancelTimer?.()
  }
}
