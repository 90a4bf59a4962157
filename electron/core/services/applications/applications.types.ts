import type { CallContext } from '#core/call'
import type { Transaction } from '#core/store/store'
import type { DecisionPayload } from '#shared/bundle/payloads'
import type { Input, Output } from '#shared/contract/registry'

/** An application that may be handed over (bundles.candidates). */
export type ExportCandidate = Output<'bundles.candidates'>['candidates'][number]

/** A station that holds a withdrawn application and does not know of the withdrawal. */
export type UntoldWithdrawal = Output<'bundles.candidates'>['withdrawals'][number]

export interface WithdrawalMark {
  bundleId: string
  /** Number of the bundle in the row to the station. */
  sequence: number
  stationId: string
}

/** What taking in a decision did (bundle.md §4). */
export type DecisionResult =
  /** It is in force now. */
  | { kind: 'applied' }
  /** The same decision was taken in before; nothing changed. */
  | { kind: 'alreadyApplied' }
  /** It does not fit what this station holds; nothing changed. `reason` is a Chinese sentence for the preview and the log. */
  | { kind: 'conflict'; reason: string }
  /** This station has no such application; nothing changed. */
  | { kind: 'unknown' }

export interface ExportMark {
  bundleId: string
  /** Number of the bundle in the row to the station. */
  sequence: number
  stationId: string
  revision: number
  /** SHA-256 of the payload bytes as they travel; a decision must be based on it. */
  contentSha256: string
}

export interface ReceiptMark {
  revision: number
  bundleId: string
  /** The bundle as people name it. */
  bundle: string
  stationName: string
  /** When the station took it in, ISO; now when absent. */
  receivedAt?: string
  /** Of a withdrawal: why the station could not follow it, a Chinese sentence. */
  refusal?: string
}

/** What the hand-over services call; each runs inside the caller's transaction. */
export interface ApplicationsHandover {
  /** Pending applications of the account whose current revision is not yet decided, newest first. */
  exportable(accountId: string): Promise<ExportCandidate[]>
  /** Which of these would travel as a lone new subject (PC-40): ids of subject.create applications. */
  loneSubjectsAmong(applicationIds: readonly string[]): Promise<string[]>
  /** @throws AppError general.notFound; filing.stateRefused when the revision is not the current pending one */
  markExported(tx: Transaction, applicationId: string, mark: ExportMark): Promise<void>
  /** Withdrawn by the account after they were handed over and not yet told, oldest first. */
  untoldWithdrawals(accountId: string): Promise<UntoldWithdrawal[]>
  /** @throws AppError general.notFound */
  markWithdrawalExported(tx: Transaction, applicationId: string, mark: WithdrawalMark): Promise<void>
  /** Unknown applications and overtaken revisions are left alone; repeating changes nothing. The bundle may have told a withdrawal. */
  markReceived(tx: Transaction, applicationId: string, mark: ReceiptMark): Promise<void>
  /** What applyDecision would do; for previews. */
  previewDecision(payload: DecisionPayload): Promise<DecisionResult>
  /** Any order and repetition of decisions ends in the same state. */
  applyDecision(tx: Transaction, payload: DecisionPayload): Promise<DecisionResult>
}

export interface ApplicationsService extends ApplicationsHandover {
  precheck(input: Input<'applications.precheck'>, call: CallContext): Promise<Output<'applications.precheck'>>
  submit(input: Input<'applications.submit'>, call: CallContext): Promise<Output<'applications.submit'>>
  list(input: Input<'applications.list'>, call: CallContext): Promise<Output<'applications.list'>>
  get(input: Input<'applications.get'>, call: CallContext): Promise<Output<'applications.get'>>
  withdraw(input: Input<'applications.withdraw'>, call: CallContext): Promise<Output<'applications.withdraw'>>
  correct(input: Input<'applications.correct'>, call: CallContext): Promise<Output<'applications.correct'>>
}
