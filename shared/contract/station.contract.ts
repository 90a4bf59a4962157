import { boolean } from 'yup'
import { ACCOUNT_ROLES, STATION_ROLES } from '../filing/types'
import { accountIdNumber } from '../filing/validators/account-id-number'
import { personName } from '../filing/validators/person-name'
import { mobile } from '../filing/validators/phone'
import type { ValidationResult } from '../filing/validators/result'
import { ADMINS, defineCommands, SIGNED_IN } from './define'
import { empty, flag, id, instant, listOf, nullableInstant, oneOf, optionalFlag, optionalText, region, saveOutcome, shape, text, whole } from './schema'

const stationInfo = () => shape({ stationId: id(), name: text(60), role: oneOf(STATION_ROLES), region: region(), fingerprint: text(60) })

/** `whole`: none of its files is damaged. */
const generation = () => shape({ id: text(120), at: instant(), records: whole(), whole: flag(), lost: text(500) })

/** A station known here by its card. */
export const knownStation = () =>
  shape({
    stationId: id(), name: text(60), role: oneOf(STATION_ROLES), region: region(), fingerprint: text(60), keyId: text(40), epoch: whole(),
    trustedAt: nullableInstant(), trustedBy: optionalText(60),
  })

export const stationCommands = defineCommands({
  /** What the first page must show: set-up, recovery, sign-in or the program. */
  'station.status': {
    kind: 'read', access: 'public', beforeStore: true, background: true,
    input: empty(),
    output: shape({
      phase: oneOf(['fresh', 'ready', 'recovery']),
      shell: oneOf(['desktop', 'browser']),
      version: text(40),
      station: stationInfo().optional().default(undefined),
      hasAccounts: flag(),
      readOnlyReason: optionalText(500),
      clockWarning: optionalText(200),
      /** Why the store could not be opened, with what can be done about it (store.md "Opening"). */
      recovery: shape({
        code: text(60), message: text(500), action: text(500), dataDir: text(4096),
        askRecoveryCode: flag(), askPassphrase: flag(), generations: listOf(generation()),
        /** A portable backup file may be taken in here; what is there is moved aside first. */
        importBackup: flag(),
        /** Held by another machine, which cannot be asked whether it still runs: `station.breakLock` takes it over. */
        lockToken: optionalText(80),
      }).optional().default(undefined),
    }),
  },
  'station.setUp': {
    kind: 'write', access: 'public', beforeStore: true,
    input: shape({ role: oneOf(STATION_ROLES), name: text(60).min(2, '站点名称至少 2 个字'), region: region() }),
    /** Shown once; the person confirms having written it down. */
    output: shape({ recoveryCode: text(200), station: stationInfo() }),
  },
  'station.recover': {
    kind: 'write', access: 'public', beforeStore: true,
    input: shape({ recoveryCode: text(200) }),
    output: empty(),
  },
  /** Where the data are protected by a start-up passphrase. */
  'station.unlock': { kind: 'write', access: 'public', beforeStore: true, input: shape({ passphrase: text(100) }), output: empty() },
  'station.restoreGeneration': {
    kind: 'write', access: 'public', beforeStore: true,
    input: shape({ generationId: text(120) }),
    output: empty(),
  },
  /** Tries to open the data folder again, e.g. after the other program was closed or the full disk was cleared. */
  'station.reopen': { kind: 'write', access: 'public', beforeStore: true, input: empty(), output: empty() },
  /** The person has made sure that the other machine, whose lock this is, has closed the data. */
  'station.breakLock': { kind: 'write', access: 'public', beforeStore: true, input: shape({ lockToken: text(80) }), output: empty() },
  /** This station's public card: the file's text and its QR code as SVG. */
  'station.card': {
    kind: 'read', access: SIGNED_IN,
    input: empty(),
    output: shape({ text: text(20_000), fileName: text(120), fingerprint: text(60), keyId: text(40), qrSvg: text(200_000) }),
  },
  'station.saveCard': { kind: 'read', access: SIGNED_IN, input: empty(), output: saveOutcome() },
  'station.cardFile': { kind: 'read', access: SIGNED_IN, stream: 'download', input: empty(), output: empty() },

  'stations.list': { kind: 'read', access: SIGNED_IN, input: empty(), output: shape({ stations: listOf(knownStation()) }) },
  /** Reads a card file's text and says whether it is new, known or changed; stores nothing. */
  'stations.previewCard': {
    kind: 'read', access: SIGNED_IN,
    input: shape({ text: text(20_000) }),
    output: shape({ station: knownStation(), verdict: oneOf(['new', 'known', 'keyChanged', 'self']) }),
  },
  /** Two people have compared the fingerprints; this is logged. */
  'stations.importCard': {
    kind: 'write', access: SIGNED_IN,
    input: shape({ text: text(20_000), fingerprintCompared: boolean().strict().oneOf([true], '请先与对方核对指纹').required() }),
    output: knownStation(),
  },
  'stations.remove': { kind: 'write', access: ADMINS, input: shape({ stationId: id() }), output: empty() },
})

const account = () =>
  shape({
    accountId: id(), account: text(40), name: text(40), mobile: text(20), roles: listOf(oneOf(ACCOUNT_ROLES)), disabled: flag(),
    createdAt: instant(), lastSignInAt: nullableInstant(),
  })
const password = () =>
  text(128).min(8, '密码至少 8 位').matches(/[A-Za-z]/, '密码须包含字母').matches(/\d/, '密码须包含数字')
/** Checked on the page as the service checks it, so that the error stands at its field when it is left. */
const checked = (max: number, check: (input: string) => ValidationResult) =>
  text(max).test('checked', (value, at) => {
    const result = value === undefined || value === '' ? undefined : check(value)
    return result === undefined || result.ok || at.createError({ message: result.message })
  })
const accountId = () =>
  optionalText(30).test('checked', (value, at) => {
    const result = value === undefined || value.trim() === '' ? undefined : accountIdNumber(value)
    return result === undefined || result.ok || at.createError({ message: result.message })
  })
const accountName = () => text(32).matches(/^[A-Za-z][\w.-]{3,31}$/, '账号为 4–32 位字母、数字、下划线、点或短横，且以字母开头')

export const accountCommands = defineCommands({
  'accounts.captcha': { kind: 'read', access: 'public', input: empty(), output: shape({ captchaId: id(), svg: text(200_000) }) },
  /** The first account of a station also becomes its 管理员; on a review station later ones are created by the 管理员. */
  'accounts.register': {
    kind: 'write', access: 'public',
    input: shape({
      account: accountName(), password: password(), name: checked(15, personName), mobile: checked(20, mobile), idNumber: accountId(),
      captchaId: id(), captchaText: text(10),
    }),
    output: account(),
  },
  /** Is the account name free and well-formed? For the first step of registration. */
  'accounts.checkName': { kind: 'read', access: 'public', input: shape({ account: accountName() }), output: shape({ free: flag() }) },
  'accounts.signIn': {
    kind: 'write', access: 'public',
    input: shape({ account: text(40), password: text(128), captchaId: id(), captchaText: text(10) }),
    output: account(),
  },
  'accounts.signOut': { kind: 'write', access: 'public', input: empty(), output: empty() },
  'accounts.session': {
    kind: 'read', access: 'public', background: true,
    input: empty(),
    output: shape({ account: account().nullable().default(null), idleMinutes: whole(), clockNow: instant() }),
  },
  'accounts.resetPassword': {
    kind: 'write', access: 'public',
    input: shape({ account: text(40), recoveryCode: text(200), password: password() }),
    output: empty(),
  },
  'accounts.changePassword': {
    kind: 'write', access: SIGNED_IN, input: shape({ oldPassword: text(128), password: password() }), output: empty(),
  },
  'accounts.updateProfile': {
    kind: 'write', access: SIGNED_IN, input: shape({ name: checked(15, personName), mobile: checked(20, mobile), idNumber: accountId() }), output: account(),
  },
  'accounts.list': { kind: 'read', access: ADMINS, input: empty(), output: shape({ accounts: listOf(account()) }) },
  'accounts.create': {
    kind: 'write', access: ADMINS,
    input: shape({ account: accountName(), password: password(), name: checked(15, personName), mobile: checked(20, mobile), roles: listOf(oneOf(ACCOUNT_ROLES)).min(1, '请至少选择一个角色') }),
    output: account(),
  },
  'accounts.update': {
    kind: 'write', access: ADMINS,
    input: shape({ accountId: id(), roles: listOf(oneOf(ACCOUNT_ROLES)).min(1, '请至少选择一个角色'), disabled: flag(), password: password().optional() }),
    output: account(),
  },
})

const settings = () => shape({
  /** Minutes without activity until a session ends; 1–480. */
  idleMinutes: whole(1, 480),
  /** Seconds 提交 stays disabled on the notice page; 0–300 (domain.md §3.3). */
  noticeCountdownSeconds: whole(0, 300),
})
export const settingsCommands = defineCommands({
  'settings.get': { kind: 'read', access: SIGNED_IN, input: empty(), output: settings() },
  'settings.update': { kind: 'write', access: ADMINS, input: settings(), output: settings() },
  'tasks.cancel': { kind: 'read', access: 'public', beforeStore: true, input: shape({ taskId: id() }), output: shape({ cancelled: flag() }) },
  'notices.list': {
    kind: 'read', access: SIGNED_IN,
    input: shape({ unreadOnly: optionalFlag(), offset: whole(), limit: whole(1, 500) }),
    output: shape({
      total: whole(), unread: whole(),
      notices: listOf(shape({
        id: id(), kind: text(40), title: text(200), body: text(2000), at: instant(), readAt: nullableInstant(),
        /** Route of the page the notice leads to. */
        link: optionalText(200),
      })),
    }),
  },
  'notices.markRead': { kind: 'write', access: SIGNED_IN, input: shape({ ids: listOf(id(), 500), all: optionalFlag() }), output: shape({ unread: whole() }) },
})
