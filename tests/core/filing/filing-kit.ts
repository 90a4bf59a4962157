import { createHash } from 'node:crypto'
import { ALL_COLLECTIONS } from '#core/collections/all.collections'
import type { CallContext, Session } from '#core/call'
import { applications } from '#core/collections/filing.collections'
import type { CoreContext } from '#core/context'
import { createApplicationsHandlers } from '#core/services/applications/applications.handlers'
import { createApplicationsService } from '#core/services/applications/applications.service'
import type { DecisionResult } from '#core/services/applications/applications.types'
import { createAssetsHandlers } from '#core/services/assets/assets.handlers'
import { createAssetsService } from '#core/services/assets/assets.service'
import { createDraftsHandlers } from '#core/services/drafts/drafts.handlers'
import { createDraftsService } from '#core/services/drafts/drafts.service'
import { createHomeHandlers } from '#core/services/home/home.handlers'
import { createHomeService } from '#core/services/home/home.service'
import { createNoticesHandlers } from '#core/services/notices/notices.handlers'
import { createSubjectsHandlers } from '#core/services/subjects/subjects.handlers'
import { createSubjectsService } from '#core/services/subjects/subjects.service'
import type { DecisionPayload } from '#shared/bundle/payloads'
import { commandDef, type Input, type Output } from '#shared/contract/registry'
import { AppError } from '#shared/errors/app-error'
import type { AttachmentRef } from '#shared/filing/types'
import { FORMS } from '#shared/forms/registry'
import type { FormValues } from '#shared/forms/types'
import { attachmentsOf } from '#shared/forms/view'
import { pictureRef } from '../../fixtures/records/attachments'
import { validOrganization } from '../../fixtures/records/subject'
import { validWebsite } from '../../fixtures/records/website'
import { createTestContext } from '../support/stores'

type Handlers = ReturnType<typeof createDraftsHandlers> & ReturnType<typeof createApplicationsHandlers> & ReturnType<typeof createSubjectsHandlers>
  & ReturnType<typeof createAssetsHandlers> & ReturnType<typeof createHomeHandlers> & ReturnType<typeof createNoticesHandlers>
type Plain = Exclude<keyof Handlers, 'assets.badge'>

export const OWNER = '0190aaaa-0000-7000-8000-000000000001'
export const OTHER = '0190aaaa-0000-7000-8000-000000000002'
export const STATION = { id: '0190aaaa-0000-7000-8000-0000000000aa', name: '朝阳分局网安审核端' }
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const session = (accountId: string): Session => ({ accountId, account: 'chenguang', name: '林晓燕', roles: ['applicant'] })

/** The pictures of the fixture records: their hash is that of their name, so the name's bytes are the file. */
async function putPictures(ctx: CoreContext, records: readonly [string, FormValues][]): Promise<void> {
  const refs: AttachmentRef[] = records.flatMap(([form, record]) => (FORMS[form] === undefined ? [] : attachmentsOf(FORMS[form], record)))
  for (const ref of [...refs, pictureRef('another-held')]) {
    const added = await ctx.store.attachments.add((async function* () { yield Buffer.from(ref.name.replace(/\.jpg$/, '')) })(), 1000)
    if (added.sha256 !== ref.sha256) throw new Error(`picture ${ref.name} has another hash`)
  }
}

/** The filing services over a real store; commands go through their handlers, input and answer checked by the contract. */
export async function createFilingKit() {
  const { ctx, ports, notices } = await createTestContext()
  const services = {
    notices, drafts: createDraftsService(ctx), applications: createApplicationsService(ctx, { notices }), subjects: createSubjectsService(ctx),
    assets: createAssetsService(ctx), home: createHomeService(ctx),
  }
  const handlers: Handlers = {
    ...createDraftsHandlers(services), ...createApplicationsHandlers(services), ...createSubjectsHandlers(services), ...createAssetsHandlers(services),
    ...createHomeHandlers(services), ...createNoticesHandlers(services),
  }
  await putPictures(ctx, [['subject', validOrganization()], ['website', validWebsite()]])

  const callOf = (command: Plain, accountId: string): CallContext =>
    ({ clientId: 'window-1', command, session: session(accountId), task: { taskId: '1', signal: new AbortController().signal, progress: () => undefined } })

  async function call<K extends Plain>(command: K, input: Input<K>, accountId = OWNER): Promise<Output<K>> {
    const def = commandDef(command)
    await def.input.validate(input, { strict: true, abortEarly: false })
    const handler = handlers[command] as unknown as (input: Input<K>, call: CallContext) => Promise<Output<K>>
    const answer = await handler(input, callOf(command, accountId))
    await def.output.validate(JSON.parse(JSON.stringify(answer)), { strict: true, abortEarly: false })
    return answer
  }

  /** The refusal of a call that must not work. */
  async function refusal<K extends Plain>(command: K, input: Input<K>, accountId = OWNER): Promise<AppError> {
    try {
      await call(command, input, accountId)
    } catch (error) {
      if (error instanceof AppError) return error
      throw error
    }
    throw new Error(`${command} was expected to be refused and was not`)
  }

  /** Every record of the store as one text, for "nothing was stored". */
  async function contents(): Promise<string> {
    const all: unknown[] = []
    for (const spec of ALL_COLLECTIONS) {
      const { rows } = await ctx.store.query(spec)
      for (const row of rows) all.push([spec.name, await ctx.store.get(spec, row.id)])
    }
    return JSON.stringify(all)
  }

  const submitSubject = (record: FormValues = validOrganization()): Promise<Output<'applications.submit'>> =>
    call('applications.submit', { businessType: 'subject.create', record, unverified: [], reasons: {} })
  const submitSite = (record: FormValues = validWebsite(), more: Partial<Input<'applications.submit'>> = {}): Promise<Output<'applications.submit'>> =>
    call('applications.submit', { businessType: 'website.create', record, unverified: [], reasons: {}, ...more })

  /** As an export does; returns the content hash a decision is to be based on. */
  async function exportOut(applicationId: string, revision = 1): Promise<string> {
    const contentSha256 = sha256(`${applicationId} ${revision}`)
    const mark = { bundleId: ports.ids.uuid(), sequence: 1, stationId: STATION.id, revision, contentSha256 }
    await ctx.write(callOf('drafts.save', OWNER), '导出', (tx) => services.applications.markExported(tx, applicationId, mark))
    return contentSha256
  }
  const receive = (applicationId: string, revision = 1, bundleId = STATION.id): Promise<void> =>
    ctx.write(callOf('drafts.save', OWNER), '导入回执', (tx) => services.applications.markReceived(tx, applicationId, { revision, bundleId, bundle: '交接包第 1 号（2026-11-21）', stationName: STATION.name }))
  const apply = (payload: DecisionPayload): Promise<DecisionResult> =>
    ctx.write(callOf('drafts.save', OWNER), '导入结果', (tx) => services.applications.applyDecision(tx, payload))

  function decision(applicationId: string, outcome: DecisionPayload['outcome'], more: Partial<DecisionPayload> = {}): DecisionPayload {
    const revision = more.revision ?? 1
    return {
      applicationId, revision, basedOn: sha256(`${applicationId} ${revision}`), outcome, opinions: [], remark: null, filingNumber: null, demo: false,
      decidedAt: ctx.time.now(), reviewer: { name: '王审核' }, station: STATION, ...more,
    }
  }
  const stored = (id: string) => ctx.store.get(applications, id)

  return { ctx, ports, services, call, refusal, contents, submitSubject, submitSite, exportOut, receive, apply, decision, stored }
}

export type FilingKit = Awaited<ReturnType<typeof createFilingKit>>
export const NUMBER = '京公网安备11010502000001号'
export const DEMO_NUMBER = '京公网安备11010599000001号（演示）'
