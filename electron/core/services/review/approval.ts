import { businessType, isAssetKind } from '#shared/filing/business-types'
import { textAt } from '#shared/filing/values'
import type { RegisterRecord, ReviewItemRecord } from '../../collections/handover.collections'
import type { Transaction } from '../../store/store'
import type { RegisterService } from '../register/register.service'
import type { IssuedNumber, NumberingService } from './numbering.service'
import { isInteractive } from './take-in.service'

/**
 * What an approval does to the register, in the transaction of the decision: a new asset gets a number and a row, a change
 * replaces the row and keeps the number, a cancellation ends it; cancelling a subject ends all its rows (domain.md §4).
 */
export async function effectOnRegister(
  tx: Transaction, item: ReviewItemRecord, now: string, deps: { numbering: NumberingService; register: RegisterService },
): Promise<IssuedNumber | undefined> {
  const { payload } = item
  const type = businessType(payload.businessType)
  if (!isAssetKind(type.kind)) {
    if (type.action === 'cancel') await deps.register.cancel(tx, { subjectId: payload.subjectId })
    return undefined
  }
  const assetId = payload.assetId ?? payload.applicationId
  if (type.action === 'cancel') {
    await deps.register.cancel(tx, { assetId })
    return undefined
  }
  const before = await deps.register.find(tx, assetId)
  const issued = before === undefined ? await deps.numbering.issue(tx) : { number: before.filingNumber, demo: before.demo, agency: before.agency }
  await deps.register.enter(tx, registerEntry(item, assetId, issued, before?.filedAt ?? now))
  return issued
}

function registerEntry(item: ReviewItemRecord, assetId: string, issued: IssuedNumber, filedAt: string): RegisterRecord {
  const { payload } = item
  const subjectRecord = payload.subjectRecord ?? {}
  return {
    id: assetId, applicationId: item.id, name: textAt(payload.record, 'name') ?? item.title, primaryDomain: textAt(payload.record, 'primaryDomain') ?? '',
    domains: item.keys.domains, interactive: isInteractive(payload.record), nature: textAt(subjectRecord, 'nature') === 'individual' ? 'individual' : 'organization',
    subjectId: payload.subjectId, subjectName: item.subjectName, filingNumber: issued.number, demo: issued.demo, agency: issued.agency, filedAt,
    status: 'filed', region: item.region, record: payload.record, subjectRecord,
  }
}
