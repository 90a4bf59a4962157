import type { Output } from '#shared/contract/registry'
import { AppError } from '#shared/errors/app-error'
import { accounts } from '../../collections/station.collections'
import type { CoreContext } from '../../context'
import type { NoticesService } from '../notices/notices.service'
import { verifyChain, type ChainReport } from './audit.service'

export type CheckReport = Output<'audit.verify'>

/** The walk begins so long after opening, when the first pages are drawn (milliseconds). */
export const CHECK_DELAY = 5_000
/** The program itself, in the audit log. */
const BY_PROGRAM = { session: undefined, command: 'audit.verify' } as const

class Stopped extends Error {}

/** Every administrator learns of it once a place. */
async function tell(ctx: CoreContext, notices: Pick<NoticesService, 'add'>, report: CheckReport): Promise<void> {
  ctx.ports.logger.write({ at: ctx.ports.clock.now(), level: 'error', source: 'audit', message: 'the audit log does not hold together', detail: report.brokenAt })
  if (ctx.store.readOnlyReason !== undefined) return
  const { rows } = await ctx.store.query(accounts, { where: (row) => row.roles.includes('admin') && !row.disabled })
  await ctx.write(BY_PROGRAM, '操作日志核对发现问题', async (tx) => {
    for (const { id } of rows) {
      await notices.add(tx, {
        accountId: id, kind: 'auditBroken', title: '操作日志核对发现问题', body: `${report.reason ?? ''}。请到“操作日志”页查看，并核实是否有人改动过数据文件夹。`,
        link: '/settings/audit', onceKey: `auditBroken:${report.brokenAt ?? 0}`,
      })
    }
  })
}

/** The chain of the audit log, checked some seconds after every opening and on demand (issue 3). */
export function createChainCheck(ctx: CoreContext, notices: Pick<NoticesService, 'add'>) {
  let last: CheckReport | undefined
  let callOff = (): void => undefined
  let walk: Promise<void> = Promise.resolve()
  let round = 0

  /** @throws Stopped when the data are replaced meanwhile: half of each would look like a break */
  async function walkChain(progress: (done: number, total: number) => void): Promise<CheckReport> {
    const mine = round
    const report: ChainReport = await verifyChain(ctx.store, (done, total) => {
      if (mine !== round) throw new Stopped()
      progress(done, total)
    })
    if (mine !== round) throw new Stopped()
    const checkedAt = ctx.time.now()
    const { intact, entries } = report
    last = report.intact ? { intact, entries, checkedAt } : { intact, entries, checkedAt, brokenAt: report.at, reason: report.reason }
    return last
  }

  async function inBackground(): Promise<void> {
    try {
      const report = await walkChain(() => undefined)
      if (!report.intact) await tell(ctx, notices, report)
    } catch (error) {
      if (error instanceof Stopped) return
      ctx.ports.logger.write({ at: ctx.ports.clock.now(), level: 'error', source: 'audit', message: 'checking the audit log failed', detail: error instanceof Error ? error.stack : String(error) })
    }
  }

  async function stop(): Promise<void> {
    round += 1
    callOff()
    callOff = () => undefined
    await walk
  }

  return {
    /** On demand. @throws AppError general.cancelled */
    async run(progress: (done: number, total: number) => void): Promise<CheckReport> {
      try {
        return await walkChain(progress)
      } catch (error) {
        throw error instanceof Stopped ? new AppError('general.cancelled', { cause: error }) : error
      }
    },
    last: (): CheckReport | undefined => last,
    /** A store has been opened, or went back to another state: what was found before is no longer known. */
    async start(): Promise<void> {
      await stop()
      last = undefined
      callOff = ctx.ports.clock.after(CHECK_DELAY, () => {
        walk = inBackground()
      })
    },
    stop,
  }
}
export type ChainCheck = ReturnType<typeof createChainCheck>
