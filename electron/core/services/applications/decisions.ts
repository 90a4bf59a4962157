import type { DecisionPayload } from '#shared/bundle/payloads'
import { businessLabel, businessType, isAssetKind } from '#shared/filing/business-types'
import { nextApplicationStatus, nextDeliveryStatus, type ApplicationAction } from '#shared/filing/states'
import { APPLICATION_STATUS_LABELS } from '#shared/filing/state-labels'
import { placeNumberDeadline } from '#shared/filing/timers'
import { parseFilingNumber } from '#shared/filing/validators/filing-number'
import { jsonEqual } from '#shared/forms/same'
import { applications, type ApplicationRecord, type Revision } from '../../collections/filing.collections'
import type { CoreContext } from '../../context'
import { chinaDate } from '../../filing-time'
import type { Reader, Transaction } from '../../store/store'
import type { FilingDeps } from '../filing-support/deps'
import { linkTo } from '../filing-support/links'
import { shownNumber, withEntry } from '../filing-support/rows'
import type { DecisionResult } from './applications.types'
import { moveByDecision } from './effects'

type Outcome = NonNullable<Revision['outcome']>

/** How the state table calls the news of each outcome. */
const NEWS = { approved: 'learnApproved', rejected: 'learnRejected', returned: 'learnReturned' } as const satisfies Record<DecisionPayload['outcome'], ApplicationAction>

const conflict = (reason: string): DecisionResult => ({ kind: 'conflict', reason })

function outcomeOf(payload: DecisionPayload): Outcome {
  return {
    status: payload.outcome, opinions: payload.opinions.map(({ path, label, text }) => ({ path, label, text })), remark: payload.remark,
    decidedAt: payload.decidedAt, decidedBy: `${payload.station.name} ${payload.reviewer.name}`,
  }
}

/**
 * What taking a decision in would do: it counts only for the very revision and content this station holds (bundle.md §4),
 * once; another decision on the same revision is a conflict, never an overwriting.
 */
export function judgeDecision(application: ApplicationRecord | undefined, payload: DecisionPayload): DecisionResult {
  if (application === undefined) return { kind: 'unknown' }
  const held = application.revisions[payload.revision - 1]
  if (held === undefined) return conflict(`本机只有第 ${application.revisions.length} 版申请，该结果针对第 ${payload.revision} 版`)
  if (held.contentSha256 === undefined) return conflict(`本机没有导出过第 ${payload.revision} 版申请，该结果与本机内容对不上`)
  if (held.contentSha256 !== payload.basedOn) return conflict(`该结果依据的第 ${payload.revision} 版内容与本机不一致`)
  if (held.outcome !== undefined) {
    return jsonEqual(held.outcome, outcomeOf(payload)) ? { kind: 'alreadyApplied' } : conflict(`第 ${payload.revision} 版申请已导入过另一个审核结果`)
  }
  const news = nextApplicationStatus(application.status, NEWS[payload.outcome])
  if (payload.revision !== application.revisions.length || news === undefined) {
    return conflict(`本机的申请状态为“${APPLICATION_STATUS_LABELS[application.status].label}”，不能再接受该结果`)
  }
  return { kind: 'applied' }
}

/** As stored; a number in a form we do not know is kept as it came. */
const storedNumber = (number: string): string => {
  const parsed = parseFilingNumber(number)
  return parsed === undefined ? number : parsed.abbreviation + parsed.digits
}

function decided(application: ApplicationRecord, payload: DecisionPayload, now: string): ApplicationRecord {
  const outcome = outcomeOf(payload)
  const status = nextApplicationStatus(application.status, NEWS[payload.outcome]) ?? application.status
  return {
    ...application,
    status, delivery: nextDeliveryStatus(application.delivery, 'decisionImported') ?? application.delivery,
    revisions: application.revisions.map((revision, index) => (index === payload.revision - 1 ? { ...revision, outcome } : revision)),
    updatedAt: now,
    ...(payload.filingNumber === null ? {} : { filingNumber: storedNumber(payload.filingNumber), demo: payload.demo }),
    timeline: withEntry(application.timeline, {
      at: payload.decidedAt, event: payload.outcome, title: APPLICATION_STATUS_LABELS[status].label, who: outcome.decidedBy,
      detail: detailOf(payload),
    }),
  }
}

function detailOf(payload: DecisionPayload): string | undefined {
  const words = [
    ...(payload.filingNumber === null ? [] : [`备案号 ${shownNumber(payload.filingNumber)}`]),
    ...payload.opinions.map((opinion) => `${opinion.label}：${opinion.text}`),
    ...(payload.remark === null ? [] : [payload.remark]),
  ]
  return words.length === 0 ? undefined : words.join('；').slice(0, 2000)
}

interface DecisionWords { title: string; body: string; link: string }

const bodyTail = (payload: DecisionPayload): string => {
  const detail = detailOf({ ...payload, filingNumber: null })
  return detail === undefined ? '' : `审核意见：${detail}`
}

/** The notice of each outcome; an approved number names the day by which it is to be placed (domain.md §5). */
function noticeOf(application: ApplicationRecord, payload: DecisionPayload): DecisionWords {
  const what = `${businessLabel(application.businessType)}“${application.title}”`
  const own = linkTo.application(application.id)
  if (payload.outcome === 'returned') {
    return { title: `退回补正：${what}`, body: `请按审核意见逐项补正后重新提交。${bodyTail(payload)}`, link: own }
  }
  if (payload.outcome === 'rejected') return { title: `审核不通过：${what}`, body: bodyTail(payload) || '请查看审核结果，修改后可重新申请。', link: own }
  const { kind } = businessType(application.businessType)
  if (payload.filingNumber === null || application.assetId === undefined || !isAssetKind(kind)) {
    return { title: `审核通过：${what}`, body: `申请已审核通过。${bodyTail(payload)}`, link: kind === 'subject' ? linkTo.subject(application.subjectId) : own }
  }
  const placeBy = chinaDate(placeNumberDeadline(payload.decidedAt))
  return {
    title: `审核通过：${what}`, link: linkTo.asset(kind, application.assetId),
    body: `备案号 ${shownNumber(payload.filingNumber)}。请在 30 日内（${placeBy} 前）将备案号悬挂在网站首页底部，并勾选已悬挂。${bodyTail(payload)}`,
  }
}

/** Taking decisions in, whatever their order and however often they come. */
export function createDecisions(ctx: CoreContext, deps: FilingDeps) {
  return {
    async preview(payload: DecisionPayload, reader: Reader = ctx.store): Promise<DecisionResult> {
      return judgeDecision(await reader.get(applications, payload.applicationId), payload)
    },

    async apply(tx: Transaction, payload: DecisionPayload): Promise<DecisionResult> {
      const application = await tx.get(applications, payload.applicationId)
      const result = judgeDecision(application, payload)
      if (application === undefined || result.kind !== 'applied') return result
      const now = ctx.time.now()
      const after = decided(application, payload, now)
      await tx.put(applications, after)
      await moveByDecision(tx, after, payload)
      const { title, body, link } = noticeOf(after, payload)
      await deps.notices.add(tx, { accountId: after.ownerAccountId, kind: 'decision', title: title.slice(0, 200), body: body.slice(0, 2000), link })
      return result
    },
  }
}
