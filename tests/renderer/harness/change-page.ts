import { defineComponent, h, onMounted } from 'vue'
import { subjectForm } from '#shared/forms/subject.fields'
import PageHeader from '../../../renderer/components/PageHeader.vue'
import StatusTag from '../../../renderer/components/StatusTag.vue'
import FormRenderer from '../../../renderer/forms/FormRenderer.vue'
import { useResourcesStore } from '../../../renderer/stores/resources.store'
import { subjectRecord } from './records'

export const ChangePage = defineComponent({
  setup() {
    const resources = useResourcesStore()
    onMounted(() => resources.loadDictionaries())
    return () => [
      h(PageHeader, { title: '变更主体', primary: { key: 'submit', label: '提交审核' } }, { status: () => h(StatusTag, { subject: 'valid' }) }),
      resources.context && h(FormRenderer, { form: subjectForm, context: resources.context, record: subjectRecord, changing: true }),
    ]
  },
})
