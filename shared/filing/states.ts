import { businessType, isAssetKind, type BusinessAction } from './business-types'
import { APPLICATION_STATUS_LABELS } from './state-labels'
import { withdrawDeadline } from './timers'
import type { ApplicationStatus, AssetStatus, DeliveryStatus, SubjectStatus } from './types'

/**
 * THE state table (domain.md §4). Services enforce it, pages show or disable buttons by it, tests walk it. A pair that is
 * in no row is refused.
 */

export type Actor = 'applicant' | 'reviewer' | 'system'
/** What must hold besides the status; each has one check and one reason below. */
export type ConditionName = 'within30Minutes' | 'claimedBySelf' | 'unclaimed' | 'notLonelySubject' | 'subjectApproved'

export type ApplicationAction =
  | 'withdraw' | 'resubmit' | 'claim' | 'release' | 'inviteInterview' | 'inviteSiteCheck' | 'resumeReview' | 'approve' | 'reject' | 'return' | 'supersede'
  | 'learnInReview' | 'learnAwaitingInterview' | 'learnAwaitingSiteCheck' | 'learnApproved' | 'learnRejected' | 'learnReturned' | 'learnWithdrawn'

export interface ApplicationTransition {
  readonly from: ApplicationStatus
  readonly action: ApplicationAction
  readonly to: ApplicationStatus
  readonly who: Actor
  readonly when?: readonly ConditionName[]
}

/** Button labels; actions of the system have none. */
export const APPLICATION_ACTION_LABELS: Readonly<Partial<Record<ApplicationAction, string>>> = {
  withdraw: '撤销申请', resubmit: '重新提交', claim: '认领', release: '放回队列', inviteInterview: '安排面审', inviteSiteCheck: '安排实地检查', resumeReview: '继续审核',
  approve: '审核通过', reject: '审核不通过', return: '退回补正',
}

/** Status of an application when it is submitted for the first time. */
export const INITIAL_APPLICATION_STATUS: ApplicationStatus = 'pending'
/** A decision or a withdrawal is still to come. */
export const OPEN_STATUSES: readonly ApplicationStatus[] = ['pending', 'inReview', 'awaitingInterview', 'awaitingSiteCheck', 'returned']
/** With the reviewer. */
const UNDER_REVIEW = ['inReview', 'awaitingInterview', 'awaitingSiteCheck'] as const
const UNDECIDED = ['pending', ...UNDER_REVIEW] as const
const DECIDED = ['approved', 'rejected', 'returned'] as const

const each = <const S extends ApplicationStatus>(from: readonly S[], row: (status: S) => ApplicationTransition): ApplicationTransition[] => from.map(row)

const PROGRESS = [['learnInReview', 'inReview'], ['learnAwaitingInterview', 'awaitingInterview'], ['learnAwaitingSiteCheck', 'awaitingSiteCheck']] as const
const DECISIONS = [['learnApproved', 'approved'], ['learnRejected', 'rejected'], ['learnReturned', 'returned']] as const

/**
 * `learn…` rows are news from the other station. They come in any order, once or many times, and end in the same state:
 * progress after a decision changes nothing, the same decision again changes nothing, another decision is a conflict and
 * in no row.
 */
export const APPLICATION_TRANSITIONS: readonly ApplicationTransition[] = [
  { from: 'pending', action: 'withdraw', to: 'withdrawn', who: 'applicant', when: ['within30Minutes'] },
  { from: 'returned', action: 'resubmit', to: 'pending', who: 'applicant' },
  { from: 'pending', action: 'claim', to: 'inReview', who: 'reviewer', when: ['unclaimed', 'notLonelySubject'] },
  // Before any decision the applicant's side knows nothing of the claim, so it may go back into the queue.
  { from: 'inReview', action: 'release', to: 'pending', who: 'reviewer', when: ['claimedBySelf'] },
  { from: 'inReview', action: 'inviteInterview', to: 'awaitingInterview', who: 'reviewer', when: ['claimedBySelf'] },
  { from: 'inReview', action: 'inviteSiteCheck', to: 'awaitingSiteCheck', who: 'reviewer', when: ['claimedBySelf'] },
  { from: 'awaitingInterview', action: 'inviteSiteCheck', to: 'awaitingSiteCheck', who: 'reviewer', when: ['claimedBySelf'] },
  { from: 'awaitingSiteCheck', action: 'inviteInterview', to: 'awaitingInterview', who: 'reviewer', when: ['claimedBySelf'] },
  { from: 'awaitingInterview', action: 'resumeReview', to: 'inReview', who: 'reviewer', when: ['claimedBySelf'] },
  { from: 'awaitingSiteCheck', action: 'resumeReview', to: 'inReview', who: 'reviewer', when: ['claimedBySelf'] },
  ...each(UNDER_REVIEW, (from) => ({
    from, action: 'approve', to: 'approved', who: 'reviewer', when: ['claimedBySelf', 'notLonelySubject', 'subjectApproved'],
  })),
  ...each(UNDER_REVIEW, (from) => ({ from, action: 'reject', to: 'rejected', who: 'reviewer', when: ['claimedBySelf'] })),
  ...each(UNDER_REVIEW, (from) => ({ from, action: 'return', to: 'returned', who: 'reviewer', when: ['claimedBySelf'] })),
  ...OPEN_STATUSES.map((from): ApplicationTransition => ({ from, action: 'supersede', to: 'superseded', who: 'system' })),
  ...PROGRESS.flatMap(([action, to]) => each(UNDECIDED, (from) => ({ from, action, to, who: 'system' }))),
  ...PROGRESS.flatMap(([action]) => each(DECIDED, (from) => ({ from, action, to: from, who: 'system' }))),
  ...DECISIONS.flatMap(([action, to]) => each([...UNDECIDED, to], (from) => ({ from, action, to, who: 'system' }))),
  ...each([...UNDECIDED, 'withdrawn'], (from) => ({ from, action: 'learnWithdrawn', to: 'withdrawn', who: 'system' })),
]

/** The status an action leads to; undefined when the table has no such row. */
export function nextApplicationStatus(status: ApplicationStatus, action: ApplicationAction): ApplicationStatus | undefined {
  return APPLICATION_TRANSITIONS.find((row) => row.from === status && row.action === action)?.to
}

/** What the conditions look at. A fact that is left out counts as not given, so that the condition fails. */
export interface ApplicationContext {
  who: Actor
  /** ISO instants; `now` from the Clock port. */
  now: string
  submittedAt: string
  /** Who claimed it at the review station. */
  claim?: 'none' | 'self' | 'other'
  /** Name of the other reviewer, for the reason. */
  claimedBy?: string
  businessType: string
  /** The subject is in force, or is the application itself. */
  subjectApproved?: boolean
  /** Asset applications of the same subject that stand beside a new subject at this station. */
  companions?: number
}

const isSubjectCreate = (context: ApplicationContext): boolean => context.businessType === 'subject.create'

interface Condition {
  holds: (context: ApplicationContext) => boolean
  reason: (context: ApplicationContext) => string
}

const CONDITIONS: Readonly<Record<ConditionName, Condition>> = {
  within30Minutes: {
    holds: (context) => Date.parse(context.now) <= Date.parse(withdrawDeadline(context.submittedAt)),
    reason: () => '提交已超过 30 分钟，不能撤销',
  },
  unclaimed: {
    holds: (context) => context.claim === 'none',
    reason: (context) => (context.claim === 'other' ? `该申请已由 ${context.claimedBy ?? '其他审核员'} 认领` : '该申请已认领'),
  },
  claimedBySelf: {
    holds: (context) => context.claim === 'self',
    reason: (context) => (context.claim === 'other' ? `该申请已由 ${context.claimedBy ?? '其他审核员'} 认领` : '请先认领该申请'),
  },
  notLonelySubject: {
    holds: (context) => !isSubjectCreate(context) || (context.companions ?? 0) > 0,
    reason: () => '公安机关不会单独进行主体审核，请与该主体的网站等业务申请一并审核',
  },
  subjectApproved: {
    holds: (context) => businessType(context.businessType).kind === 'subject' || context.subjectApproved === true,
    reason: () => '所属主体尚未审核通过，请先审核同一主体的新增主体申请',
  },
}

export type Permission = { allowed: true } | { allowed: false; reason: string }

const ACTOR_LABELS: Readonly<Record<Actor, string>> = { applicant: '申请人', reviewer: '审核员', system: '系统' }

/** Whether an action may be done now, and if not, why, in words for the disabled button. */
export function canDo(action: ApplicationAction, status: ApplicationStatus, context: ApplicationContext): Permission {
  const row = APPLICATION_TRANSITIONS.find((candidate) => candidate.from === status && candidate.action === action)
  if (!row) {
    const label = APPLICATION_ACTION_LABELS[action] ?? action
    return { allowed: false, reason: `当前状态“${APPLICATION_STATUS_LABELS[status].label}”不能${label}` }
  }
  if (row.who !== context.who) return { allowed: false, reason: `该操作由${ACTOR_LABELS[row.who]}办理` }
  const failed = row.when?.find((name) => !CONDITIONS[name].holds(context))
  return failed === undefined ? { allowed: true } : { allowed: false, reason: CONDITIONS[failed].reason(context) }
}

export type ActionState = { action: ApplicationAction; label: string } & Permission

/** Every button of an actor with its permission, in the table's order; those another status would offer come with the reason. */
export function applicationActions(status: ApplicationStatus, context: ApplicationContext): ActionState[] {
  const actions = new Set(APPLICATION_TRANSITIONS.filter((row) => row.who === context.who).map((row) => row.action))
  return [...actions].flatMap((action) => {
    const label = APPLICATION_ACTION_LABELS[action]
    return label === undefined ? [] : [{ action, label, ...canDo(action, status, context) }]
  })
}

export type DeliveryEvent = 'exported' | 'receiptImported' | 'decisionImported' | 'resubmitted'

/** Delivery beside the status; receipts and decisions come in any order, once or many times. */
export const DELIVERY_TRANSITIONS: readonly { readonly from: DeliveryStatus; readonly event: DeliveryEvent; readonly to: DeliveryStatus }[] = [
  { from: 'notExported', event: 'exported', to: 'exported' },
  { from: 'exported', event: 'exported', to: 'exported' },
  { from: 'received', event: 'exported', to: 'received' },
  { from: 'notExported', event: 'receiptImported', to: 'received' },
  { from: 'exported', event: 'receiptImported', to: 'received' },
  { from: 'received', event: 'receiptImported', to: 'received' },
  { from: 'decided', event: 'receiptImported', to: 'decided' },
  { from: 'notExported', event: 'decisionImported', to: 'decided' },
  { from: 'exported', event: 'decisionImported', to: 'decided' },
  { from: 'received', event: 'decisionImported', to: 'decided' },
  { from: 'decided', event: 'decisionImported', to: 'decided' },
  { from: 'notExported', event: 'resubmitted', to: 'notExported' },
  { from: 'decided', event: 'resubmitted', to: 'notExported' },
]
export function nextDeliveryStatus(status: DeliveryStatus, event: DeliveryEvent): DeliveryStatus | undefined {
  return DELIVERY_TRANSITIONS.find((row) => row.from === status && row.event === event)?.to
}

/** Submitted and not yet carried to a review station: the person's next step is the export. */
export const awaitsExport = (status: ApplicationStatus, delivery: DeliveryStatus): boolean => status === 'pending' && delivery === 'notExported'

/** What happens to an application that moves its subject or asset. `accepted` is the receiver's side of a transfer. */
export const APPLICATION_EVENTS = ['submitted', 'resubmitted', 'returned', 'approved', 'rejected', 'withdrawn', 'superseded', 'accepted'] as const
export type ApplicationEvent = (typeof APPLICATION_EVENTS)[number]

export interface Effect<S> {
  readonly action: BusinessAction
  readonly event: ApplicationEvent
  /** null: not there yet. */
  readonly from: S | null
  readonly to: S
}

/** Rows of one action: submission, the states while open, success, and what a refusal, withdrawal or lapse goes back to. */
function effects<S>(action: BusinessAction, from: readonly (S | null)[], open: S, success: S, failure: S, successEvent: ApplicationEvent): Effect<S>[] {
  const still: ApplicationEvent[] = ['resubmitted', 'returned']
  const failed: ApplicationEvent[] = ['rejected', 'withdrawn', 'superseded']
  return [
    ...from.map((before) => ({ action, event: 'submitted' as const, from: before, to: open })),
    ...still.map((event) => ({ action, event, from: open, to: open })),
    { action, event: successEvent, from: open, to: success },
    ...failed.map((event) => ({ action, event, from: open, to: failure })),
  ]
}

export const SUBJECT_EFFECTS: readonly Effect<SubjectStatus>[] = [
  ...effects<SubjectStatus>('create', [null, 'notApproved'], 'awaitingEffect', 'valid', 'notApproved', 'approved'),
  ...effects<SubjectStatus>('change', ['valid'], 'changing', 'valid', 'valid', 'approved'),
  ...effects<SubjectStatus>('cancel', ['valid'], 'cancelling', 'cancelled', 'valid', 'approved'),
  ...effects<SubjectStatus>('transfer', ['valid'], 'transferring', 'transferred', 'valid', 'accepted'),
]

/** Status of a subject that was received by transfer, at the receiver. */
export const RECEIVED_SUBJECT_STATUS: SubjectStatus = 'valid'

export const ASSET_EFFECTS: readonly Effect<AssetStatus>[] = [
  ...effects<AssetStatus>('create', [null, 'notApproved'], 'inReview', 'filed', 'notApproved', 'approved'),
  ...effects<AssetStatus>('change', ['filed'], 'changing', 'filed', 'filed', 'approved'),
  ...effects<AssetStatus>('cancel', ['filed'], 'cancelling', 'cancelled', 'filed', 'approved'),
  ...effects<AssetStatus>('supplement', ['filed'], 'changing', 'filed', 'filed', 'approved'),
  ...effects<AssetStatus>('redo', ['filed'], 'changing', 'filed', 'filed', 'approved'),
]

const after = <S>(table: readonly Effect<S>[], action: BusinessAction, event: ApplicationEvent, before: S | null): S | undefined =>
  table.find((row) => row.action === action && row.event === event && row.from === before)?.to

/** Status of the subject after an event of one of its own applications; undefined when the table has no such row. */
export function subjectStatusAfter(event: ApplicationEvent, type: string, before: SubjectStatus | null): SubjectStatus | undefined {
  const entry = businessType(type)
  return entry.kind === 'subject' ? after(SUBJECT_EFFECTS, entry.action, event, before) : undefined
}

/** Status of the asset after an event of its application; undefined when the table has no such row. */
export function assetStatusAfter(event: ApplicationEvent, type: string, before: AssetStatus | null): AssetStatus | undefined {
  const entry = businessType(type)
  return isAssetKind(entry.kind) ? after(ASSET_EFFECTS, entry.action, event, before) : undefined
}

/**
 * Cancelling a subject, when approved, cancels its assets: what was in force is cancelled, what was never filed is not
 * approved, and open applications of either are superseded.
 */
export const ASSET_WHEN_SUBJECT_CANCELLED: Readonly<Record<AssetStatus, AssetStatus>> = {
  inReview: 'notApproved', filed: 'cancelled', changing: 'cancelled', cancelling: 'cancelled', cancelled: 'cancelled', notApproved: 'notApproved',
}

/** Subject states under which an asset may be asked for, and under which a filed one may be changed or cancelled. */
const SUBJECT_FOR_NEW_ASSET: readonly SubjectStatus[] = ['awaitingEffect', 'valid', 'changing']
const SUBJECT_FOR_FILED_ASSET: readonly SubjectStatus[] = ['valid', 'changing']
const BUSY_SUBJECT: readonly SubjectStatus[] = ['awaitingEffect', 'changing', 'cancelling', 'transferring']
const BUSY_ASSET: readonly AssetStatus[] = ['inReview', 'changing', 'cancelling']

export const OPEN_REQUEST_REASON = '存在审核中的单据'
export const NO_SUBJECT_REASON = '您当前尚无有效主体，请先申请主体'

const refuse = (reason: string): Permission => ({ allowed: false, reason })

function canStartOnSubject(type: string, subject: SubjectStatus | null): Permission {
  if (subjectStatusAfter('submitted', type, subject) !== undefined) return { allowed: true }
  if (subject === null || subject === 'notApproved') return refuse(NO_SUBJECT_REASON)
  if (BUSY_SUBJECT.includes(subject)) return refuse(OPEN_REQUEST_REASON)
  return refuse(subject === 'valid' ? '该主体已有效，无需再次新增' : '该主体已不再有效')
}

function canStartOnAsset(type: string, subject: SubjectStatus | null, asset: AssetStatus | null): Permission {
  if (subject === null || subject === 'notApproved') return refuse(NO_SUBJECT_REASON)
  const creating = businessType(type).action === 'create'
  if (!(creating ? SUBJECT_FOR_NEW_ASSET : SUBJECT_FOR_FILED_ASSET).includes(subject)) {
    return refuse(subject === 'cancelled' || subject === 'transferred' ? '该主体已不再有效' : '所属主体正在办理其他业务，请在其审核完成后办理')
  }
  if (assetStatusAfter('submitted', type, asset) !== undefined) return { allowed: true }
  if (asset !== null && BUSY_ASSET.includes(asset)) return refuse(OPEN_REQUEST_REASON)
  if (asset === null) return refuse('请先选择已备案的项目')
  return refuse(creating ? '该项目已备案，无需再次新增' : '该项目尚未备案，不能办理')
}

/**
 * Whether a business may be started (or its application submitted) in the present states; one open request a subject and
 * one an asset (domain.md §4). `null` for what is not there yet.
 */
export function canStart(type: string, states: { subject: SubjectStatus | null; asset?: AssetStatus | null }): Permission {
  return businessType(type).kind === 'subject'
    ? canStartOnSubject(type, states.subject)
    : canStartOnAsset(type, states.subject, states.asset ?? null)
}
