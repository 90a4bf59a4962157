import type { Input, Output } from '#shared/contract/registry'
import { signedIn, type CallContext } from '../../call'
import { reviewItems } from '../../collections/handover.collections'
import type { CoreContext } from '../../context'
import type { RegisterService } from '../register/register.service'
import { decide } from './decide'
import { claimedItem, movedItem } from './desk'
import type { NumberingService } from './numbering.service'
import { reviewDetails, reviewQueue, reviewStatistics } from './queue'

/** The reviewer's work: queue, claim, opinions, decisions. The state table decides what may be done (domain.md §4). */
export function createReviewService(ctx: CoreContext, deps: { numbering: NumberingService; register: RegisterService }) {
  return {
    queue: (input: Input<'review.queue'>, call: CallContext) => reviewQueue(ctx, input, call),
    get: (input: Input<'review.get'>, call: CallContext) => reviewDetails(ctx, input, call),
    statistics: () => reviewStatistics(ctx),
    decide: (input: Input<'review.decide'>, call: CallContext) => decide(ctx, deps, input, call),

    async claim(input: Input<'review.claim'>, call: CallContext): Promise<Record<string, never>> {
      const { accountId, name } = signedIn(call)
      await ctx.write(call, '认领申请', async (tx) => {
        const item = await movedItem(ctx, tx, input.id, 'claim', accountId)
        await tx.put(reviewItems, { ...item, claimedBy: { accountId, name }, timeline: [...item.timeline, { at: ctx.time.now(), event: 'claimed', title: '审核员认领', who: name }] })
      })
      return {}
    },

    /** Gives a claimed application back to the queue. */
    async release(input: Input<'review.release'>, call: CallContext): Promise<Record<string, never>> {
      const { accountId, name } = signedIn(call)
      await ctx.write(call, '放回队列', async (tx) => {
        const item = await movedItem(ctx, tx, input.id, 'release', accountId)
        await tx.put(reviewItems, { ...item, claimedBy: undefined, timeline: [...item.timeline, { at: ctx.time.now(), event: 'released', title: '放回待审队列', who: name }] })
      })
      return {}
    },

    async saveOpinions(input: Input<'review.saveOpinions'>, call: CallContext): Promise<Output<'review.saveOpinions'>> {
      const { accountId } = signedIn(call)
      await ctx.write(call, '保存审核意见', async (tx) => {
        const item = await claimedItem(ctx, tx, input.id, accountId)
        await tx.put(reviewItems, { ...item, opinions: input.opinions, remark: input.remark })
      })
      return { savedAt: ctx.time.now() }
    },
  }
}
export type ReviewService = ReturnType<typeof createReviewService>
