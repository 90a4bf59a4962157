import { MAX_ITEMS } from '#shared/bundle/limits'
import type { ApplicationPayload } from '#shared/bundle/payloads'
import type { Input, Output } from '#shared/contract/registry'
import { AppError } from '#shared/errors/app-error'
import { signedIn, type CallContext } from '../../call'
import { applications, type ApplicationRecord } from '../../collections/filing.collections'
import { knownStations } from '../../collections/station.collections'
import type { CoreContext } from '../../context'
import type { ApplicationsHandover } from '../applications/applications.types'
import { toKnownStation } from '../station/stations.service'
import type { MadeBundle, MakeService, Outgoing } from './make.service'

type KnownStation = Output<'stations.list'>['stations'][number]

/** The document of an application's current revision, as it travels (bundle.md §1). */
export function payloadOf(application: ApplicationRecord): ApplicationPayload {
  const revision = application.revisions.at(-1)
  if (revision === undefined) throw new Error(`application ${application.id} has no revision`)
  return {
    applicationId: application.id, businessType: application.businessType, revision: revision.revision, schemaVersion: revision.schemaVersion,
    subjectId: application.subjectId, assetId: application.assetId ?? null, submittedAt: revision.submittedAt, submittedBy: revision.submittedBy,
    record: revision.record, subjectRecord: revision.subjectRecord, prechecks: { findings: revision.findings, reasons: revision.reasons },
    verification: revision.verification, acknowledgedAt: revision.acknowledgedAt, basedOn: null, attachments: revision.attachments,
    previousRevisionSha256: application.revisions.at(-2)?.contentSha256 ?? null,
  }
}

/** 导出交接包 at an applicant's or a counter's station. */
export function createExportService(ctx: CoreContext, deps: { make: MakeService; applications: ApplicationsHandover }) {
  async function candidates(call: CallContext): Promise<Output<'bundles.candidates'>> {
    const { rows } = await ctx.store.query(knownStations, { where: (row) => row.role === 'review' && row.trustedAt !== null })
    const stations: KnownStation[] = []
    for (const row of rows) {
      const station = await ctx.store.get(knownStations, row.id)
      if (station !== undefined) stations.push(toKnownStation(station))
    }
    const { accountId } = signedIn(call)
    return { candidates: await deps.applications.exportable(accountId), withdrawals: await deps.applications.untoldWithdrawals(accountId), stations }
  }

  async function chosen(input: Input<'bundles.export'>, call: CallContext): Promise<ApplicationRecord[]> {
    const station = await ctx.store.get(knownStations, input.stationId)
    if (station === undefined) throw new AppError('station.unknown', { fields: { stationId: '请先导入审核端名片' } })
    if (station.role !== 'review') throw new AppError('handover.notReviewStation', { params: { name: station.name }, fields: { stationId: '请选择审核端' } })
    const exportable = new Set((await deps.applications.exportable(signedIn(call).accountId)).map((candidate) => candidate.applicationId))
    const records: ApplicationRecord[] = []
    for (const id of [...new Set(input.applicationIds)]) {
      const record = await ctx.store.get(applications, id)
      if (record === undefined || record.ownerAccountId !== signedIn(call).accountId) throw new AppError('general.notFound')
      if (!exportable.has(id)) throw new AppError('handover.notExportable', { params: { title: record.title, reason: '当前状态不需要导出' } })
      records.push(record)
    }
    const lone = new Set(await deps.applications.loneSubjectsAmong(records.map((record) => record.id)))
    const first = records.find((record) => lone.has(record.id))
    if (first !== undefined) throw new AppError('bundle.loneSubject', { params: { name: first.title }, fields: { applicationIds: '请同时选择该主体的网站等业务申请' } })
    return records
  }

  async function exportApplications(input: Input<'bundles.export'>, call: CallContext): Promise<MadeBundle> {
    const records = await chosen(input, call)
    const untold = (await deps.applications.untoldWithdrawals(signedIn(call).accountId)).filter((withdrawal) => withdrawal.stationId === input.stationId)
    // What finds no room goes with the next bundle.
    const withdrawals = untold.slice(0, MAX_ITEMS - records.length)
    if (records.length === 0 && withdrawals.length === 0) throw new AppError('general.invalidInput', { fields: { applicationIds: '请至少选择一个申请' } })
    const documents = records.map((record): Outgoing => {
      const payload = payloadOf(record)
      return { applicationId: record.id, businessType: record.businessType, revision: payload.revision, schemaVersion: payload.schemaVersion, title: record.title, payload }
    })
    const attachments = new Map(records.flatMap((record) => record.revisions.at(-1)?.attachments ?? []).map((file) => [`${file.sha256}.${file.type}`, file]))
    return deps.make.make({
      type: 'application-batch', stationId: input.stationId, documents, attachments: [...attachments.values()], withdrawals,
      what: `导出交接包（${records.length} 个申请${withdrawals.length > 0 ? `，${withdrawals.length} 项撤销` : ''}）`,
      async mark(tx, written) {
        for (const item of written.envelope.items) {
          await deps.applications.markExported(tx, item.applicationId, {
            bundleId: written.bundleId, sequence: written.envelope.seq, stationId: input.stationId, revision: item.revision, contentSha256: item.contentSha256,
          })
        }
        for (const { applicationId } of written.envelope.withdrawals) {
          await deps.applications.markWithdrawalExported(tx, applicationId, { bundleId: written.bundleId, sequence: written.envelope.seq, stationId: input.stationId })
        }
      },
    }, call)
  }

  return { candidates, exportApplications }
}
export type ExportService = ReturnType<typeof createExportService>
