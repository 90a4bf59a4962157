import type { InferType } from 'yup'
import { id, oneOf, region, shape, text } from '../contract/schema'
import { STATION_ROLES } from '../filing/types'
import { epochSchema, publicKeySchema, recipientSchema } from './envelope'

/** The public part of a station (bundle.md §3), as a JSON file, on paper and in a QR code. */
export const CARD_FORMAT = 'beian-station-card-1'
export const CARD_EXTENSION = '.station.json'

/** Six groups of five digits, one space between. */
export const fingerprintSchema = () => text(35).matches(/^\d{5}( \d{5}){5}$/, '指纹格式不正确')

export const stationCardSchema = () =>
  shape({
    format: oneOf([CARD_FORMAT]),
    stationId: id(), name: text(60), role: oneOf(STATION_ROLES), region: region(), epoch: epochSchema(),
    /** Minisign public key, the base64 line. */
    publicKey: publicKeySchema(),
    /** age X25519 recipient. */
    recipient: recipientSchema(),
    fingerprint: fingerprintSchema(),
    /** Ed25519 signature by the station's own key over everything above, base64. */
    selfSignature: text(88).matches(/^[A-Za-z0-9+/]{86}==$/, '名片签名格式不正确'),
  })

export type StationCard = InferType<ReturnType<typeof stationCardSchema>>
