import type { BundleEnvelope } from '#shared/bundle/envelope'
import { AppError } from '#shared/errors/app-error'

/** The signature's trusted comment (bundle.md §1): `beian1 <type> <bundleId> seq=<n> to=<keyIds>`. */
export const trustedComment = (envelope: Pick<BundleEnvelope, 'type' | 'bundleId' | 'seq' | 'recipients'>): string =>
  `beian1 ${envelope.type} ${envelope.bundleId} seq=${envelope.seq} to=${envelope.recipients.map((recipient) => recipient.keyId).join(',')}`

/**
 * The signed comment must name this very bundle.
 * @throws AppError bundle.signatureOtherType, signatureOtherBundle, readdressed, signatureMalformed
 */
export function checkTrustedComment(comment: string, envelope: BundleEnvelope): void {
  if (comment === trustedComment(envelope)) return
  const match = /^beian1 (\S+) (\S+) seq=(\d+) to=(\S+)$/.exec(comment)
  if (!match) throw new AppError('bundle.signatureMalformed')
  if (match[1] !== envelope.type) throw new AppError('bundle.signatureOtherType')
  if (match[2] !== envelope.bundleId || match[3] !== String(envelope.seq)) throw new AppError('bundle.signatureOtherBundle')
  throw new AppError('bundle.readdressed')
}
