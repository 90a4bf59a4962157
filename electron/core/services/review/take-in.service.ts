import type { ApplicationPayload } from '#shared/bundle/payloads'
import { businessType, isAssetKind, isBusinessType } from '#shared/filing/business-types'
import { jurisdictionOf } from '#shared/filing/jurisdiction'
import { findingKey, runPrechecks } from '#shared/filing/prechecks/index'
import { INITIAL_APPLICATION_STATUS } from '#shared/filing/states'
import { flagAt, textAt, textsAt } from '#shared/filing/values'
import type { FormValues } from '#shared/forms/types'
import { FORMS } from '#shared/forms/registry'
import { validateRecord } from '#shared/forms/validate'
import { recordDigest } from '../audit/audit.service'
import { register, reviewItems, type ReviewItemRecord } from '../../collections/handover.collections'
import type { CoreContext } from '../../context'
import type { Reader, Transaction } from '../../store/store'
import type { FilingDeps } from '../filing-support/deps'
import { formContext } from '../filing-support/forms'
import { filedData } from './filed-data'
import { createWithdrawalTaking } from './withdrawal'

/** Where an application came from. */
export interface Origin {
  bundleId: string
  stationId: string
  stationName: string
  /** SHA-256 of the payload's bytes as they travelled. */
  contentSha256: string
}

/** What taking an application in would do (bundle.md §4); `reason` is a Chinese sentence. */
export type TakeInVerdict =
  | { kind: 'new' } | { kind: 'newer' } | { kind: 'identical' }
  | { kind: 'conflicting'; reason: string } | { kind: 'refused'; reason: string }

/** Numbers that tell whether two applications are about the same thing. Certificates are kept as digests only. */
export function keysOf(payload: ApplicationPayload): ReviewItemRecord['keys'] {
  const subject = payload.subjectRecord ?? payload.record
  const numbers = [textAt(subject, 'organizationIdNumber') ?? textAt(subject, 'responsiblePerson.idNumber')]
  const domains = [textAt(payload.record, 'primaryDomain'), ...textsAt(payload.record, 'otherDomains')]
  const present = (values: (string | undefined)[]): string[] => values.filter((value): value is string => value !== undefined)
  return {
    domains: present(domains),
    certificates: present(numbers).map((number) => recordDigest({ id: number }) ?? ''),
    pictures: payload.attachments.map((file) => file.sha256),
  }
}

export function titleOf(payload: ApplicationPayload): { title: string; subjectName: string } {
  const subject = payload.subjectRecord ?? payload.record
  const subjectName = textAt(subject, 'organizationName') ?? textAt(subject, 'responsiblePerson.name') ?? ''
  return { subjectName, title: isAssetKind(businessType(payload.businessType).kind) ? (textAt(payload.record, 'name') ?? subjectName) : subjectName }
}

/** Takes applications out of bundles into the review station's queue. */
export function createTakeInService(ctx: CoreContext, deps: FilingDeps) {
  const { withdrawEarly, ...withdrawals } = createWithdrawalTaking(deps)
  /** The same schema as on the applicant's page; nothing that page would refuse gets in (architecture.md "Forms"). */
  function invalid(payload: ApplicationPayload): string | undefined {
    if (!isBusinessType(payload.businessType)) return `不认识的业务类型 ${payload.businessType}，请升级程序后重新导入`
    const form = FORMS[businessType(payload.businessType).form]
    if (form === undefined) return '本版本不能审核该业务类型，请升级程序后重新导入'
    if (payload.schemaVersion > form.schemaVersion) return '申请由更新的版本填写，请升级程序后重新导入'
    const checked = validateRecord(form, payload.record, formContext(ctx), { stage: 'submit' })
    if (checked.ok) return undefined
    const [path, message] = Object.entries(checked.fields)[0] ?? ['', '']
    return `申请内容不完整：${message}${path === '' ? '' : `（${path}）`}`
  }

  async function prechecks(reader: Reader, payload: ApplicationPayload): Promise<ReviewItemRecord['findings']> {
    const { rows } = await reader.query(register, { where: (row) => row.status === 'filed' && row.id !== payload.assetId })
    const findings = runPrechecks({
      businessType: payload.businessType, record: payload.record, subjectRecord: payload.subjectRecord ?? undefined,
      context: {
        today: ctx.time.today(), regions: ctx.resources.regions.tree, dictionaries: ctx.resources.dictionaries, openRequest: false, filedAssessments: 0,
        domainsInUse: rows.flatMap((row) => row.domains.map((domain) => ({ domain, where: `登记簿中的“${row.name}”` }))),
      },
    })
    return findings.map((finding) => ({ key: findingKey(finding), ...finding }))
  }

  return {
    ...withdrawals,
    async judge(reader: Reader, payload: ApplicationPayload, contentSha256: string): Promise<TakeInVerdict> {
      const held = await reader.get(reviewItems, payload.applicationId)
      if (held !== undefined) {
        if (held.contentSha256 === contentSha256 || held.history.some((entry) => entry.contentSha256 === contentSha256)) return { kind: 'identical' }
        if (payload.revision <= held.payload.revision) return { kind: 'conflicting', reason: `本机已有第 ${held.payload.revision} 次提交，内容与此不同` }
        if (held.decidedAt === null) return { kind: 'conflicting', reason: '上一次提交尚未审核完毕，不能接收新的修订' }
      }
      const reason = invalid(payload)
      if (reason !== undefined) return { kind: 'refused', reason }
      return { kind: held === undefined ? 'new' : 'newer' }
    },

    /** Puts an application that `judge` found new or newer into the queue; its attachments are in the store already. */
    async takeIn(tx: Transaction, payload: ApplicationPayload, origin: Origin): Promise<void> {
      const held = await tx.get(reviewItems, payload.applicationId)
      const now = ctx.time.now()
      const region = jurisdictionOf(payload.subjectRecord ?? payload.record) ?? { code: '000000', name: '未填写' }
      const record: ReviewItemRecord = {
        id: payload.applicationId, ...titleOf(payload), region, sourceStationId: origin.stationId, sourceName: origin.stationName, bundleId: origin.bundleId,
        status: INITIAL_APPLICATION_STATUS, contentSha256: origin.contentSha256, payload,
        // What is kept of the earlier revision stands where the register has lost it meanwhile.
        filed: (await filedData(tx, payload)) ?? held?.filed,
        history: held === undefined
          ? []
          : [...held.history, { payload: held.payload, contentSha256: held.contentSha256, opinions: held.opinions, remark: held.remark, decidedAt: held.decidedAt ?? now }],
        opinions: [], remark: null, findings: await prechecks(tx, payload), receivedAt: now, decidedAt: null, keys: keysOf(payload),
        filingNumber: held?.filingNumber, demo: held?.demo, agency: held?.agency,
        timeline: [
          ...(held?.timeline ?? []),
          { at: payload.submittedAt, event: 'submitted', title: payload.revision === 1 ? '提交申请' : `第 ${payload.revision} 次提交`, who: payload.submittedBy.name },
          { at: now, event: 'received', title: '导入交接包，已签收', who: origin.stationName },
        ],
      }
      await tx.put(reviewItems, record)
      await withdrawEarly(tx, record)
    },
  }
}
export type TakeInService = ReturnType<typeof createTakeInService>

/** 交互式 or not, as the site's form says. */
export const isInteractive = (record: FormValues): boolean => flagAt(record, 'interactive') === true
