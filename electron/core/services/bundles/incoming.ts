import { WITHDRAWAL } from '#shared/bundle/withdrawal'
import { judgeBundle, type LedgerJudgement } from '#shared/bundle/ledger'
import { AppError } from '#shared/errors/app-error'
import { STATION_ROLE_LABELS } from '#shared/filing/types'
import type { BundleFolder } from '../../bundle-folder'
import { checkBundle } from '../../bundle/reader'
import type { CheckedBundle, InspectAttachment, KnownStation } from '../../bundle/types'
import type { CallContext } from '../../call'
import { ledger, type LedgerRecord } from '../../collections/handover.collections'
import { knownStations, self, type KnownStationRecord, type SelfRecord } from '../../collections/station.collections'
import type { CoreContext } from '../../context'
import type { Reader } from '../../store/store'
import type { ApplicationsHandover } from '../applications/applications.types'
import type { TakeInService } from '../review/take-in.service'
import { BUNDLE_TYPE_LABELS } from '#shared/bundle/bundle-types'
import { takerFor, type AcceptedItem, type ItemTaker } from './take-in'

export interface ImportDeps {
  folder: BundleFolder
  takeIn: TakeInService
  applications: ApplicationsHandover
  inspect: InspectAttachment
}

export interface Incoming {
  checked: CheckedBundle
  taker: ItemTaker
  own: SelfRecord
}

async function trustedStations(ctx: CoreContext): Promise<KnownStation[]> {
  const { rows } = await ctx.store.query(knownStations, { where: (row) => row.trustedAt !== null })
  const stations = await Promise.all(rows.map((row) => ctx.store.get(knownStations, row.id)))
  return stations.filter((station) => station !== undefined).map(({ id, name, publicKey, epoch }) => ({ stationId: id, name, keys: [{ publicKey, epoch }] }))
}

/**
 * Pass 1 over an incoming file: everything is checked, nothing written.
 * @throws AppError of bundle.errors.ts, or handover.typeRefused where this station's role does not take the type in
 */
export async function openIncoming(ctx: CoreContext, deps: ImportDeps, incomingId: string, call: CallContext): Promise<Incoming> {
  const path = await deps.folder.requireIncoming(incomingId)
  const own = await ctx.store.get(self, 'self')
  if (own === undefined) throw new AppError('general.notReady')
  const checked = await checkBundle(path, {
    identities: [own.keys.identity], inspect: deps.inspect, signal: call.task.signal, knownStations: await trustedStations(ctx),
    onProgress: (done, total) => call.task.progress('正在检查交接包', done, total),
  })
  const taker = takerFor(own.role, checked, deps)
  if (taker === undefined) {
    throw new AppError('handover.typeRefused', { params: { role: STATION_ROLE_LABELS[own.role], type: BUNDLE_TYPE_LABELS[checked.envelope.type] } })
  }
  return { checked, taker, own }
}

/** The bundle against those already taken in from the same sender (bundle.md §4, ledger). */
export async function judgeIncoming(reader: Reader, checked: CheckedBundle): Promise<LedgerJudgement> {
  const { rows } = await reader.query(ledger, { where: (row) => row.direction === 'in' && row.partnerId === checked.envelope.sender.stationId && row.status !== 'quarantined' })
  return judgeBundle(
    rows.map((row) => ({ bundleId: row.id, seq: row.sequence, sha256: row.sha256, prevBundleSha256: row.previousBundleSha256 })),
    { bundleId: checked.envelope.bundleId, seq: checked.envelope.seq, sha256: checked.bundleSha256, prevBundleSha256: checked.envelope.prevBundleSha256 },
  )
}

/** A sender confirmed by comparing fingerprints. */
export function senderRecord(checked: CheckedBundle, at: string, by: string): KnownStationRecord {
  const { stationId, name, role, region, epoch, keyId, publicKey, recipient, fingerprint } = checked.sender
  return { id: stationId, name, role, region, epoch, keyId, publicKey, recipient, fingerprint, trustedAt: at, trustedBy: by }
}

/** The ledger's row of a bundle that came in; what became of each item is in `items`. */
export function incomingRow(checked: CheckedBundle, at: string, fields: Pick<LedgerRecord, 'id' | 'status' | 'reason'> & { items: readonly AcceptedItem[] }): LedgerRecord {
  const { envelope } = checked
  const byId = new Map(fields.items.map((item) => [item.applicationId, item]))
  return {
    ...fields, direction: 'in', type: envelope.type, partnerId: envelope.sender.stationId, partnerName: envelope.sender.name, sequence: envelope.seq,
    previousBundleSha256: envelope.prevBundleSha256, sha256: checked.bundleSha256, size: checked.size, at, files: envelope.counts.files,
    fileName: `${BUNDLE_TYPE_LABELS[envelope.type]}-${envelope.sender.name}`,
    items: [
      ...checked.items.map(({ item: { applicationId, businessType, revision, contentSha256 } }) => ({ applicationId, businessType, revision, contentSha256 })),
      ...envelope.withdrawals.map(({ applicationId, revision }) => ({ applicationId, businessType: WITHDRAWAL, revision })),
    ].map((item) => {
      const became = byId.get(item.applicationId)
      return { ...item, title: became?.title ?? '', outcome: became?.outcome === 'setAside' ? 'setAside' : 'taken', reason: became?.reason }
    }),
  }
}
