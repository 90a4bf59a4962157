import { AppError } from '#shared/errors/app-error'
import type { FormValues } from '#shared/forms/types'
import { applications, assets, subjects, type ApplicationRecord, type AssetRecord, type SubjectRecord } from '../../collections/filing.collections'
import type { Reader } from '../../store/store'
import { currentSubjectIdOf, subjectRowsOf } from './current-subject'
import type { Business } from './forms'
import { owned } from './owned'

/** What a draft or submission names. */
export interface TargetIds {
  subjectId?: string
  assetId?: string
  applicationId?: string
}

/** What is there of it; nothing yet for a first application. */
export interface Target {
  subject?: SubjectRecord
  asset?: AssetRecord
  /** The application that is corrected. */
  application?: ApplicationRecord
}

const mismatch = (field: keyof TargetIds): AppError => new AppError('general.invalidInput', { fields: { [field]: '与所办业务不符，请返回列表重新选择' } })

async function assetOf(reader: Reader, accountId: string, business: Business, id: string): Promise<AssetRecord> {
  const asset = await owned(reader, assets, id, accountId)
  if (asset.kind !== business.type.kind) throw mismatch('assetId')
  return asset
}

/**
 * Loads what the ids name and checks that they belong together and to the account.
 * @throws AppError general.notFound, general.invalidInput
 */
export async function loadTarget(reader: Reader, accountId: string, business: Business, ids: TargetIds): Promise<Target> {
  const application = ids.applicationId === undefined ? undefined : await owned(reader, applications, ids.applicationId, accountId)
  if (application !== undefined && application.businessType !== business.type.id) throw mismatch('applicationId')
  const assetId = ids.assetId ?? application?.assetId
  if (assetId !== undefined && (business.type.kind === 'subject' || (application !== undefined && application.assetId !== assetId))) throw mismatch('assetId')
  const asset = assetId === undefined ? undefined : await assetOf(reader, accountId, business, assetId)
  const subjectId = ids.subjectId ?? application?.subjectId ?? asset?.subjectId ?? (await defaultSubject(reader, accountId, business))
  if (subjectId !== undefined && ((application !== undefined && application.subjectId !== subjectId) || (asset !== undefined && asset.subjectId !== subjectId))) {
    throw mismatch('subjectId')
  }
  return { application, asset, subject: subjectId === undefined ? undefined : await owned(reader, subjects, subjectId, accountId) }
}

/** Everything but a new subject is done for 【当前主体】 unless it names another. */
async function defaultSubject(reader: Reader, accountId: string, { type }: Business): Promise<string | undefined> {
  if (type.kind === 'subject' && type.action === 'create') return undefined
  return currentSubjectIdOf(reader, accountId, await subjectRowsOf(reader, accountId))
}

/** The data in force that a change starts from; undefined for everything else. */
export function dataInForce({ type }: Business, target: Target): FormValues | undefined {
  if (type.action !== 'change') return undefined
  return type.kind === 'subject' ? target.subject?.record : target.asset?.record
}
