import { defineComponent, h, onMounted, ref } from 'vue'
import { ElButton, ElCheckbox } from 'element-plus/es'
import { copyResponsiblePerson } from '#shared/forms/copy-responsible-person'
import { emptyRecord } from '#shared/forms/view'
import { websiteForm } from '#shared/forms/website.fields'
import PageHeader from '../../../renderer/components/PageHeader.vue'
import FormRenderer from '../../../renderer/forms/FormRenderer.vue'
import type { ActionScope } from '../../../renderer/forms/form-slots'
import { useResourcesStore } from '../../../renderer/stores/resources.store'
import { subjectRecord } from './records'

export const SitePage = defineComponent({
  setup() {
    const resources = useResourcesStore()
    const form = ref<InstanceType<typeof FormRenderer>>()
    const step = ref<string>('basics')
    const unverified = ref<string[]>([])
    const next = async (): Promise<void> => {
      if (await form.value?.check({ steps: [step.value] })) step.value = 'people'
    }
    const copy = ({ path, engine }: ActionScope): void => {
      const copied = copyResponsiblePerson(subjectRecord, websiteForm, path)
      engine.set(path, copied.values)
      unverified.value = [...unverified.value, ...copied.unverified]
    }
    onMounted(() => resources.loadDictionaries())
    return () => [
      h(PageHeader, {
        title: '新办网站申请', primary: { key: 'next', label: '下一步' }, actions: [{ key: 'people', label: '负责人一步' }],
        onAction: (key: string) => (key === 'next' ? void next() : void (step.value = 'people')),
      }),
      resources.context && h(FormRenderer, {
        ref: form, form: websiteForm, context: resources.context, record: emptyRecord(websiteForm), step: step.value,
        unverified: unverified.value, 'onUpdate:unverified': (paths: string[]) => { unverified.value = paths },
        onGoStep: (wanted: string) => { step.value = wanted },
      }, {
        'action-searchAccessProvider': () => h(ElButton, null, () => '查询网络接入服务商'),
        'action-searchRegistrar': () => h(ElButton, null, () => '查询域名注册服务商'),
        'action-copyResponsiblePerson': (scope: ActionScope) => h(ElCheckbox, { 'onUpdate:modelValue': () => copy(scope) }, () => '同主体负责人信息'),
      }),
    ]
  },
})
