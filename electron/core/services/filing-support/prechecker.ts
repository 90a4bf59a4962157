import type { Finding } from '#shared/contract/filing.contract'
import { findingKey, runPrechecks } from '#shared/filing/prechecks/index'
import { canStart, OPEN_REQUEST_REASON } from '#shared/filing/states'
import { ASSET_STATUS_LABELS } from '#shared/filing/state-labels'
import { isDraftExpired } from '#shared/filing/timers'
import type { AssetStatus } from '#shared/filing/types'
import { toAsciiDomain } from '#shared/filing/validators/domain'
import type { FormValues } from '#shared/forms/types'
import { assets, drafts } from '../../collections/filing.collections'
import type { CoreContext } from '../../context'
import type { Reader } from '../../store/store'
import { domainsOf } from './describe'
import { businessOf, formOf, type Business } from './forms'
import type { RowOf } from './rows'
import { dataInForce, type Target } from './target'

export interface CheckInput {
  accountId: string
  business: Business
  target: Target
  record: FormValues
  /** The draft the record lies in, which does not stand in its own way. */
  draftId?: string
}

type DomainsInUse = { domain: string; where: string }[]

/** An asset in these states holds no domain any more. */
const HOLDS_NO_DOMAIN: readonly AssetStatus[] = ['cancelled', 'notApproved']

/** The domains the record asks for; only these are looked up, however much the station holds. */
const askedFor = ({ business, record }: CheckInput): ReadonlySet<string> => new Set(domainsOf(business.form, record).map(toAsciiDomain))

/** Under review or filed on this station, for any account; another account's names stay its own (PC-22). */
async function domainsOfAssets(reader: Reader, input: CheckInput, wanted: ReadonlySet<string>): Promise<DomainsInUse> {
  const { accountId, target } = input
  const { rows } = await reader.query(assets, {
    where: (row) => row.domains.some((domain) => wanted.has(domain)) && !HOLDS_NO_DOMAIN.includes(row.status) && row.id !== target.asset?.id,
  })
  return rows.flatMap((row) => {
    const where = row.ownerAccountId === accountId ? `“${row.name}”（${ASSET_STATUS_LABELS[row.status].label}）` : '本机其他账号的申请'
    return row.domains.map((domain) => ({ domain, where }))
  })
}

/** In the account's other drafts. One draft a business and target, so that the same business and target is this record's own. */
async function domainsOfDrafts(ctx: CoreContext, reader: Reader, input: CheckInput): Promise<DomainsInUse> {
  const { business, target, draftId } = input
  const now = ctx.time.now()
  const isOwn = (row: RowOf<typeof drafts>): boolean => {
    if (row.id === draftId) return true
    if (row.businessType !== business.type.id || row.applicationId !== target.application?.id) return false
    return row.applicationId !== undefined || (row.assetId === target.asset?.id && (row.subjectId === undefined || row.subjectId === target.subject?.id))
  }
  const { rows } = await reader.query(drafts, {
    where: (row) => row.ownerAccountId === input.accountId && !isDraftExpired(row.savedAt, now) && !isOwn(row),
  })
  const found = await Promise.all(rows.map(async (row): Promise<DomainsInUse> => {
    const draft = await reader.get(drafts, row.id)
    const form = formOf(businessOf(row.businessType).type)
    if (draft === undefined || form === undefined) return []
    return domainsOf(form, draft.record).map((domain) => ({ domain, where: `草稿“${row.title}”` }))
  }))
  return found.flat()
}

/** Whether another request stands in the way, by the state table; an application under correction is itself the open one. */
function openRequest({ business, target }: CheckInput): boolean {
  if (target.application !== undefined) return false
  const permission = canStart(business.type.id, { subject: target.subject?.status ?? null, asset: target.asset?.status ?? null })
  return !permission.allowed && permission.reason === OPEN_REQUEST_REASON
}

async function filedAssessments(reader: Reader, subjectId: string | undefined): Promise<number> {
  if (subjectId === undefined) return 0
  const { rows } = await reader.query(assets, { where: (row) => row.kind === 'securityAssessment' && row.subjectId === subjectId && row.status === 'filed' })
  return rows.length
}

/** 预检: the findings on a record, with what this station knows beside it (domain.md §7). */
export async function findingsOf(ctx: CoreContext, reader: Reader, input: CheckInput): Promise<Finding[]> {
  const { business, target, record } = input
  const wanted = askedFor(input)
  const inUse = wanted.size === 0 ? [] : [...(await domainsOfAssets(reader, input, wanted)), ...(await domainsOfDrafts(ctx, reader, input))]
  const findings = runPrechecks({
    businessType: business.type.id, record, subjectRecord: business.type.kind === 'subject' ? undefined : target.subject?.record, inForce: dataInForce(business, target),
    context: {
      today: ctx.time.today(), regions: ctx.resources.regions.tree, openRequest: openRequest(input), domainsInUse: inUse,
      filedAssessments: await filedAssessments(reader, target.subject?.id), dictionaries: ctx.resources.dictionaries,
    },
  })
  return findings.map((finding) => ({ key: findingKey(finding), ...finding }))
}
