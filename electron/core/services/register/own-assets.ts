import { flagAt } from '#shared/filing/values'
import { assets, subjects } from '../../collections/filing.collections'
import type { Reader } from '../../store/store'
import type { RegisterRow } from './register.service'

/**
 * What this account has filed, as rows of the register: decisions bring the numbers to the assets, not to the register of a
 * station that only fills in.
 */
export async function ownFiledAssets(
  reader: Reader, accountId: string, asked: (row: { name: string; domains: string[]; filingNumber: string }) => boolean,
): Promise<RegisterRow[]> {
  const { rows } = await reader.query(assets, {
    where: (row) => row.ownerAccountId === accountId && row.filingNumber !== undefined && row.filedAt !== undefined &&
      asked({ name: row.name, domains: row.domains, filingNumber: row.filingNumber }),
  })
  const found = await Promise.all(rows.map(async ({ id }): Promise<RegisterRow[]> => {
    const asset = await reader.get(assets, id)
    if (asset?.filingNumber === undefined || asset.filedAt === undefined) return []
    const subject = await reader.get(subjects, asset.subjectId)
    return [{
      id, name: asset.name, primaryDomain: asset.primaryDomain ?? '', domains: asset.domains, interactive: flagAt(asset.record, 'interactive') === true,
      nature: subject?.nature ?? 'organization', subjectName: asset.subjectName, filingNumber: asset.filingNumber, demo: asset.demo === true,
      agency: asset.agency ?? '未注明', filedAt: asset.filedAt,
      // A change or cancellation under review leaves the number in force.
      status: asset.status === 'cancelled' ? 'cancelled' : 'filed',
    }]
  }))
  return found.flat()
}
