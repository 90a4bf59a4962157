import { parseStrictJson } from '#shared/bundle/strict-json'
import { MAX_CARD_BYTES } from '#shared/bundle/limits'
import { CARD_FORMAT, stationCardSchema, type StationCard } from '#shared/bundle/station-card'
import { AppError } from '#shared/errors/app-error'
import { ed25519Sign, ed25519Verify, fromBase64, toBase64 } from './crypto-suite'
import { parsePublicKey } from './minisign'
import { fingerprintOf, minisignKey, signingSeed, type StationKeys } from './station-keys'

export type StationIdentity = Pick<StationCard, 'stationId' | 'name' | 'role' | 'region'>

const LABEL = 'beian station card 1'

/** The signed bytes: label and every public field in a fixed order, as JSON of one array. */
const signedBytes = (card: Omit<StationCard, 'selfSignature'>): Uint8Array =>
  new TextEncoder().encode(JSON.stringify([
    LABEL, card.format, card.stationId, card.name, card.role, card.region.code, card.region.name, card.epoch, card.publicKey, card.recipient, card.fingerprint,
  ]))

/** This station's card (bundle.md §3). */
export function makeStationCard(station: StationIdentity, keys: StationKeys): StationCard {
  const { stationId, name, role, region } = station
  const { publicKey, recipient, epoch } = keys
  const card = {
    format: CARD_FORMAT, stationId, name, role, region: { code: region.code, name: region.name }, epoch, publicKey, recipient,
    fingerprint: fingerprintOf({ stationId, publicKey, recipient }),
  } as const
  return { ...card, selfSignature: toBase64(ed25519Sign(signingSeed(keys), signedBytes(card))) }
}

/** The card file's text; also the text of its QR code. */
export const stationCardText = (card: StationCard): string => `${JSON.stringify(card, null, 2)}\n`

/**
 * Reads and verifies a card: strict JSON, schema, well-formed keys, fingerprint, own signature.
 * @throws AppError station.cardInvalid
 */
export function parseStationCard(text: string): StationCard {
  if (Buffer.byteLength(text) > MAX_CARD_BYTES) throw new AppError('station.cardInvalid')
  try {
    const card = stationCardSchema().validateSync(parseStrictJson(text.trim()))
    if (verifyStationCard(card)) return card
  } catch (error) {
    throw new AppError('station.cardInvalid', { cause: error })
  }
  throw new AppError('station.cardInvalid')
}

function verifyStationCard(card: StationCard): boolean {
  const { selfSignature, ...rest } = card
  const signature = fromBase64(selfSignature, 64)
  if (!parsePublicKey(card.publicKey) || !signature || card.fingerprint !== fingerprintOf(card)) return false
  return ed25519Verify(minisignKey(card.publicKey).publicKey, signedBytes(rest), signature)
}

export type CardVerdict = 'new' | 'known' | 'keyChanged' | 'self'

/** What a card means here; a changed key of a known station is never accepted by card (bundle.md §3). */
export function judgeCard(card: StationCard, known: readonly Pick<StationCard, 'stationId' | 'publicKey' | 'recipient'>[], ownStationId: string): CardVerdict {
  if (card.stationId === ownStationId) return 'self'
  const held = known.find((station) => station.stationId === card.stationId)
  if (!held) return 'new'
  return held.publicKey === card.publicKey && held.recipient === card.recipient ? 'known' : 'keyChanged'
}
