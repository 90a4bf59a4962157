import type { StationCard } from '#shared/bundle/station-card'
import type { Input, Output } from '#shared/contract/registry'
import { AppError } from '#shared/errors/app-error'
import { signedIn, type CallContext } from '../../call'
import { knownStations, type KnownStationRecord, type SelfRecord } from '../../collections/station.collections'
import type { CoreContext } from '../../context'
import { judgeCard, parseStationCard, type CardVerdict } from '../../crypto/station-card'
import { keyIdText } from '../../crypto/minisign'
import { minisignKey } from '../../crypto/station-keys'
import type { Reader } from '../../store/store'
import { STATION_ROLE_LABELS } from '#shared/filing/types'

export type KnownStation = Output<'stations.importCard'>

export interface StationsDeps {
  station: { current(): SelfRecord }
}

/** A known station as the contract shows it. */
export function toKnownStation(record: KnownStationRecord): KnownStation {
  const { id: stationId, name, role, region, fingerprint, keyId, epoch, trustedAt, trustedBy } = record
  return { stationId, name, role, region, fingerprint, keyId, epoch, trustedAt, trustedBy }
}

function recordOf(card: StationCard, trust: Pick<KnownStationRecord, 'trustedAt' | 'trustedBy'>): KnownStationRecord {
  const { stationId, name, role, region, epoch, publicKey, recipient, fingerprint } = card
  return { id: stationId, name, role, region, epoch, keyId: keyIdText(minisignKey(publicKey).id), publicKey, recipient, fingerprint, ...trust }
}

/** 来源管理: other stations known by their cards (bundle.md §3). */
export function createStationsService(ctx: CoreContext, deps: StationsDeps) {
  async function judge(reader: Reader, text: string): Promise<{ card: StationCard; known: KnownStationRecord | undefined; verdict: CardVerdict }> {
    const card = parseStationCard(text)
    const known = await reader.get(knownStations, card.stationId)
    const held = known === undefined ? [] : [{ stationId: known.id, publicKey: known.publicKey, recipient: known.recipient }]
    return { card, known, verdict: judgeCard(card, held, deps.station.current().stationId) }
  }

  /** Applications go to a review station; any other card would only lead to a bundle nobody can decide. */
  function checkRole(card: StationCard): void {
    if (deps.station.current().role !== 'review' && card.role !== 'review') {
      throw new AppError('station.cardRole', { params: { role: STATION_ROLE_LABELS[card.role] } })
    }
  }

  return {
    async list(): Promise<Output<'stations.list'>> {
      const { rows } = await ctx.store.query(knownStations, { sort: (a, b) => a.name.localeCompare(b.name, 'zh') })
      const records = await Promise.all(rows.map((row) => ctx.store.get(knownStations, row.id)))
      return { stations: records.filter((record) => record !== undefined).map(toKnownStation) }
    },

    async previewCard(input: Input<'stations.previewCard'>): Promise<Output<'stations.previewCard'>> {
      const { card, known, verdict } = await judge(ctx.store, input.text)
      return { station: toKnownStation(recordOf(card, { trustedAt: known?.trustedAt ?? null, trustedBy: known?.trustedBy })), verdict }
    },

    /** Trust on a compared fingerprint. A changed key of a known station is never accepted this way. */
    async importCard(input: Input<'stations.importCard'>, call: CallContext): Promise<KnownStation> {
      const session = signedIn(call)
      const { card, known, verdict } = await judge(ctx.store, input.text)
      if (verdict === 'self') throw new AppError('station.self')
      if (verdict === 'keyChanged') throw new AppError('station.keyChanged', { params: { name: known?.name ?? card.name } })
      checkRole(card)
      const trust = known?.trustedAt ? { trustedAt: known.trustedAt, trustedBy: known.trustedBy } : { trustedAt: ctx.time.now(), trustedBy: session.name }
      const record = recordOf(card, trust)
      await ctx.write(call, `核对指纹并登记站点 ${card.name}（${card.fingerprint}）`, async (tx) => tx.put(knownStations, record))
      return toKnownStation(record)
    },

    async remove(input: Input<'stations.remove'>, call: CallContext): Promise<Record<string, never>> {
      const known = await ctx.store.get(knownStations, input.stationId)
      if (known === undefined) throw new AppError('station.unknown')
      await ctx.write(call, `移除站点 ${known.name}（${known.fingerprint}）`, async (tx) => tx.remove(knownStations, known.id))
      return {}
    },
  }
}

export type StationsService = ReturnType<typeof createStationsService>
