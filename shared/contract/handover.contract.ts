import { mixed } from 'yup'
import { APPLICATION_STATUSES, STATION_ROLES } from '../filing/types'
import { defineCommands, defineEvents, FILERS, REVIEWERS, SIGNED_IN } from './define'
import { actionState, finding, timelineEntry } from './filing.contract'
import { knownStation } from './station.contract'
import {
  empty, flag, formValues, id, instant, listOf, nullableInstant, nullableText, oneOf, optionalFlag, optionalId, optionalOneOf, optionalText, page, region,
  saveOutcome, sha256, shape, text, textByKey, whole,
} from './schema'

export const BUNDLE_TYPES = [
  'application-batch', 'decision-batch', 'receipt', 'transfer', 'transfer-acceptance', 'register', 'trust-list', 'dictionary-update',
] as const

const madeBundle = () => shape({ bundleId: id(), fileName: text(200), size: whole(), sha256: sha256(), items: whole(), withdrawals: whole(), files: whole() })

const previewItem = () =>
  shape({
    applicationId: id(), title: text(200), businessType: text(60), revision: whole(1), verdict: oneOf(['new', 'newer', 'identical', 'conflicting', 'refused']),
    reason: optionalText(500), detail: optionalText(500),
  })

export const bundleCommands = defineCommands({
  /** Applications that may be handed over, each with what stands in the way (PC-40 …). */
  'bundles.candidates': {
    kind: 'read', access: FILERS, input: empty(),
    output: shape({
      candidates: listOf(shape({
        applicationId: id(), title: text(200), businessType: text(60), subjectId: id(), subjectName: text(200), revision: whole(1), submittedAt: instant(),
        delivery: text(20),
        /** A new subject without any asset application to go with it. */
        loneSubject: flag(),
        /** A new subject none of whose asset applications has been handed over: one must be chosen with it. */
        needsCompanion: flag(),
      })),
      /** Applications withdrawn after they were handed over; the next bundle to the station tells it (bundle.md §2, `withdrawals`). */
      withdrawals: listOf(shape({
        applicationId: id(), title: text(200), businessType: text(60), revision: whole(1), withdrawnAt: instant(), stationId: id(), stationName: text(60),
      })),
      stations: listOf(knownStation()),
    }),
  },
  /** Takes the withdrawals the station has not been told of along; without applications it carries these alone. Makes and verifies the file in the program's outgoing folder; `bundles.save` brings it where the person wants it. */
  'bundles.export': {
    kind: 'write', access: FILERS, task: true,
    input: shape({ applicationIds: listOf(id(), 1000), stationId: id() }), output: madeBundle(),
  },
  'bundles.save': { kind: 'read', access: SIGNED_IN, input: shape({ bundleId: id() }), output: saveOutcome() },
  'bundles.file': { kind: 'read', access: SIGNED_IN, stream: 'download', input: shape({ bundleId: id() }), output: empty() },
  /** Brings a .beian file into the program's incoming folder (still encrypted, nothing read yet). */
  'bundles.upload': {
    kind: 'write', access: SIGNED_IN, stream: 'upload', input: shape({ name: text(255) }), output: shape({ incomingId: id(), size: whole() }),
  },
  /** Pass 1: decrypts, checks everything, writes nothing; says what accepting would do (bundle.md §4). */
  'bundles.preview': {
    kind: 'read', access: SIGNED_IN, task: true,
    input: shape({ incomingId: id() }),
    output: shape({
      incomingId: id(), bundleId: id(), sha256: sha256(), type: oneOf(BUNDLE_TYPES), createdAt: instant(), sequence: whole(),
      sender: shape({ stationId: id(), name: text(60), role: oneOf(STATION_ROLES), fingerprint: text(60), trusted: flag() }),
      verdict: oneOf(['new', 'sameAgain', 'quarantine']), verdictReason: optionalText(500), warnings: listOf(text(500)),
      items: listOf(previewItem()), counts: shape({ items: whole(), files: whole(), bytes: whole() }),
    }),
  },
  /** Pass 2 and the commit. `trustSender`: two people have compared the fingerprint of a sender not yet known. */
  'bundles.accept': {
    kind: 'write', access: SIGNED_IN, task: true,
    input: shape({ incomingId: id(), trustSender: optionalFlag() }),
    output: shape({
      bundleId: id(), type: oneOf(BUNDLE_TYPES), taken: whole(), setAside: whole(), checkCode: text(40),
      items: listOf(shape({ applicationId: id(), title: text(200), outcome: oneOf(['taken', 'setAside', 'unchanged']), reason: optionalText(500) })),
    }),
  },
  'bundles.discard': { kind: 'write', access: SIGNED_IN, input: shape({ incomingId: id() }), output: empty() },
  /** 交接记录. */
  'bundles.log': {
    kind: 'read', access: SIGNED_IN, input: shape({ direction: optionalOneOf(['in', 'out']), ...page }),
    output: shape({
      total: whole(),
      entries: listOf(shape({
        bundleId: id(), direction: oneOf(['in', 'out']), type: oneOf(BUNDLE_TYPES), partnerName: text(60), partnerId: id(), sequence: whole(), at: instant(), size: whole(),
        sha256: sha256(), items: whole(), fileName: text(200), status: oneOf(['made', 'acknowledged', 'accepted', 'quarantined']), reason: optionalText(500),
        checkCode: optionalText(40), available: flag(),
      })),
    }),
  },
  'bundles.entry': {
    kind: 'read', access: SIGNED_IN, input: shape({ bundleId: id() }),
    output: shape({
      bundleId: id(), checkCode: optionalText(40), qrSvg: optionalText(200_000),
      items: listOf(shape({ applicationId: id(), title: text(200), businessType: text(60), revision: whole(1), outcome: text(20), reason: optionalText(500) })),
    }),
  },
  /** Review station: what waits to go back, per station: receipts and decisions not yet exported. */
  'bundles.pendingReturns': {
    kind: 'read', access: REVIEWERS, input: empty(),
    output: shape({
      returns: listOf(shape({
        stationId: id(), stationName: text(60), receipts: listOf(shape({ bundleId: id(), at: instant(), items: whole() })),
        decisions: listOf(shape({ applicationId: id(), title: text(200), outcome: text(20), decidedAt: instant() })),
      })),
    }),
  },
  'bundles.exportReceipt': { kind: 'write', access: REVIEWERS, task: true, input: shape({ bundleId: id() }), output: madeBundle() },
  'bundles.exportDecisions': {
    kind: 'write', access: REVIEWERS, task: true, input: shape({ stationId: id(), applicationIds: listOf(id(), 1000).min(1, '请至少选择一个审核结果') }), output: madeBundle(),
  },
})

const queueRow = () =>
  shape({
    id: id(), businessType: text(60), title: text(200), subjectId: id(), subjectName: text(200), regionName: text(100), sourceName: text(60), status: oneOf(APPLICATION_STATUSES),
    revision: whole(1), submittedAt: instant(), receivedAt: instant(), claimedBy: optionalText(40), claimedByMe: flag(), warnings: whole(), decidedAt: nullableInstant(),
    filingNumber: optionalText(60),
  })
const fieldOpinion = () => shape({ path: text(200), label: text(200), text: text(1000) })
const numbering = () =>
  shape({
    /** 正式发号: off means category 99 and 演示 (domain.md §10). */
    official: flag(), provinceAbbreviation: text(2), agencyCode: text(6).matches(/^\d{6}$/, '公安机关代码为 6 位数字'), agencyName: text(60), nextSerial: whole(1, 999_999),
  })

export const reviewCommands = defineCommands({
  'review.queue': {
    kind: 'read', access: REVIEWERS,
    input: shape({
      tab: oneOf(['waiting', 'mine', 'decided', 'all']), businessType: optionalText(60), regionCode: optionalText(6), search: optionalText(100),
      sort: optionalOneOf(['submittedAt', '-submittedAt', 'receivedAt', '-receivedAt']), ...page,
    }),
    output: shape({
      total: whole(), waiting: whole(), mine: whole(), decided: whole(), all: whole(),
      /** `claim`: whether 认领 works on the row, by the state table. */
      rows: listOf(queueRow().shape({ claim: actionState() })),
    }),
  },
  'review.claim': { kind: 'write', access: REVIEWERS, input: shape({ id: id() }), output: empty() },
  'review.release': { kind: 'write', access: REVIEWERS, input: shape({ id: id() }), output: empty() },
  'review.get': {
    kind: 'read', access: REVIEWERS, input: shape({ id: id() }),
    output: queueRow().shape({
      record: formValues(), subjectRecord: formValues().nullable().default(null),
      /** The last revision's record, for the difference table; null on the first. */
      previousRecord: formValues().nullable().default(null),
      /** A change: what this station had filed when the change came in; null where it was filed elsewhere. */
      filedRecord: formValues().nullable().default(null),
      previousOpinions: listOf(fieldOpinion()),
      opinions: listOf(fieldOpinion()), remark: nullableText(),
      findings: listOf(finding()), reasons: textByKey(), verificationMethod: optionalText(40), acknowledgedAt: nullableInstant(),
      duplicates: listOf(shape({ kind: oneOf(['domain', 'certificate', 'picture']), detail: text(300), title: text(200), applicationId: optionalId() })),
      timeline: listOf(timelineEntry()), actions: listOf(actionState()), subjectApplicationId: optionalId(), siblingApplications: listOf(shape({ id: id(), title: text(200), businessType: text(60), status: oneOf(APPLICATION_STATUSES) })),
      submittedBy: text(60), next: text(500),
    }),
  },
  'review.saveOpinions': {
    kind: 'write', access: REVIEWERS, input: shape({ id: id(), opinions: listOf(fieldOpinion(), 300), remark: nullableText() }), output: shape({ savedAt: instant() }),
  },
  'review.decide': {
    kind: 'write', access: REVIEWERS,
    input: shape({ id: id(), outcome: oneOf(['approved', 'rejected', 'returned']), opinions: listOf(fieldOpinion(), 300), remark: nullableText() }),
    output: shape({ filingNumber: optionalText(60), demo: optionalFlag() }),
  },
  'numbering.get': { kind: 'read', access: { roles: ['reviewer', 'admin'], stations: ['review'] }, input: empty(), output: numbering().shape({ example: text(60) }) },
  'numbering.update': { kind: 'write', access: { roles: ['admin'], stations: ['review'] }, input: numbering(), output: numbering().shape({ example: text(60) }) },
  'review.statistics': {
    kind: 'read', access: REVIEWERS, input: empty(),
    output: shape({ byStatus: mixed<Record<string, number>>().required(), byBusinessType: mixed<Record<string, number>>().required(), sources: listOf(shape({ name: text(60), applications: whole() })), medianHours: mixed<number>().nullable().default(null) }),
  },
})

const registerRow = () =>
  shape({
    id: id(), name: text(200), primaryDomain: text(260), interactive: flag(), nature: oneOf(['organization', 'individual']), subjectName: text(200), filingNumber: text(60),
    demo: flag(), agency: text(100), filedAt: instant(), status: text(20),
  })
export const registerCommands = defineCommands({
  /** 公安备案号查询 and 登记簿: over the local register plus imported register files; individuals' names masked. */
  'register.search': {
    kind: 'read', access: SIGNED_IN,
    input: shape({ by: oneOf(['name', 'domain', 'number', 'any']), text: optionalText(260), ...page }),
    output: shape({ total: whole(), rows: listOf(registerRow()) }),
  },
  'register.get': {
    kind: 'read', access: REVIEWERS, input: shape({ id: id() }),
    output: registerRow().shape({ record: formValues(), subjectRecord: formValues(), region: region(), applicationId: id() }),
  },
})

export const events = defineEvents({
  /** A long command's progress; `total` 0 while unknown. */
  'tasks.progressed': shape({ taskId: id(), label: text(100), done: whole(), total: whole() }),
  'notices.changed': shape({ unread: whole() }),
  /** The session of this window ended (idle, sign-out elsewhere, the data went back to an earlier state). */
  'session.ended': shape({ reason: oneOf(['idle', 'signedOut', 'restored']) }),
  /** The store went read-only or came back. */
  'store.changed': shape({ readOnlyReason: optionalText(500) }),
  /** A .beian file was opened with the program: its import preview should be shown. */
  'bundles.arrived': shape({ incomingId: id(), name: text(255) }),
})
