import type { Dictionaries, FormValues } from '../../forms/types'
import { businessType, type BusinessTypeEntry } from '../business-types'
import type { RegionNode } from '../regions'
import { textAt } from '../values'

/**
 * Pre-submission checks (预检, domain.md §7): data plus pure functions, run on every save of a draft, again by the services
 * on submission, and again at the review station. They go beyond what a single field's own schema refuses and never throw on
 * incomplete records.
 */
export type FindingLevel = 'error' | 'warning' | 'info'

export interface PrecheckFinding {
  /** `PC-06`. */
  id: string
  /** error blocks submission; warning needs a written reason; info only informs. */
  level: FindingLevel
  finding: string
  why: string
  mend: string
  /** Path of the field it leads to; absent when it is about the application as a whole. */
  field?: string
}

export interface PrecheckContext {
  /** YYYY-MM-DD from the Clock port. */
  today: string
  regions?: readonly RegionNode[]
  /** Another request of the same subject (or asset) is open. */
  openRequest: boolean
  /** Domains in drafts, under review or filed here, other than this record's own, with words for where. */
  domainsInUse: readonly { domain: string; where: string }[]
  /** Security assessments of the subject that are filed. */
  filedAssessments: number
  dictionaries: Dictionaries
  /** At export: asset applications of the same subject that go along. Left out elsewhere. */
  companions?: number
  /** Day on which the draft is deleted, when it is a draft. */
  draftExpiresOn?: string
}

export interface PrecheckInput {
  businessType: string
  record: FormValues
  /** The subject of an asset. */
  subjectRecord?: FormValues
  /** The data in force, in a change. */
  inForce?: FormValues
  context: PrecheckContext
}

/** A person whose data a form holds. */
export interface FormPerson {
  /** Path of the block, e.g. `securityOfficer`. */
  path: string
  role: string
}

const PEOPLE: Readonly<Record<'subject' | 'website', readonly FormPerson[]>> = {
  subject: [{ path: 'responsiblePerson', role: '负责人' }],
  website: [{ path: 'securityOfficer', role: '网站安全负责人' }, { path: 'emergencyContact', role: '网站应急联络人' }],
}

/** The input with what most checks need. */
export interface PrecheckView extends PrecheckInput {
  business: BusinessTypeEntry
  form: 'subject' | 'website'
  /** The subject's record, whichever form is checked. */
  subject: FormValues
  individual: boolean
  people: readonly FormPerson[]
}

export interface Hit {
  level: FindingLevel
  finding: string
  mend: string
  field?: string
  /** Where the check's own reason does not fit. */
  why?: string
}

export interface Precheck {
  readonly id: string
  /** Forms it looks at; left out: every business. */
  readonly forms?: readonly ('subject' | 'website')[]
  readonly why: string
  readonly run: (view: PrecheckView) => Hit[]
}

const isChecked = (form: string): form is 'subject' | 'website' => form === 'subject' || form === 'website'

/** Runs checks on one input; a check of another form is left out. */
export function runChecks(checks: readonly Precheck[], input: PrecheckInput): PrecheckFinding[] {
  const business = businessType(input.businessType)
  const form = isChecked(business.form) ? business.form : undefined
  const subject = business.kind === 'subject' ? input.record : (input.subjectRecord ?? {})
  const view: PrecheckView = {
    ...input, business, form: form ?? 'subject', subject, individual: textAt(subject, 'nature') === 'individual', people: form ? PEOPLE[form] : [],
  }
  return checks
    .filter((check) => check.forms === undefined || (form !== undefined && check.forms.includes(form)))
    .flatMap((check) => check.run(view).map(({ level, finding, mend, field, why }) => ({
      id: check.id, level, finding, why: why ?? check.why, mend, ...(field === undefined ? {} : { field }),
    })))
}

/** Names a finding for the reason the person gives: `PC-31:launchDate`. */
export const findingKey = (finding: Pick<PrecheckFinding, 'id' | 'field'>): string => `${finding.id}:${finding.field ?? ''}`
