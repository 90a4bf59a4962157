import { defineComponent, h, ref } from 'vue'
import { ElButton, ElOption, ElSelect } from 'element-plus/es'
import { invoke } from '../../../renderer/bridge/client'
import { dateTimeText } from '../../../renderer/components/date-text'
import DataTable from '../../../renderer/components/DataTable.vue'
import PageHeader from '../../../renderer/components/PageHeader.vue'
import StatusTag from '../../../renderer/components/StatusTag.vue'
import { APPLICATION_STATUS_LABELS } from '#shared/filing/state-labels'
import type { ApplicationStatus } from '#shared/filing/types'
import type { ListQuery } from '../../../renderer/components/data-table'
import type { applications } from './canned'
import { confirmAction } from '../../../renderer/components/confirm'
import { notifyFailure, notifySuccess } from '../../../renderer/components/notify'

type Row = (typeof applications)[number]
interface Filters extends Record<string, unknown> { status: ApplicationStatus | '' }

export const ListPage = defineComponent({
  setup() {
    const selected = ref<string[]>([])
    const load = async (query: ListQuery<Record<string, unknown>>) => {
      const status = query.filters.status as Filters['status']
      const answer = await invoke('applications.list', { offset: query.offset, limit: query.limit, ...(status === '' ? {} : { status }) })
      return { total: answer.total, rows: answer.applications }
    }
    const ask = async (row: { id: string }): Promise<void> => {
      const sure = await confirmAction({ title: '撤销申请', text: '撤销后申请单作废，主体恢复到申请前的状态。', danger: true, confirmLabel: '撤销申请' })
      if (sure) notifySuccess('申请已撤销')
      else await invoke('applications.withdraw', { id: row.id }).catch((error: unknown) => notifyFailure(error, '申请单没有改变。'))
    }
    return () => [
      h(PageHeader, { title: '我的申请' }),
      h(DataTable as never, {
        name: 'applications', caption: '我的申请列表', load: load as never, initialFilters: { status: '' }, selectable: true,
        selected: selected.value, 'onUpdate:selected': (ids: string[]) => { selected.value = ids },
        columns: [
          { key: 'title', label: '业务类型' }, { key: 'subjectName', label: '开办主体', value: (row: Row) => row.subjectName },
          { key: 'status', label: '审核状态', width: '140px' }, { key: 'submittedAt', label: '提交时间', value: (row: Row) => dateTimeText(row.submittedAt), sort: 'submittedAt', width: '180px' },
        ] as never,
      }, {
        filters: ({ filters }: { filters: Filters }) => h(ElSelect, {
          modelValue: filters.status, 'onUpdate:modelValue': (status: Filters['status']) => { filters.status = status }, ariaLabel: '审核状态', placeholder: '审核状态',
        }, () => [h(ElOption, { value: '', label: '全部状态' }), ...Object.entries(APPLICATION_STATUS_LABELS).map(([value, { label }]) => h(ElOption, { value, label, key: value }))]),
        'cell-title': ({ row }: { row: Row }) => row.title,
        'cell-status': ({ row }: { row: Row }) => h(StatusTag, { application: row.status as ApplicationStatus }),
        actions: ({ row }: { row: Row }) => [
          h(ElButton, { link: true, type: 'primary', onClick: () => void (location.hash = '#/detail') }, () => '详情'),
          h(ElButton, { link: true, type: 'danger', onClick: () => void ask(row) }, () => '撤销申请'),
        ],
      }),
    ]
  },
})
