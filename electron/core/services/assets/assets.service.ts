import type { Input, Output } from '#shared/contract/registry'
import { AppError } from '#shared/errors/app-error'
import { filingNumberSnippet } from '#shared/filing/numbers'
import { assetNext } from '#shared/filing/state-labels'
import { signedIn, type CallContext, type Download } from '../../call'
import { assets, subjects, type AssetRecord } from '../../collections/filing.collections'
import type { CoreContext } from '../../context'
import { downloadUrl } from '../../download-url'
import { chinaDate } from '../../filing-time'
import type { Reader } from '../../store/store'
import { matches } from '../filing-support/matching'
import { owned } from '../filing-support/owned'
import { businessActions, type ActionState } from '../filing-support/permissions'
import { assetRow, placementOpen, shownNumber, withEntry, type AssetRow } from '../filing-support/rows'
import { falling } from '../filing-support/sorting'
import { badgeFileName, badgeSvg } from './badge'

/** 【已悬挂】: only what is filed with a number has something to place. */
function placement(asset: AssetRecord): ActionState {
  const action = 'markPlaced'
  if (asset.filingNumber === undefined || asset.status === 'cancelled') return { action, allowed: false, reason: '取得备案号后方可勾选已悬挂' }
  return { action, allowed: true }
}

/** @param row the number's deadline and whether it has been placed, beside the status. */
function nextOf(row: AssetRow): string {
  if (row.status === 'filed' && placementOpen(row)) return `请于 ${chinaDate(row.placeBy ?? '')} 前将备案号悬挂在网站首页底部，并勾选已悬挂`
  return assetNext(row.status)
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}

/** 我的网站, 我的APP …: what the account has filed or asked for. */
export function createAssetsService(ctx: CoreContext) {
  /** @throws AppError filing.numberMissing */
  async function badgeOf(reader: Reader, id: string, call: CallContext): Promise<{ fileName: string; bytes: Uint8Array }> {
    const asset = await owned(reader, assets, id, signedIn(call).accountId)
    if (asset.filingNumber === undefined) throw new AppError('filing.numberMissing')
    return { fileName: badgeFileName(asset.filingNumber), bytes: new TextEncoder().encode(badgeSvg(asset.filingNumber)) }
  }

  return {
    async list(input: Input<'assets.list'>, call: CallContext): Promise<Output<'assets.list'>> {
      const { accountId } = signedIn(call)
      const { rows, total } = await ctx.store.query(assets, {
        where: (row) => row.ownerAccountId === accountId && row.kind === input.kind
          && (input.status === undefined || row.status === input.status) && (input.subjectId === undefined || row.subjectId === input.subjectId)
          && matches(input.search, [row.name, row.subjectName, row.filingNumber, shownNumber(row.filingNumber), ...row.domains]),
        sort: falling('updatedAt'), offset: input.offset, limit: input.limit,
      })
      return { total, assets: rows.map(assetRow) }
    },

    async get(input: Input<'assets.get'>, call: CallContext): Promise<Output<'assets.get'>> {
      const { accountId } = signedIn(call)
      const asset = await owned(ctx.store, assets, input.id, accountId)
      const subject = await owned(ctx.store, subjects, asset.subjectId, accountId)
      const row = assetRow({ ...assets.summarize(asset), id: asset.id })
      return {
        ...row, record: asset.record, subjectRecord: subject.record, agency: asset.agency,
        htmlSnippet: asset.filingNumber === undefined ? undefined : filingNumberSnippet(asset.filingNumber),
        timeline: asset.timeline, actions: [...businessActions(asset.kind, { subject: subject.status, asset: asset.status }), placement(asset)],
        next: nextOf(row),
      }
    },

    async markPlaced(input: Input<'assets.markPlaced'>, call: CallContext): Promise<Record<string, never>> {
      const { accountId, name } = signedIn(call)
      await ctx.write(call, input.placed ? '勾选已悬挂' : '取消已悬挂', async (tx) => {
        const asset = await owned(tx, assets, input.id, accountId)
        if (!placement(asset).allowed) throw new AppError('filing.numberMissing')
        if ((asset.placedAt !== undefined) === input.placed) return
        const at = ctx.time.now()
        await tx.put(assets, {
          ...asset, placedAt: input.placed ? at : undefined, updatedAt: at,
          timeline: withEntry(asset.timeline, { at, event: input.placed ? 'placed' : 'placementUndone', title: input.placed ? '已悬挂备案号' : '取消已悬挂', who: name }),
        })
      })
      return {}
    },

    async saveBadge(input: Input<'assets.saveBadge'>, call: CallContext): Promise<Output<'assets.saveBadge'>> {
      const { fileName, bytes } = await badgeOf(ctx.store, input.id, call)
      const url = downloadUrl('assets.badge', { id: input.id })
      return ctx.ports.fileDialogs.save({ fileName, url, read: () => once(bytes), size: bytes.length })
    },

    async badge(input: Input<'assets.badge'>, call: CallContext): Promise<Download> {
      const { fileName, bytes } = await badgeOf(ctx.store, input.id, call)
      return { stream: once(bytes), size: bytes.length, type: 'image/svg+xml', fileName, inline: true }
    },
  }
}

export type AssetsService = ReturnType<typeof createAssetsService>
