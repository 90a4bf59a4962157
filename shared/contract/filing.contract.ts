import { mixed, type InferType } from 'yup'
import { APPLICATION_STATUSES, ASSET_KINDS, ASSET_STATUSES, DELIVERY_STATUSES, SUBJECT_STATUSES } from '../filing/types'
import type { RegionNode } from '../filing/regions'
import type { Dictionaries } from '../forms/types'
import { defineCommands, FILERS, SIGNED_IN } from './define'
import {
  attachmentRef, empty, flag, formValues, id, instant, listOf, nullableInstant, nullableText, oneOf, optionalFlag, optionalId, optionalOneOf,
  optionalText, page, region, saveOutcome, sha256, shape, text, textByKey, whole,
} from './schema'

const businessType = () => text(60)

export const resourceCommands = defineCommands({
  'resources.dictionaries': { kind: 'read', access: 'public', beforeStore: true, input: empty(), output: shape({ dictionaries: mixed<Dictionaries>().required() }) },
  /** GB/T 2260 tree: c code, n name, k children. */
  'resources.regions': {
    kind: 'read', access: 'public', beforeStore: true, input: empty(),
    output: shape({ version: text(40), tree: mixed<RegionNode[]>().required() }),
  },
  'resources.notice': {
    kind: 'read', access: SIGNED_IN, input: empty(),
    output: shape({ title: text(200), preamble: text(4000), items: listOf(text(4000)), statement: text(400) }),
  },
  /** 【查询网络接入服务商】【查询域名注册服务商】: over the shipped directory; the region is the required condition. */
  'directory.search': {
    kind: 'read', access: SIGNED_IN,
    input: shape({ kind: oneOf(['accessProvider', 'registrar']), name: optionalText(100), regionCode: text(6).matches(/^\d{6}$/, '请选择所属地区') }),
    output: shape({ entries: listOf(shape({ name: text(100), region: region(), phone: optionalText(40) })), version: text(40) }),
  },
})

export const attachmentCommands = defineCommands({
  /** Bytes beside it; content is checked, not the name (domain.md §3). */
  'attachments.upload': {
    kind: 'write', access: SIGNED_IN, stream: 'upload',
    input: shape({ name: text(255), accept: oneOf(['image', 'pdf', 'upload']) }),
    output: attachmentRef(),
  },
  'attachments.open': { kind: 'read', access: SIGNED_IN, stream: 'download', input: shape({ sha256: sha256(), name: optionalText(255) }), output: empty() },
})

/** A pre-check finding (domain.md §7). `key` names it for the reason the person gives: `PC-31:launchDate`. */
export const finding = () =>
  shape({
    key: text(200), id: text(10), level: oneOf(['error', 'warning', 'info']), finding: text(500), why: text(500), mend: text(500), field: optionalText(200),
  })

export type Finding = InferType<ReturnType<typeof finding>>

const draftRow = () =>
  shape({
    id: id(), businessType: businessType(), title: text(200), subjectId: optionalId(), assetId: optionalId(), applicationId: optionalId(),
    createdAt: instant(), savedAt: instant(), expiresAt: instant(),
  })
const draft = () =>
  draftRow().shape({
    record: formValues(),
    /** Paths copied from the subject's responsible person and not yet confirmed (待核实). */
    unverified: listOf(text(200)),
    /** Finding key → reason. */
    reasons: textByKey(),
    step: optionalText(60),
  })

export const draftCommands = defineCommands({
  'drafts.list': {
    kind: 'read', access: FILERS,
    input: shape({ businessType: optionalText(60), subjectId: optionalId(), ...page }),
    output: shape({ total: whole(), drafts: listOf(draftRow()) }),
  },
  'drafts.get': { kind: 'read', access: FILERS, input: shape({ id: id() }), output: draft() },
  /** Saves what is there; incomplete is fine, wrong types and unknown keys are refused. Durable when it answers. */
  'drafts.save': {
    kind: 'write', access: FILERS,
    input: shape({
      id: optionalId(), businessType: businessType(), subjectId: optionalId(), assetId: optionalId(), applicationId: optionalId(),
      record: formValues(), unverified: listOf(text(200)), reasons: textByKey(), step: optionalText(60),
    }),
    output: shape({ id: id(), savedAt: instant(), expiresAt: instant(), findings: listOf(finding()) }),
  },
  'drafts.remove': { kind: 'write', access: FILERS, input: shape({ id: id() }), output: empty() },
})

const applicationRow = () =>
  shape({
    id: id(), businessType: businessType(), title: text(200), subjectId: id(), subjectName: text(200), assetId: optionalId(),
    status: oneOf(APPLICATION_STATUSES), delivery: oneOf(DELIVERY_STATUSES), revision: whole(1), submittedAt: instant(), updatedAt: instant(),
    filingNumber: optionalText(60),
  })
const opinion = () => shape({ path: text(200), label: text(200), text: text(1000) })
export const timelineEntry = () => shape({ at: instant(), event: text(40), title: text(200), who: optionalText(100), detail: optionalText(2000), bundleId: optionalId() })
/** Whether a button works, by the state table; the reason is shown where it does not. */
export const actionState = () => shape({ action: text(40), allowed: flag(), reason: optionalText(200) })

export const applicationCommands = defineCommands({
  'applications.precheck': {
    kind: 'read', access: FILERS,
    input: shape({ businessType: businessType(), subjectId: optionalId(), assetId: optionalId(), applicationId: optionalId(), record: formValues() }),
    output: shape({ findings: listOf(finding()) }),
  },
  /** Submission or, with `applicationId` of a returned one, resubmission as the next revision. The draft is used up. */
  'applications.submit': {
    kind: 'write', access: FILERS,
    input: shape({
      businessType: businessType(), subjectId: optionalId(), assetId: optionalId(), applicationId: optionalId(), draftId: optionalId(),
      record: formValues(), unverified: listOf(text(200)), reasons: textByKey(),
    }),
    output: shape({ applicationId: id(), subjectId: id(), assetId: optionalId(), revision: whole(1) }),
  },
  'applications.list': {
    kind: 'read', access: FILERS,
    input: shape({
      businessType: optionalText(60), status: optionalOneOf(APPLICATION_STATUSES), subjectId: optionalId(), search: optionalText(100),
      sort: optionalOneOf(['submittedAt', '-submittedAt', 'status', '-status']), ...page,
    }),
    output: shape({ total: whole(), applications: listOf(applicationRow()) }),
  },
  'applications.get': {
    kind: 'read', access: FILERS,
    input: shape({ id: id() }),
    output: applicationRow().shape({
      record: formValues(),
      /** The subject's record as submitted with an asset application; null for subject applications. */
      subjectRecord: formValues().nullable().default(null),
      /** A change: the data in force that it starts from, 变更前; null for everything else. */
      filedRecord: formValues().nullable().default(null),
      opinions: listOf(opinion()), remark: nullableText(), decidedAt: nullableInstant(), decidedBy: optionalText(200),
      findings: listOf(finding()), reasons: textByKey(), acknowledgedAt: nullableInstant(),
      timeline: listOf(timelineEntry()), actions: listOf(actionState()),
      /** Who is waiting for whom, what comes next. */
      next: text(500), withdrawUntil: nullableInstant(), draftId: optionalId(),
      /** Review stations that hold the application and have not been told that it was withdrawn. */
      untoldStations: listOf(text(60)),
    }),
  },
  'applications.withdraw': { kind: 'write', access: FILERS, input: shape({ id: id() }), output: empty() },
  /** Opens a returned application for correction: a draft of it, made anew or the one already under way. */
  'applications.correct': { kind: 'write', access: FILERS, input: shape({ id: id() }), output: shape({ draftId: id() }) },
})

const subjectRow = () =>
  shape({
    id: id(), name: text(200), nature: oneOf(['organization', 'individual']), status: oneOf(SUBJECT_STATUSES), regionName: text(100), updatedAt: instant(), current: flag(),
  })
export const subjectCommands = defineCommands({
  'subjects.list': { kind: 'read', access: FILERS, input: empty(), output: shape({ subjects: listOf(subjectRow()) }) },
  'subjects.get': {
    kind: 'read', access: FILERS, input: shape({ id: id() }),
    output: subjectRow().shape({ record: formValues(), timeline: listOf(timelineEntry()), actions: listOf(actionState()), next: text(500) }),
  },
  /** 【当前主体】: remembered per account. */
  'subjects.switch': { kind: 'write', access: FILERS, input: shape({ id: id() }), output: empty() },
})

const assetRow = () =>
  shape({
    id: id(), kind: oneOf(ASSET_KINDS), name: text(200), subjectId: id(), subjectName: text(200), status: oneOf(ASSET_STATUSES),
    primaryDomain: optionalText(260), filingNumber: optionalText(60), demo: optionalFlag(), filedAt: nullableInstant(), updatedAt: instant(),
    placedAt: nullableInstant(), placeBy: nullableInstant(),
  })
export const assetCommands = defineCommands({
  'assets.list': {
    kind: 'read', access: FILERS,
    input: shape({ kind: oneOf(ASSET_KINDS), status: optionalOneOf(ASSET_STATUSES), search: optionalText(100), subjectId: optionalId(), ...page }),
    output: shape({ total: whole(), assets: listOf(assetRow()) }),
  },
  'assets.get': {
    kind: 'read', access: FILERS, input: shape({ id: id() }),
    output: assetRow().shape({
      record: formValues(), subjectRecord: formValues(), htmlSnippet: optionalText(1000), agency: optionalText(100),
      timeline: listOf(timelineEntry()), actions: listOf(actionState()), next: text(500),
    }),
  },
  /** 已悬挂. */
  'assets.markPlaced': { kind: 'write', access: FILERS, input: shape({ id: id(), placed: flag() }), output: empty() },
  'assets.saveBadge': { kind: 'read', access: FILERS, input: shape({ id: id() }), output: saveOutcome() },
  'assets.badge': { kind: 'read', access: FILERS, stream: 'download', input: shape({ id: id() }), output: empty() },
})

export const homeCommands = defineCommands({
  /** Everything the cards of 首页 show, newest first, five a card. */
  'home.overview': {
    kind: 'read', access: FILERS, input: empty(),
    output: shape({
      applications: listOf(applicationRow()), applicationTotal: whole(),
      subjects: listOf(subjectRow()), currentSubjectId: optionalId(),
      assets: listOf(assetRow()), assetTotals: mixed<Record<string, number>>().required(),
      drafts: whole(), notExported: whole(),
      /** Deadlines under way: what, by when, where it leads. */
      reminders: listOf(shape({ title: text(200), due: instant(), link: text(200), tone: oneOf(['info', 'warning', 'danger']) })),
    }),
  },
  /** The search box of the top bar: subjects, websites, applications of this account. */
  'home.search': {
    kind: 'read', access: SIGNED_IN, input: shape({ text: text(100) }),
    output: shape({ hits: listOf(shape({ title: text(200), kind: text(40), detail: text(300), link: text(200) })) }),
  },
})
