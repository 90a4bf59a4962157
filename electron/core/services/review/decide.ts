import type { Input, Output } from '#shared/contract/registry'
import { AppError } from '#shared/errors/app-error'
import { APPLICATION_STATUS_LABELS } from '#shared/filing/state-labels'
import type { ApplicationAction } from '#shared/filing/states'
import { formatFilingNumber } from '#shared/filing/validators/index'
import { signedIn, type CallContext } from '../../call'
import { reviewItems, type ReviewItemRecord } from '../../collections/handover.collections'
import type { CoreContext } from '../../context'
import type { RegisterService } from '../register/register.service'
import { effectOnRegister } from './approval'
import { movedItem } from './desk'
import type { NumberingService } from './numbering.service'

const OUTCOME_ACTIONS = { approved: 'approve', rejected: 'reject', returned: 'return' } as const satisfies Record<Input<'review.decide'>['outcome'], ApplicationAction>

/** 审核通过, 审核不通过, 退回补正: the outcome with its opinions, and on approval the register and the number, all at once. */
export async function decide(
  ctx: CoreContext, deps: { numbering: NumberingService; register: RegisterService }, input: Input<'review.decide'>, call: CallContext,
): Promise<Output<'review.decide'>> {
  const { accountId, name } = signedIn(call)
  const opinions = input.opinions.filter((opinion) => opinion.text.trim() !== '')
  if (input.outcome !== 'approved' && opinions.length === 0 && (input.remark ?? '').trim() === '') {
    throw new AppError('review.opinionMissing', { fields: { remark: '请填写总体意见，或在字段旁填写意见' } })
  }
  const { label } = APPLICATION_STATUS_LABELS[input.outcome]
  const issued = await ctx.write(call, `审核申请：${label}`, async (tx) => {
    const item = await movedItem(ctx, tx, input.id, OUTCOME_ACTIONS[input.outcome], accountId)
    const at = ctx.time.now()
    const decided: ReviewItemRecord = {
      ...item, opinions, remark: input.remark, decidedAt: at, decidedBy: name,
      timeline: [...item.timeline, { at, event: input.outcome, title: label, who: name, detail: input.remark ?? undefined }],
    }
    const number = input.outcome === 'approved' ? await effectOnRegister(tx, decided, at, deps) : undefined
    await tx.put(reviewItems, number === undefined ? decided : { ...decided, filingNumber: number.number, demo: number.demo, agency: number.agency })
    return number
  })
  return issued === undefined ? {} : { filingNumber: formatFilingNumber(issued.number), demo: issued.demo }
}
