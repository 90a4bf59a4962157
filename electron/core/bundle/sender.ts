import type { BundleEnvelope } from '#shared/bundle/envelope'
import { AppError } from '#shared/errors/app-error'
import { parsePublicKey, parseSignature, verifyMinisign, keyIdText, type MinisignKey } from '../crypto/minisign'
import { fingerprintOf } from '../crypto/station-keys'
import { fatalUtf8 } from './json-bytes'
import { checkTrustedComment } from './trusted-comment'
import type { CheckedSender, KnownStation } from './types'

/** Who sent a bundle, and whether the signature proves it (bundle.md §1, §3). */

/**
 * The key that must have signed: the one the envelope names, and for a station known here one of its known keys.
 * @throws AppError station.keyChanged, bundle.keyRevoked, keyIdTaken, signatureOtherKey, envelopeInvalid
 */
function senderKey(envelope: BundleEnvelope, known: readonly KnownStation[]): { key: MinisignKey; standing: CheckedSender['standing'] } {
  const { sender, seq } = envelope
  const key = parsePublicKey(sender.publicKey)
  if (!key || keyIdText(key.id) !== sender.keyId) throw new AppError('bundle.envelopeInvalid', { params: { problem: 'sender.publicKey' } })
  const owner = known.find((station) => station.keys.some((entry) => keyIdOf(entry.publicKey) === sender.keyId))
  if (owner && owner.stationId !== sender.stationId) throw new AppError('bundle.keyIdTaken')
  const station = known.find((candidate) => candidate.stationId === sender.stationId)
  if (!station) return { key, standing: 'unknown' }
  const held = station.keys.find((entry) => entry.publicKey === sender.publicKey && entry.epoch === sender.epoch)
  if (!held) throw new AppError('station.keyChanged', { params: { name: station.name } })
  if (held.revoked && seq > held.revoked.lastGoodSeq) throw new AppError('bundle.keyRevoked', { params: { name: station.name } })
  return { key, standing: 'known' }
}

function keyIdOf(publicKey: string): string | undefined {
  const key = parsePublicKey(publicKey)
  return key && keyIdText(key.id)
}

/**
 * Checks the signature of the tag manifest and its trusted comment against the envelope.
 * @throws AppError bundle.signatureMalformed, signatureOtherKey, signatureWrong, signatureCommentWrong, signatureOtherType,
 * signatureOtherBundle, readdressed, and those of the sender's key
 */
export function checkSender(
  envelope: BundleEnvelope, tagManifest: Uint8Array, signatureFile: Uint8Array, known: readonly KnownStation[],
): { sender: CheckedSender; trustedComment: string } {
  const { key, standing } = senderKey(envelope, known)
  const signature = parseSignature(fatalUtf8(signatureFile) ?? '')
  if (!signature) throw new AppError('bundle.signatureMalformed')
  const verdict = verifyMinisign(key, tagManifest, signature)
  if (verdict === 'otherKey') throw new AppError('bundle.signatureOtherKey')
  if (verdict === 'wrongSignature') throw new AppError('bundle.signatureWrong')
  if (verdict === 'wrongComment') throw new AppError('bundle.signatureCommentWrong')
  checkTrustedComment(signature.trustedComment, envelope)
  return { sender: { ...envelope.sender, standing, fingerprint: fingerprintOf(envelope.sender) }, trustedComment: signature.trustedComment }
}

/**
 * The signed recipients must be exactly those the file is encrypted to, as far as a holder of one key can tell: this
 * station is among them, and the header has a stanza for each and no more.
 * @throws AppError bundle.readdressed
 */
export function checkAddressed(envelope: BundleEnvelope, ownRecipients: readonly string[], stanzas: readonly string[]): void {
  const addressed = envelope.recipients.some((recipient) => ownRecipients.includes(recipient.recipient))
  if (!addressed || stanzas.length !== envelope.recipients.length || stanzas.some((type) => type !== 'X25519')) throw new AppError('bundle.readdressed')
}
