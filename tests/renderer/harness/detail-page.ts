import { defineComponent, h, onMounted } from 'vue'
import { diffRecords } from '#shared/forms/diff'
import { subjectForm } from '#shared/forms/subject.fields'
import DescriptionView from '../../../renderer/components/DescriptionView.vue'
import DiffTable from '../../../renderer/components/DiffTable.vue'
import PageHeader from '../../../renderer/components/PageHeader.vue'
import StatusTag from '../../../renderer/components/StatusTag.vue'
import TaskProgress from '../../../renderer/components/TaskProgress.vue'
import TimelineView from '../../../renderer/components/TimelineView.vue'
import { useResourcesStore } from '../../../renderer/stores/resources.store'
import { NOW } from './canned'
import { subjectRecord } from './records'

export const DetailPage = defineComponent({
  setup() {
    const resources = useResourcesStore()
    onMounted(() => resources.loadDictionaries())
    const changed = { ...subjectRecord, officeAddress: '东直门街道东直门内大街2号', responsiblePerson: { ...subjectRecord.responsiblePerson, name: '王新', mobile: '13900005678', idFront: { ...subjectRecord.responsiblePerson.idFront, sha256: 'e'.repeat(64) } } }
    return () => [
      h(PageHeader, { title: '我的申请', actions: [{ key: 'back', label: '返回' }], primary: { key: 'withdraw', label: '撤销申请', reason: '提交已超过 30 分钟，不能撤销' } }, { status: () => h(StatusTag, { application: 'pending' }) }),
      h('section', { class: 'card' }, [h('h2', { class: 'card-title' }, '办理进度'), h(TimelineView, { next: '请在【导出交接包】中导出本申请，交给管辖地审核端', entries: [{ at: NOW, event: 'submitted', title: '提交审核', who: '王欣' }, { at: NOW, event: 'exported', title: '导出交接包', who: '王欣', detail: '交给北京市公安局网安总队审核端' }] })]),
      h('section', { class: 'card' }, [h('h2', { class: 'card-title' }, '导出'), h(TaskProgress, { state: { running: true, label: '正在加密附件', done: 12, total: 40, cancelling: false } })]),
      resources.context && h(DescriptionView, { class: 'gap', form: subjectForm, record: subjectRecord, context: resources.context }),
      resources.context && h('section', { class: 'card' }, [h('h2', { class: 'card-title' }, '变更内容'), h(DiffTable, { recordId: '00000000-0000-4000-8000-000000000001', rows: diffRecords(subjectForm, subjectRecord, changed, resources.context) })]),
    ]
  },
})
