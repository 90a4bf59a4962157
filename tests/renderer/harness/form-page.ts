import { defineComponent, h, onMounted, ref } from 'vue'
import { emptyRecord } from '#shared/forms/view'
import { subjectForm } from '#shared/forms/subject.fields'
import PageHeader from '../../../renderer/components/PageHeader.vue'
import FormRenderer from '../../../renderer/forms/FormRenderer.vue'
import SaveIndicator from '../../../renderer/forms/SaveIndicator.vue'
import { useDraftAutosave } from '../../../renderer/forms/use-draft-autosave'
import { useShortcuts } from '../../../renderer/composables/use-shortcuts'
import { useResourcesStore } from '../../../renderer/stores/resources.store'

export const FormPage = defineComponent({
  setup() {
    const resources = useResourcesStore()
    const form = ref<InstanceType<typeof FormRenderer>>()
    const unverified = ref(['responsiblePerson.mobile'])
    const reasons = ref<Record<string, string>>({})
    const record = emptyRecord(subjectForm)
    const draft = useDraftAutosave({
      snapshot: () => ({ businessType: 'subject.create', record: form.value?.record() ?? {}, unverified: unverified.value, reasons: reasons.value }),
    })
    const submit = async (): Promise<void> => {
      if (await form.value?.check()) await form.value?.applyServerErrors({ 'responsiblePerson.idNumber': '身份证号码第18位校验不符，请对照证件核对' })
    }
    useShortcuts({ 'ctrl+s': () => void draft.save(), 'ctrl+enter': () => void submit() })
    onMounted(() => resources.loadDictionaries())
    return () => [
      h(PageHeader, {
        title: '新增主体', primary: { key: 'submit', label: '提交审核' },
        actions: [{ key: 'save', label: '保存草稿' }, { key: 'withdraw', label: '撤销申请', reason: '提交已超过 30 分钟，不能撤销' }, { key: 'print', label: '打印' }],
        onAction: (key: string) => void (key === 'submit' ? submit() : draft.save()),
      }, { actions: () => h(SaveIndicator, {
        saving: draft.saving.value, savedAt: draft.savedAt.value, unsaved: draft.unsaved.value, error: draft.error.value, onRetry: draft.save,
      }) }),
      resources.context && h(FormRenderer, {
        ref: form, form: subjectForm, context: resources.context, record, precheck: true, findings: draft.savedAt.value === undefined ? undefined : [...draft.findings.value],
        opinions: [{ path: 'responsiblePerson.idFront', label: '身份证人像面', text: '照片反光，号码看不清，请重新拍摄' }],
        unverified: unverified.value, 'onUpdate:unverified': (paths: string[]) => { unverified.value = paths },
        reasons: reasons.value, 'onUpdate:reasons': (given: Record<string, string>) => { reasons.value = given },
        onChange: draft.touch,
      }),
    ]
  },
})
