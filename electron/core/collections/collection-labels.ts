import type { AnyCollection } from '../store/open-options'
import * as filing from './filing.collections'
import * as handover from './handover.collections'
import * as station from './station.collections'

interface Label {
  collection: AnyCollection
  label: string
  /** Counted where states of the data are compared; left out: bookkeeping nobody would miss by number. */
  counted?: true
}

/** What people call the records of each collection, in the order lists name them. */
export const COLLECTION_LABELS: readonly Label[] = [
  { collection: filing.subjects, label: '主体', counted: true },
  { collection: filing.assets, label: '网站等', counted: true },
  { collection: filing.applications, label: '申请', counted: true },
  { collection: filing.drafts, label: '草稿', counted: true },
  { collection: handover.reviewItems, label: '审核申请', counted: true },
  { collection: handover.register, label: '登记簿条目', counted: true },
  { collection: handover.ledger, label: '交接记录', counted: true },
  { collection: station.knownStations, label: '站点名片', counted: true },
  { collection: station.accounts, label: '账号', counted: true },
  { collection: filing.notices, label: '系统通知' },
  { collection: handover.numbering, label: '发号设置' },
  { collection: station.settings, label: '本机设置' },
  { collection: station.self, label: '本机站点' },
  { collection: station.backups, label: '备份文件' },
  { collection: station.audit, label: '操作日志' },
  { collection: station.auditHead, label: '操作日志' },
]

/** The label of a stored collection; one of a newer program has its own name only. */
export const collectionLabel = (name: string): string => COLLECTION_LABELS.find(({ collection }) => collection.name === name)?.label ?? name
