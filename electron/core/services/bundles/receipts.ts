import QRCode from 'qrcode'
import type { ReceiptPayload } from '#shared/bundle/payloads'
import { makeReceipt, receiptCheckCode, receiptQrText } from '../../bundle/receipt'
import type { LedgerRecord } from '../../collections/handover.collections'
import type { SelfRecord } from '../../collections/station.collections'

type Answered = Pick<LedgerRecord, 'id' | 'sha256' | 'items' | 'at'>

const receiptItems = (row: Answered): ReceiptPayload['items'] =>
  row.items.map(({ applicationId, revision, outcome, reason }) => ({ applicationId, revision, outcome: outcome === 'setAside' ? 'setAside' : 'taken', ...(reason === undefined ? {} : { reason }) }))

/** The receipt of a bundle taken in; made anew from the ledger it is the same again (bundle.md §4). */
export const receiptOf = (row: Answered): ReceiptPayload =>
  makeReceipt({ bundleId: row.id, bundleSha256: row.sha256, items: receiptItems(row), receivedAt: row.at })

export const checkCodeOf = (row: Answered): string => receiptCheckCode({ bundleId: row.id, bundleSha256: row.sha256, items: receiptItems(row) })

/** The receipt as a QR code, for when the stick does not come back. */
export const receiptQrSvg = (row: Answered, own: SelfRecord): Promise<string> =>
  QRCode.toString(receiptQrText(receiptOf(row), own.keys), { type: 'svg', errorCorrectionLevel: 'L', margin: 2 })
