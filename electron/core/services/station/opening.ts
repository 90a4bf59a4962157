import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Output } from '#shared/contract/registry'
import { AppError, type AppErrorOptions } from '#shared/errors/app-error'
import type { ErrorCode } from '#shared/errors/codes'
import { ALL_COLLECTIONS } from '../../collections/all.collections'
import type { CoreContext } from '../../context'
import { PASSPHRASE_PROTECTION } from '../../passphrase-secrets'
import type { GenerationOffer, OpenOptions, OpenResult } from '../../store/open-options'
import { openStore } from '../../store/open-store'

/** As the person who is refused by the lock reads it. */
export const PROGRAM_NAME = '联网备案离线办理'

export type Recovery = NonNullable<Output<'station.status'>['recovery']>

/** Where the store of a data folder lies. */
export const storeFolder = (ctx: Pick<CoreContext, 'dataDir'>): string => join(ctx.dataDir, 'store')

export function openOptions(ctx: CoreContext, create: boolean): OpenOptions {
  return {
    dir: storeFolder(ctx), collections: ALL_COLLECTIONS, secrets: ctx.secrets, clock: ctx.ports.clock, create, program: ctx.version,
    holder: { name: PROGRAM_NAME, pid: process.pid, host: hostname() },
  }
}

const systemReason = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : String(error))

export type Opened = OpenResult | { kind: 'unreachable'; reason: string }

/** What the system itself refuses (permissions, a dead disk) is a finding too. @throws AppError of a recovery that was refused */
export async function findingOf(ctx: CoreContext, open: () => Promise<OpenResult>): Promise<Opened> {
  try {
    return await open()
  } catch (error) {
    if (error instanceof AppError) throw error
    ctx.ports.logger.write({
      at: ctx.ports.clock.now(), level: 'error', source: 'store', message: 'opening failed', detail: error instanceof Error ? error.stack : String(error),
    })
    return { kind: 'unreachable', reason: systemReason(error) }
  }
}

/** Opens the store of the data folder, or with `create` makes it. */
export const tryOpen = (ctx: CoreContext, create: boolean): Promise<Opened> => findingOf(ctx, () => openStore(openOptions(ctx, create)))

type Failed = Exclude<Opened, { kind: 'open' } | { kind: 'fresh' }>

function offer(generation: GenerationOffer): Recovery['generations'][number] {
  const records = Object.values(generation.counts).reduce((sum, count) => sum + count, 0)
  return { id: String(generation.id), at: new Date(generation.at).toISOString(), records, whole: generation.whole, lost: generation.lost }
}

const asksPassphrase = (result: Failed): boolean => result.kind === 'wrongKey' && result.protection === PASSPHRASE_PROTECTION

function refusal(result: Failed): { code: ErrorCode; params?: AppErrorOptions['params'] } {
  switch (result.kind) {
    case 'missing': return { code: 'store.missing' }
    case 'damaged': return { code: result.generations.length > 0 ? 'store.damaged' : 'station.beyondRepair', params: { file: result.file } }
    case 'newer': return { code: 'store.newerVersion', params: { version: result.version } }
    case 'locked': return { code: 'store.locked', params: { holder: `${result.holder.name}（电脑 ${result.holder.host}，进程 ${result.holder.pid}）` } }
    case 'wrongKey': return { code: asksPassphrase(result) ? 'store.passphraseNeeded' : 'store.wrongKey' }
    case 'unreachable': return { code: 'store.unreachable', params: { reason: result.reason } }
  }
}

/** Where a portable backup helps; what is there is moved aside whole. */
const IMPORTABLE: ReadonlySet<Failed['kind']> = new Set<Failed['kind']>(['missing', 'damaged', 'wrongKey'])

/** What the recovery page shows: one row of store.md §2 "Opening" each, with its own code. */
export function recoveryOf(ctx: Pick<CoreContext, 'dataDir'>, result: Failed): Recovery {
  const { code, params } = refusal(result)
  const error = new AppError(code, { params })
  return {
    code, message: error.message, action: error.action ?? '', dataDir: ctx.dataDir, askRecoveryCode: result.kind === 'wrongKey', askPassphrase: asksPassphrase(result),
    generations: result.kind === 'damaged' ? result.generations.map(offer) : [], importBackup: IMPORTABLE.has(result.kind),
    lockToken: result.kind === 'locked' && result.holder.host !== hostname() ? result.holder.token : undefined,
  }
}
