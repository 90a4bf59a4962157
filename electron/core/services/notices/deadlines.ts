import { BUSINESS_GROUPS } from '#shared/filing/business-types'
import {
  addDays, certificateReminder, draftExpiry, draftReminder, dueReminder, FILE_AFTER_OPENING_DAYS, placeNumberDeadline, placeNumberReminder, type Reminder,
} from '#shared/filing/timers'
import { textAt } from '#shared/filing/values'
import { FORMS } from '#shared/forms/registry'
import { formatFilingNumber } from '#shared/filing/validators/filing-number'
import type { FormDeclaration, FormValues } from '#shared/forms/types'
import { walk } from '#shared/forms/walk'
import type { AssetRecord, DraftRecord, SubjectRecord } from '../../collections/filing.collections'
import { chinaDate, chinaMinute } from '../../filing-time'
import { linkTo } from '../filing-support/links'

/** Something of an account that has a date, and the words to remind of it (domain.md §5). */
export interface Deadline {
  accountId: string
  /** Machine word of the notices. */
  kind: string
  /** Names the thing and its date: a new date is reminded of anew. */
  key: string
  link: string
  /** The reminder to give now; `given` holds the days of those given before. */
  due(now: string, given?: readonly number[]): Reminder | undefined
  words(reminder: Reminder): { title: string; body: string }
}

const left = (days: number): string => (days > 0 ? `还有 ${days} 天` : '已到期')

/** 7 days and 1 day before a draft is deleted. */
export function draftDeadline(draft: Pick<DraftRecord, 'id' | 'ownerAccountId' | 'title' | 'savedAt'>): Deadline {
  const expiry = draftExpiry(draft.savedAt)
  return {
    accountId: draft.ownerAccountId, kind: 'draftExpiry', key: `draft-expiry:${draft.id}:${expiry}`, link: linkTo.draft(draft.id),
    due: (now, given) => draftReminder(draft.savedAt, now, given),
    words: ({ daysLeft }) => ({
      title: `草稿“${draft.title}”即将过期`,
      body: `该草稿${left(daysLeft)}，将于 ${chinaMinute(expiry)} 删除。系统只保留30天内的草稿信息，过期将删除，请及时提交申请。`,
    }),
  }
}

/** An asset that runs already is to be filed within 30 days of its opening. */
export function openingDeadline(draft: Pick<DraftRecord, 'id' | 'ownerAccountId' | 'title' | 'businessType' | 'record'>): Deadline | undefined {
  const launchDate = textAt(draft.record, 'launchDate')
  if (!draft.businessType.endsWith('.create') || launchDate === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(launchDate)) return undefined
  const day = addDays(launchDate, FILE_AFTER_OPENING_DAYS)
  return {
    accountId: draft.ownerAccountId, kind: 'fileAfterOpening', key: `file-after-opening:${draft.id}:${day}`, link: linkTo.draft(draft.id),
    due: (now, given) => (launchDate > chinaDate(now) ? undefined : dueReminder('fileAfterOpening', `${day}T00:00:00Z`, `${chinaDate(now)}T00:00:00Z`, given)),
    words: ({ daysLeft }) => ({
      title: `“${draft.title}”请尽快提交备案`,
      body: `开通日期为 ${launchDate}，应在开通后30日内（${day} 前）备案，${left(daysLeft)}。请完成填写并提交审核。`,
    }),
  }
}

/** 30 days to place the number, until 已悬挂 is ticked. */
export function placingDeadline(
  asset: Pick<AssetRecord, 'id' | 'kind' | 'ownerAccountId' | 'name' | 'filingNumber' | 'filedAt' | 'placedAt'>,
): Deadline | undefined {
  const { filedAt, filingNumber } = asset
  if (filedAt === undefined || filingNumber === undefined) return undefined
  const deadline = placeNumberDeadline(filedAt)
  return {
    accountId: asset.ownerAccountId, kind: 'placeNumber', key: `place-number:${asset.id}:${deadline}`, link: linkTo.asset(asset.kind, asset.id),
    due: (now, given) => placeNumberReminder(filedAt, asset.placedAt ?? null, now, given),
    words: ({ daysLeft }) => ({
      title: `请悬挂${BUSINESS_GROUPS[asset.kind].thing}“${asset.name}”的备案号`,
      body: `备案号 ${formatFilingNumber(filingNumber)} 应在 ${chinaDate(deadline)} 前悬挂，${left(daysLeft)}。悬挂后请在详情页勾选【已悬挂】。`,
    }),
  }
}

/** Certificates in a record with a date of expiry, by the declaration of its form. */
export function certificateDates(kind: string, record: FormValues): { label: string; expiry: string }[] {
  const forms: Readonly<Record<string, FormDeclaration | undefined>> = FORMS
  const form = forms[kind]
  if (form === undefined) return []
  return walk(form, record)
    .filter(({ field, value }) => field.kind === 'expiry' && typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value))
    .map(({ label, value }) => ({ label, expiry: String(value) }))
}

/** 90, 30 and 7 days before a person's certificate lapses. */
export function certificateDeadline(
  owner: Pick<SubjectRecord | AssetRecord, 'id' | 'ownerAccountId' | 'name'>, link: string, certificate: { label: string; expiry: string },
): Deadline {
  const { label, expiry } = certificate
  return {
    accountId: owner.ownerAccountId, kind: 'certificateExpiry', key: `certificate-expiry:${owner.id}:${label}:${expiry}`, link,
    due: (now, given) => certificateReminder(expiry, chinaDate(now), given),
    words: ({ daysLeft }) => ({
      title: `“${owner.name}”的证件即将到期`,
      body: `${label}：${expiry}，${left(daysLeft)}。换领新证件后请及时办理变更。`,
    }),
  }
}
