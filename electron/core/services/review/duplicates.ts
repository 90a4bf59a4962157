import type { Output } from '#shared/contract/registry'
import { formatFilingNumber } from '#shared/filing/validators/index'
import { register, reviewItems, type ReviewItemRecord } from '../../collections/handover.collections'
import type { Reader } from '../../store/store'

type Duplicate = Output<'review.get'>['duplicates'][number]

/** Whether the other application is about the very asset of this one: its creation, an earlier change. */
async function sameAsset(reader: Reader, item: ReviewItemRecord, otherId: string): Promise<boolean> {
  const assetId = item.payload.assetId
  return assetId !== null && (await reader.get(reviewItems, otherId))?.payload.assetId === assetId
}

/** Same domain, same certificate, same picture elsewhere at this station (domain.md §6 审核端); what is the same asset does not count. */
export async function findDuplicates(reader: Reader, item: ReviewItemRecord): Promise<Duplicate[]> {
  const found: Duplicate[] = []
  const { rows: others } = await reader.query(reviewItems, { where: (row) => row.id !== item.id && row.status !== 'withdrawn' })
  for (const other of others) {
    const sameSubject = other.subjectId === item.payload.subjectId
    const domains = item.keys.domains.filter((name) => other.keys.domains.includes(name))
    if (sameSubject && domains.length > 0 && (await sameAsset(reader, item, other.id))) continue
    for (const domain of domains) {
      found.push({ kind: 'domain', detail: `域名 ${domain} 也在该申请中`, title: other.title, applicationId: other.id })
    }
    // One subject's applications share its papers by nature.
    if (sameSubject) continue
    if (item.keys.certificates.some((digest) => other.keys.certificates.includes(digest))) {
      found.push({ kind: 'certificate', detail: '主体证件号码相同，但属于另一个主体', title: other.title, applicationId: other.id })
    }
    const pictures = item.keys.pictures.filter((sha256) => other.keys.pictures.includes(sha256)).length
    if (pictures > 0) found.push({ kind: 'picture', detail: `有 ${pictures} 张相同的图片`, title: other.title, applicationId: other.id })
  }
  const { rows: filed } = await reader.query(register, {
    where: (row) => row.status === 'filed' && row.id !== item.payload.assetId && row.domains.some((domain) => item.keys.domains.includes(domain)),
  })
  for (const row of filed) found.push({ kind: 'domain', detail: `登记簿中已备案，备案号 ${formatFilingNumber(row.filingNumber)}`, title: row.name })
  return found
}
