import type { ApplicationPayload } from '#shared/bundle/payloads'
import { businessType, isAssetKind } from '#shared/filing/business-types'
import { FORMS } from '#shared/forms/registry'
import type { FormValues } from '#shared/forms/types'
import { attachmentsOf } from '#shared/forms/view'
import type { FiledData } from '../../collections/filing.collections'
import { register, reviewItems } from '../../collections/handover.collections'
import type { Reader } from '../../store/store'

/** Business whose approval puts a subject's data in force. */
const SUBJECT_DATA = ['subject.create', 'subject.change']

async function recordInForce(reader: Reader, { applicationId, subjectId, assetId }: ApplicationPayload, ofAsset: boolean): Promise<FormValues | undefined> {
  if (ofAsset) return assetId === null ? undefined : (await reader.get(register, assetId))?.record
  const { rows } = await reader.query(reviewItems, {
    where: (row) => row.subjectId === subjectId && row.id !== applicationId && row.status === 'approved' && SUBJECT_DATA.includes(row.businessType),
    sort: (a, b) => ((a.decidedAt ?? '') < (b.decidedAt ?? '') ? 1 : -1), limit: 1,
  })
  return rows[0] === undefined ? undefined : (await reader.get(reviewItems, rows[0].id))?.payload.record
}

/** What this station has filed and a change is to alter; undefined for all other business, and where it was filed elsewhere. */
export async function filedData(reader: Reader, payload: ApplicationPayload): Promise<FiledData | undefined> {
  const { kind, action, form } = businessType(payload.businessType)
  const declared = FORMS[form]
  if (action !== 'change' || declared === undefined) return undefined
  const record = await recordInForce(reader, payload, isAssetKind(kind))
  return record && { record, attachments: attachmentsOf(declared, record) }
}
