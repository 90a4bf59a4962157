import { OPEN_REQUEST_REASON } from '../states'
import { daysBetween, FILE_AFTER_OPENING_DAYS, REMINDER_DAYS } from '../timers'
import { flagAt, textAt } from '../values'
import type { Hit, Precheck } from './precheck'

const openRequest: Precheck = {
  id: 'PC-37',
  why: '同一主体或同一网站同时只能有一个审核中的申请',
  run: ({ context }) => (context.openRequest ? [{ level: 'error', finding: OPEN_REQUEST_REASON, mend: '请等待审核完成，或在提交后30分钟内撤销原申请' }] : []),
}

const notice: Precheck = {
  id: 'PC-39', forms: ['website'],
  why: '互联网信息服务单位应当知晓并履行网络安全责任',
  run: ({ record }) => (flagAt(record, 'acknowledged') === true ? [] : [
    { level: 'error', finding: '尚未阅读并勾选责任告知书', mend: '请在【提示说明】一步阅读告知书并勾选', field: 'acknowledged' },
  ]),
}

const loneSubject: Precheck = {
  id: 'PC-40', forms: ['subject'],
  why: '公安机关不会单独进行主体审核',
  run: ({ business, context }) => (business.action === 'create' && context.companions === 0 ? [
    { level: 'error', finding: '新增主体申请不能单独交接', mend: '请同时选择该主体的至少一个网站等业务申请' },
  ] : []),
}

const lapsing: Precheck = {
  id: 'PC-43', forms: ['subject', 'website'],
  why: '草稿过期将被删除；超过期限备案需要说明原因',
  run: ({ record, business, form, context }) => {
    const hits: Hit[] = []
    const [soon] = REMINDER_DAYS.draftExpiry
    const draftLeft = context.draftExpiresOn === undefined ? undefined : daysBetween(context.today, context.draftExpiresOn)
    if (draftLeft !== undefined && draftLeft <= soon) {
      hits.push({ level: 'info', finding: `草稿还有${Math.max(draftLeft, 0)}天过期`, mend: '请及时提交，或再次保存以延长' })
    }
    const day = form === 'website' && business.action === 'create' ? textAt(record, 'launchDate') : undefined
    const left = day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day) ? FILE_AFTER_OPENING_DAYS - daysBetween(day, context.today) : undefined
    if (left !== undefined && left >= 0 && left <= soon) {
      hits.push({ level: 'info', finding: `距开通后30日的备案期限还有${left}天`, mend: '请尽快提交并交接', field: 'launchDate' })
    }
    return hits
  },
}

export const PROCEDURE_CHECKS: readonly Precheck[] = [openRequest, notice, loneSubject, lapsing]
