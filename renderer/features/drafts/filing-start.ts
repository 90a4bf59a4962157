import type { Input, Output } from '#shared/contract/registry'
import { isAssetKind, type BusinessTypeEntry } from '#shared/filing/business-types'
import { canStart, NO_SUBJECT_REASON } from '#shared/filing/states'
import { withValueAt } from '#shared/forms/paths'
import type { FormDeclaration, FormValues } from '#shared/forms/types'
import { emptyRecord } from '#shared/forms/view'
import { walk } from '#shared/forms/walk'
import { invoke } from '@/bridge/client'
import type { Opinion } from '@/forms/form-engine'
import type { SubjectRow } from '@/stores/subjects.store'

/** What a page of a business names in its address. */
export interface FilingTarget {
  draft?: string
  subject?: string
  asset?: string
}

/** What a form is filled in from and for. */
export interface FilingStart {
  record: FormValues
  unverified: string[]
  reasons: Record<string, string>
  step?: string
  draftId?: string
  subjectId?: string
  assetId?: string
  /** A returned application that is corrected, with what the reviewer said. */
  applicationId?: string
  opinions: readonly Opinion[]
  remark?: string
  /** The data in force that a change starts from. */
  inForce?: FormValues
}

/** How a page begins: with the form, with a question about a draft, or with why it cannot. */
export type FilingOpening =
  | { kind: 'form'; start: FilingStart }
  | { kind: 'draftFound'; draftId: string; fresh: FilingStart }
  | { kind: 'refused'; reason: string }

export interface FilingBusiness {
  type: BusinessTypeEntry
  form: FormDeclaration
}

/** The notice is read anew each time a form is opened, so its tick is not taken over. */
function withoutAcknowledgement(form: FormDeclaration, record: FormValues): FormValues {
  return walk(form, record, undefined, { hidden: true }).filter(({ field }) => field.kind === 'acknowledgement')
    .reduce((left, { path }) => withValueAt(left, path, undefined), record)
}

const NOTHING: Pick<FilingStart, 'unverified' | 'reasons' | 'opinions'> = { unverified: [], reasons: {}, opinions: [] }

interface InHand {
  record: FormValues
  subjectId: string
  /** Why the business cannot be done with it now, by the state table. */
  refusal?: string
}

type Actions = Output<'assets.get'>['actions']
function refusalIn(actions: Actions, action: string): string | undefined {
  const state = actions.find((candidate) => candidate.action === action)
  return state === undefined || state.allowed ? undefined : state.reason
}

/** The record of a subject or asset that is there: what a change starts from and a new try takes over. */
async function recordInHand({ type }: FilingBusiness, target: FilingTarget): Promise<InHand | undefined> {
  if (type.kind !== 'subject') {
    if (target.asset === undefined) return undefined
    const { record, subjectId, actions } = await invoke('assets.get', { id: target.asset })
    return { record, subjectId, refusal: refusalIn(actions, type.id) }
  }
  if (target.subject === undefined) return undefined
  const { id, record, actions } = await invoke('subjects.get', { id: target.subject })
  return { record, subjectId: id, refusal: refusalIn(actions, type.id) }
}

async function correctionOf(applicationId: string): Promise<{ opinions: readonly Opinion[]; remark?: string; refusal?: string }> {
  const { opinions, remark, actions } = await invoke('applications.get', { id: applicationId })
  return { opinions, remark: remark ?? undefined, refusal: refusalIn(actions, 'resubmit') }
}

async function fromDraft(business: FilingBusiness, draftId: string): Promise<FilingOpening> {
  const draft = await invoke('drafts.get', { id: draftId })
  const correction = draft.applicationId === undefined ? undefined : await correctionOf(draft.applicationId)
  if (correction?.refusal !== undefined) return { kind: 'refused', reason: correction.refusal }
  const inHand = business.type.action === 'change' ? await recordInHand(business, { subject: draft.subjectId, asset: draft.assetId }) : undefined
  if (inHand?.refusal !== undefined && draft.applicationId === undefined) return { kind: 'refused', reason: inHand.refusal }
  const { record, unverified, reasons, step, subjectId, assetId, applicationId } = draft
  return {
    kind: 'form',
    start: {
      record: withoutAcknowledgement(business.form, record), unverified, reasons, step, draftId, subjectId, assetId, applicationId,
      opinions: correction?.opinions ?? [], remark: correction?.remark, inForce: inHand?.record,
    },
  }
}

/** Subjects the business can be done for now. */
export const usableSubjects = (type: BusinessTypeEntry, subjects: readonly SubjectRow[]): SubjectRow[] =>
  subjects.filter((subject) => canStart(type.id, { subject: subject.status, asset: null }).allowed)

/** Which subject an opening is for: the one in force at the top bar where the business can be done for it. */
function subjectFor({ type }: FilingBusiness, target: FilingTarget, subjects: readonly SubjectRow[]): { subjectId?: string; refusal?: string } {
  const current = subjects.find((subject) => subject.current)
  if (type.kind === 'subject') return type.action === 'create' ? { subjectId: target.subject } : { subjectId: target.subject ?? current?.id }
  if (target.asset !== undefined) return {}
  const usable = usableSubjects(type, subjects)
  const chosen = usable.find((subject) => subject.id === target.subject) ?? usable.find((subject) => subject.current) ?? usable[0]
  if (chosen !== undefined) return { subjectId: chosen.id }
  const permission = canStart(type.id, { subject: current?.status ?? null, asset: null })
  return { refusal: permission.allowed ? undefined : permission.reason }
}

/** A draft of the same business that is no correction, and of the same subject or asset where the business is about one that is there. */
async function draftOf({ type }: FilingBusiness, start: FilingStart): Promise<string | undefined> {
  const input: Input<'drafts.list'> = { businessType: type.id, ...(type.action === 'create' || start.subjectId === undefined ? {} : { subjectId: start.subjectId }), limit: 100 }
  const { drafts } = await invoke('drafts.list', input)
  return drafts.find((draft) => draft.applicationId === undefined && draft.assetId === start.assetId)?.id
}

/** Everything a page of a business needs to know before it shows its form. @throws CommandError */
export async function openFiling(business: FilingBusiness, target: FilingTarget, subjects: readonly SubjectRow[]): Promise<FilingOpening> {
  if (target.draft !== undefined) return fromDraft(business, target.draft)
  const { subjectId, refusal } = subjectFor(business, target, subjects)
  if (refusal !== undefined) return { kind: 'refused', reason: refusal }
  const inHand = await recordInHand(business, { ...target, subject: subjectId })
  if (inHand?.refusal !== undefined) return { kind: 'refused', reason: inHand.refusal }
  const changing = business.type.action === 'change'
  if (changing && inHand === undefined) return { kind: 'refused', reason: NO_SUBJECT_REASON }
  const fresh: FilingStart = {
    ...NOTHING, record: inHand === undefined ? emptyRecord(business.form) : withoutAcknowledgement(business.form, inHand.record),
    subjectId: inHand?.subjectId ?? subjectId, assetId: isAssetKind(business.type.kind) ? target.asset : undefined, inForce: changing ? inHand?.record : undefined,
  }
  const draftId = await draftOf(business, fresh)
  return draftId === undefined ? { kind: 'form', start: fresh } : { kind: 'draftFound', draftId, fresh }
}
