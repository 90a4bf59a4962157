import { computed } from 'vue'
import type { Output } from '#shared/contract/registry'
import { BUSINESS_GROUPS } from '#shared/filing/business-types'
import type { AssetKind, AssetStatus } from '#shared/filing/types'
import { toDisplayDomain } from '#shared/filing/validators/domain'
import { invoke } from '@/bridge/client'
import type { DataColumn, ListAnswer, ListQuery } from '@/components/data-table'
import { useSubjectsStore } from '@/stores/subjects.store'

export type AssetRow = Output<'assets.list'>['assets'][number]
export interface AssetFilters extends Record<string, unknown> {
  status: AssetStatus | ''
  search: string
}
export const NO_ASSET_FILTERS: AssetFilters = { status: '', search: '' }

/** Rows and columns that every list of assets of one kind has. */
export function useAssetRows(kind: () => AssetKind, fixed: { status?: AssetStatus } = {}) {
  async function load({ offset, limit, filters }: ListQuery<AssetFilters>): Promise<ListAnswer<AssetRow>> {
    const search = filters.search.trim()
    const { total, assets } = await invoke('assets.list', {
      kind: kind(), status: fixed.status ?? (filters.status === '' ? undefined : filters.status), search: search === '' ? undefined : search, offset, limit,
    })
    return { total, rows: assets }
  }
  const subjects = useSubjectsStore()
  /** Under the name, where there is more than one it could belong to. */
  const subjectOf = (row: AssetRow): string | undefined => (subjects.subjects.length > 1 ? row.subjectName : undefined)
  const baseColumns = computed((): readonly DataColumn<AssetRow>[] => [
    { key: 'name', label: `${BUSINESS_GROUPS[kind()].thing}名称`, value: (row) => row.name },
    { key: 'primaryDomain', label: '主域名', width: '176px', value: (row) => (row.primaryDomain === undefined ? '' : toDisplayDomain(row.primaryDomain)) },
    { key: 'status', label: '状态', width: '110px' },
    { key: 'filingNumber', label: '备案号', width: '248px', value: (row) => row.filingNumber },
  ])
  return { load, baseColumns, subjectOf }
}
