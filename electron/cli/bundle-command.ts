import { checkBundle } from '#core/bundle/reader'
import type { CheckedBundle } from '#core/bundle/types'
import { inspectForBundle } from '#core/services/attachments/inspect'
import { BUNDLE_TYPE_LABELS } from '#shared/bundle/bundle-types'
import { AppError } from '#shared/errors/app-error'
import { BUSINESS_TYPES } from '#shared/filing/business-types'
import { RefusedError, type BundleKeys } from './key-source'

/** `bundle inspect` and `bundle verify`: pass 1 of taking in, nothing else; nothing is written anywhere. */

export type BundleAction = 'inspect' | 'verify'

export interface BundleCommand {
  action: BundleAction
  file: string
  json: boolean
  /** Where the keys come from; asked only once the file is about to be read. */
  keys: () => Promise<BundleKeys>
}

interface Refusal {
  code: string
  message: string
  action?: string
}

/** Prints the result and gives the exit code: 0 accepted, 1 refused. */
export async function runBundleCommand(command: BundleCommand, print: (line: string) => void): Promise<0 | 1> {
  try {
    const keys = await command.keys()
    const checked = await checkBundle(command.file, { identities: keys.identities, knownStations: keys.knownStations, inspect: inspectForBundle })
    if (keys.signer !== undefined && keys.signer !== checked.sender.publicKey) throw new AppError('bundle.signatureOtherKey')
    const refused = refusedItems(checked)
    if (command.json) print(JSON.stringify(jsonOf(command.action, checked, refused), null, 2))
    else printText(command.action, checked, refused, print)
    return refused.length > 0 ? 1 : 0
  } catch (error) {
    const refusal = refusalOf(error)
    if (command.json) print(JSON.stringify({ ok: false, error: refusal }, null, 2))
    else print(`拒收：${refusal.message}（${refusal.code}）${refusal.action ? `\n${refusal.action}` : ''}`)
    return 1
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof RefusedError) return error.body
  if (error instanceof AppError) return { code: error.code, message: error.message, action: error.action }
  throw error
}

type RefusedItem = Refusal & { applicationId: string; revision: number }

const refusedItems = (checked: CheckedBundle): RefusedItem[] =>
  checked.items.flatMap(({ item, refusal }) => (refusal ? [{ applicationId: item.applicationId, revision: item.revision, ...refusalOf(refusal) }] : []))

function jsonOf(action: BundleAction, checked: CheckedBundle, refused: RefusedItem[]): object {
  const { envelope, sender } = checked
  const facts = {
    bundleId: envelope.bundleId, type: envelope.type, sha256: checked.bundleSha256, size: checked.size, seq: envelope.seq, createdAt: envelope.createdAt,
    sender: { stationId: sender.stationId, name: sender.name, keyId: sender.keyId, fingerprint: sender.fingerprint, known: sender.standing === 'known' },
    counts: envelope.counts, refused,
  }
  const value = action === 'inspect' ? { ...facts, envelope, entries: checked.entries, trustedComment: checked.trustedComment } : facts
  const [first] = refused
  return first ? { ok: false, error: { code: first.code, message: first.message, action: first.action }, value } : { ok: true, value }
}

const businessTypeLabel = (id: string): string => BUSINESS_TYPES.find((entry) => entry.id === id)?.label ?? '其他内容'

function printText(action: BundleAction, checked: CheckedBundle, refused: RefusedItem[], print: (line: string) => void): void {
  const { envelope, sender } = checked
  print(`${BUNDLE_TYPE_LABELS[envelope.type]} ${envelope.bundleId}（第 ${envelope.seq} 号，${envelope.createdAt}）`)
  print(`发送站点：${sender.name}，指纹 ${sender.fingerprint}${sender.standing === 'known' ? '' : '（本站未登记，请与对方核对指纹）'}`)
  print(`内容：${envelope.counts.items} 件，附件 ${envelope.counts.files} 个，共 ${envelope.counts.bytes} 字节`)
  print(`文件：${checked.size} 字节，SHA-256 ${checked.bundleSha256}`)
  if (action === 'inspect') {
    for (const { item, refusal } of checked.items) {
      print(`  ${businessTypeLabel(item.businessType)} ${item.applicationId} 第 ${item.revision} 版 ${refusal ? `不能收：${refusal.message}` : '可收'}`)
    }
    for (const entry of checked.entries) print(`  ${String(entry.size).padStart(10)}  ${entry.name}`)
  }
  for (const item of refused) print(`不能收：${item.applicationId} ${item.message}（${item.code}）`)
  print(refused.length > 0 ? '核对完成：有不能收的内容' : '核对通过')
}
