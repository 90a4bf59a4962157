import type { Input, Output } from '#shared/contract/registry'
import { subjectNext } from '#shared/filing/state-labels'
import { signedIn, type CallContext } from '../../call'
import { subjects } from '../../collections/filing.collections'
import { accounts } from '../../collections/station.collections'
import type { CoreContext } from '../../context'
import { currentSubjectIdOf, subjectRowsOf } from '../filing-support/current-subject'
import { owned } from '../filing-support/owned'
import { businessActions } from '../filing-support/permissions'
import { subjectRow } from '../filing-support/rows'

/** 我的主体 and 【当前主体】. */
export function createSubjectsService(ctx: CoreContext) {
  return {
    async list(call: CallContext): Promise<Output<'subjects.list'>> {
      const { accountId } = signedIn(call)
      const rows = await subjectRowsOf(ctx.store, accountId)
      const current = await currentSubjectIdOf(ctx.store, accountId, rows)
      return { subjects: rows.map((row) => subjectRow(row, current)) }
    },

    async get(input: Input<'subjects.get'>, call: CallContext): Promise<Output<'subjects.get'>> {
      const { accountId } = signedIn(call)
      const subject = await owned(ctx.store, subjects, input.id, accountId)
      const current = await currentSubjectIdOf(ctx.store, accountId, await subjectRowsOf(ctx.store, accountId))
      return {
        ...subjectRow({ ...subjects.summarize(subject), id: subject.id }, current),
        record: subject.record, timeline: subject.timeline, actions: businessActions('subject', { subject: subject.status }),
        next: subjectNext(subject.status),
      }
    },

    async switch(input: Input<'subjects.switch'>, call: CallContext): Promise<Record<string, never>> {
      const { accountId } = signedIn(call)
      await ctx.write(call, '切换当前主体', async (tx) => {
        await owned(tx, subjects, input.id, accountId)
        const account = await tx.get(accounts, accountId)
        if (account !== undefined) await tx.put(accounts, { ...account, currentSubjectId: input.id })
      })
      return {}
    },
  }
}

export type SubjectsService = ReturnType<typeof createSubjectsService>
