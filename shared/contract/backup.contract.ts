import { ACCOUNT_ROLES } from '../filing/types'
import { ADMINS, defineCommands, SIGNED_IN } from './define'
import { empty, flag, id, instant, listOf, nullableText, oneOf, optionalText, page, saveOutcome, sha256, shape, text, whole } from './schema'

const generation = () =>
  shape({
    generationId: text(40), at: instant(), bytes: whole(), counts: listOf(shape({ label: text(40), count: whole() })),
    /** The state the data are in, as far as it has been brought into files. */
    present: flag(),
    /** Why it is kept beyond the rule, e.g. 恢复前自动保留. */
    kept: optionalText(60),
    /** Recorded operations since then; 0: going back to it changes nothing. */
    operationsSince: whole(),
    /** What going back to it would undo, in words. */
    lost: text(500),
  })

const portableBackup = () =>
  shape({
    backupId: id(), fileName: text(200), size: whole(), files: whole(), sha256: sha256(), at: instant(), by: text(60),
    /** Still in the program's own folder, so that it can be saved again. */
    available: flag(),
  })

/** 数据与备份 (store.md §2). Restoring on another machine works before there is a store. */
export const backupCommands = defineCommands({
  'backup.overview': {
    kind: 'read', access: SIGNED_IN, input: empty(),
    output: shape({
      dataDir: text(4096), bytes: whole(), files: whole(), protection: text(60), passphraseSet: flag(), generations: listOf(generation()),
      lastBackup: portableBackup().nullable().default(null),
    }),
  },
  /** Goes back to a kept state; the present one is kept first. Everybody is signed out afterwards. */
  'backup.restore': { kind: 'write', access: ADMINS, input: shape({ generationId: text(40) }), output: empty() },
  /** Makes and verifies one portable encrypted file in the program's backup folder; `backup.save` brings it elsewhere. */
  'backup.export': { kind: 'write', access: ADMINS, task: true, input: empty(), output: portableBackup() },
  'backup.save': { kind: 'read', access: ADMINS, input: shape({ backupId: id() }), output: saveOutcome() },
  'backup.file': { kind: 'read', access: ADMINS, stream: 'download', input: shape({ backupId: id() }), output: empty() },
  /** Brings a backup file into the incoming folder; only where there is no station that it could replace. */
  'backup.upload': {
    kind: 'write', access: 'public', beforeStore: true, stream: 'upload',
    input: shape({ name: text(255) }), output: shape({ incomingId: id(), size: whole() }),
  },
  /** Makes this machine's store of an uploaded backup. What the data folder still holds is moved aside only with `keepPresent`. Cancelled only while it is checked. */
  'backup.import': {
    kind: 'write', access: 'public', beforeStore: true, task: true,
    input: shape({ incomingId: id(), recoveryCode: text(200), keepPresent: flag() }), output: empty(),
  },
  /** False where this shell cannot show a folder. */
  'backup.openFolder': { kind: 'read', access: SIGNED_IN, input: empty(), output: shape({ opened: flag() }) },
  /** From now on the program asks for this passphrase at every start; `current` where there is one already. */
  'backup.setPassphrase': {
    kind: 'write', access: ADMINS, output: empty(),
    input: shape({ current: optionalText(100), passphrase: text(100).min(8, '启动口令至少 8 个字符') }),
  },
  /** The machine keeps the key again, without a passphrase. */
  'backup.clearPassphrase': { kind: 'write', access: ADMINS, input: shape({ current: text(100) }), output: empty() },
  /** Shown once; the code before stops working for this data folder. */
  'backup.renewRecoveryCode': { kind: 'write', access: ADMINS, input: empty(), output: shape({ recoveryCode: text(200) }) },
})

const auditId = () => text(12).matches(/^\d{12}$/, '编号格式不正确')
const day = () => optionalText(10).matches(/^\d{4}-\d{2}-\d{2}$/, { message: '日期格式不正确', excludeEmptyString: true })
const auditFilters = { search: optionalText(100), accountId: optionalText(36), from: day(), to: day() }
const chainReport = () =>
  shape({
    intact: flag(), entries: whole(), checkedAt: instant(),
    /** Number of the first entry that does not fit, and why. */
    brokenAt: whole().optional(), reason: optionalText(200),
  })

/** 操作日志: append-only and hash-chained. */
export const auditCommands = defineCommands({
  'audit.list': {
    kind: 'read', access: ADMINS,
    input: shape({ ...auditFilters, ...page }),
    output: shape({
      total: whole(),
      entries: listOf(shape({ id: auditId(), sequence: whole(1), at: instant(), what: text(500), accountName: nullableText(60), changes: whole() })),
      /** Accounts that appear in the log. */
      accounts: listOf(shape({ accountId: text(36), name: text(60) })),
      lastCheck: chainReport().nullable().default(null),
    }),
  },
  'audit.entry': {
    kind: 'read', access: ADMINS, input: shape({ id: auditId() }),
    output: shape({
      id: auditId(), sequence: whole(1), at: instant(), what: text(500), command: text(60), accountName: nullableText(60), accountId: nullableText(36),
      roles: listOf(oneOf(ACCOUNT_ROLES)),
      changes: listOf(shape({
        label: text(40), recordId: text(80), title: optionalText(200), kind: oneOf(['created', 'changed', 'removed', 'seen']),
        before: nullableText(64), after: nullableText(64),
      })),
      previousHash: sha256(), hash: sha256(),
    }),
  },
  /** Walks the whole chain. */
  'audit.verify': { kind: 'read', access: ADMINS, task: true, input: empty(), output: chainReport() },
  'audit.saveExport': { kind: 'read', access: ADMINS, input: shape({ format: oneOf(['jsonl', 'csv']), ...auditFilters }), output: saveOutcome() },
  'audit.export': { kind: 'read', access: ADMINS, stream: 'download', input: shape({ format: oneOf(['jsonl', 'csv']), ...auditFilters, until: auditId() }), output: empty() },
  /** A masked value was shown in full: who saw what of which record. */
  'audit.reveal': { kind: 'write', access: SIGNED_IN, input: shape({ what: text(60), recordId: id() }), output: empty() },
})
