import type { CommandName } from '#shared/contract/registry'
import type { Envelope, FieldErrors } from '#shared/errors/app-error'
import type { Dictionaries, Dictionary } from '#shared/forms/types'
import type { Transport } from '../../../renderer/bridge/transport'
import regions from '../../../resources/regions/regions.json'

const files = import.meta.glob<{ default: Dictionary }>('../../../resources/dictionaries/*.json', { eager: true })
export const dictionaries: Dictionaries = Object.fromEntries(Object.values(files).map(({ default: dictionary }) => [dictionary.name, dictionary]))

const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
export const NOW = '2026-11-21T10:30:05.000Z'

export const applications = Array.from({ length: 37 }, (_, index) => ({
  id: uuid(index + 1), businessType: index % 3 === 0 ? 'subject.create' : 'website.create', title: index % 3 === 0 ? '新增主体' : `新办网站申请：晨光书店网上商店${index}`,
  subjectId: uuid(900), subjectName: '北京晨光书店有限公司', status: (['pending', 'inReview', 'returned', 'approved', 'rejected', 'withdrawn'] as const)[index % 6],
  delivery: (['notExported', 'exported', 'received', 'decided'] as const)[index % 4], revision: 1,
  submittedAt: new Date(Date.parse(NOW) - index * 7_000_000).toISOString(), updatedAt: NOW,
}))

const account = {
  accountId: uuid(800), account: 'wangxin', name: '王欣', mobile: '13800000000', roles: ['applicant', 'admin'], disabled: false, createdAt: NOW, lastSignInAt: NOW,
}
const subjects = [
  { id: uuid(900), name: '北京晨光书店有限公司', nature: 'organization', status: 'valid', regionName: '北京市/市辖区/东城区', updatedAt: NOW, current: true },
  { id: uuid(901), name: '王欣', nature: 'individual', status: 'awaitingEffect', regionName: '北京市/市辖区/西城区', updatedAt: NOW, current: false },
]

export const signedIn = { value: true }
export const readOnly = { reason: undefined as string | undefined, clock: undefined as string | undefined }
/** Saves seen so far; the spec looks at what the page sent. */
export const seen: { command: string; input: unknown }[] = []
/** Answers of the next calls of a command: a refusal, or a wait. */
export const next: { saveFails?: boolean; revealFails?: boolean; fields?: FieldErrors } = {}

/** The trusted side does not answer at all. */
export const broken = { value: false }

const answers: Partial<Record<CommandName, (input: never) => unknown>> = {
  'station.status': () => ({
    phase: 'ready', shell: 'browser', version: '0.1.0', hasAccounts: true, readOnlyReason: readOnly.reason, clockWarning: readOnly.clock,
    station: { stationId: uuid(700), name: '晨光书店办公室', role: 'applicant', region: { code: '110101', name: '北京市/市辖区/东城区' }, fingerprint: 'ABCD' },
  }),
  'accounts.session': () => ({ account: signedIn.value ? account : null, idleMinutes: 30, clockNow: NOW }),
  'resources.dictionaries': () => ({ dictionaries }),
  'resources.regions': () => regions,
  'notices.list': () => ({ total: 3, unread: 3, notices: [] }),
  'subjects.list': () => ({ subjects }),
  'subjects.switch': (input: { id: string }) => { for (const subject of subjects) subject.current = subject.id === input.id; return {} },
  'home.search': (input: { text: string }) => ({
    hits: input.text === '无' ? [] : [
      { title: '晨光书店网上商店', kind: '网站', detail: 'chenguang-books.cn', link: '/list' }, { title: '新办网站申请', kind: '申请', detail: '待审核', link: '/form' },
    ],
  }),
  'applications.list': (input: { offset?: number; limit?: number; status?: string }) => {
    const rows = applications.filter((row) => input.status === undefined || input.status === '' || row.status === input.status)
    return { total: rows.length, applications: rows.slice(input.offset ?? 0, (input.offset ?? 0) + (input.limit ?? 10)) }
  },
  'audit.reveal': () => {
    if (next.revealFails) throw new Error('full')
    return {}
  },
  'drafts.save': () => {
    if (next.saveFails) throw new Error('full')
    return {
      id: uuid(600), savedAt: NOW, expiresAt: NOW,
      findings: [
        { key: 'PC-06:responsiblePerson.idExpiry', id: 'PC-06', level: 'warning', finding: '负责人身份证将于 60 天后到期', why: '证件过期后备案信息须变更', mend: '请换领新证后填写，或说明原因', field: 'responsiblePerson.idExpiry' },
        { key: 'PC-02:responsiblePerson.idNumber', id: 'PC-02', level: 'error', finding: '身份证号码第18位校验不符', why: '号码有误会被退回', mend: '请对照证件核对', field: 'responsiblePerson.idNumber' },
      ],
    }
  },
}

const refusal = (code: 'store.diskFull' | 'general.unknownCommand', message: string): Envelope<never> => ({ ok: false, error: { code, message, action: '请清理磁盘后重新打开程序', id: '1a2b3c4d' } })

export const transport: Transport = {
  invoke(command, input) {
    seen.push({ command, input })
    if (broken.value) return Promise.resolve(refusal('general.unknownCommand', '与本机程序的连接已断开，操作没有完成'))
    const answer = answers[command as CommandName]
    if (answer === undefined) return Promise.resolve(refusal('general.unknownCommand', `没有准备 ${command} 的回答`))
    try {
      return Promise.resolve({ ok: true, value: answer(input as never) })
    } catch {
      return Promise.resolve(refusal('store.diskFull', '磁盘空间不足，本次修改没有保存'))
    }
  },
  on(event, listener) {
    const heard = (message: Event): void => listener((message as CustomEvent<unknown>).detail)
    window.addEventListener(`harness:${event}`, heard)
    return () => window.removeEventListener(`harness:${event}`, heard)
  },
}
