import { computed, nextTick, ref, shallowRef, watch, type Ref } from 'vue'
import { useRouter } from 'vue-router'
import type { Finding } from '#shared/contract/filing.contract'
import type { Output } from '#shared/contract/registry'
import type { FieldErrors } from '#shared/errors/app-error'
import type { BusinessTypeEntry } from '#shared/filing/business-types'
import { diffRecords, type DiffRow } from '#shared/forms/diff'
import { fieldAt } from '#shared/forms/form-index'
import type { FormContext, FormDeclaration, FormValues } from '#shared/forms/types'
import { CommandError, invoke } from '@/bridge/client'
import { notifyFailure, notifyInfo, notifySuccess } from '@/components/notify'
import { useAsync } from '@/composables/use-async'
import { controlId, type FormEngine, type FormPart } from '@/forms/form-engine'
import { useDraftAutosave } from '@/forms/use-draft-autosave'
import { useSubjectsStore } from '@/stores/subjects.store'
import type { FilingStart } from './filing-start'

/** What of the renderer is used here. */
interface Renderer {
  engine: FormEngine
  check(part?: FormPart): Promise<boolean>
  applyServerErrors(fields: FieldErrors): Promise<void>
  record(): FormValues
}

export interface FilingOptions {
  type: BusinessTypeEntry
  form: FormDeclaration
  context: () => FormContext
  start: FilingStart
  renderer: Ref<Renderer | undefined>
  step: () => string | undefined
  onSubmitted: (answer: Output<'applications.submit'>) => void
}

const KEPT = '已填写的内容保存在草稿中，没有丢失'

const sentence = ({ finding, mend }: Finding): string => `${finding}。${mend}`

/** What the page's record is saved as: with its subject, 待核实 marks and reasons. */
function useFilingRecord(options: FilingOptions) {
  const { type, start, renderer } = options
  const subjectId = ref(start.subjectId)
  const unverified = ref([...start.unverified])
  const reasons = ref({ ...start.reasons })
  const subject = useAsync((id: string) => invoke('subjects.get', { id }))
  const loadSubject = (): void => { if (subjectId.value !== undefined && type.kind !== 'subject') void subject.run(subjectId.value) }

  const record = (): FormValues => renderer.value?.record() ?? start.record
  const about = () => ({ businessType: type.id, subjectId: subjectId.value, assetId: start.assetId, applicationId: start.applicationId, record: record() })
  const draft = useDraftAutosave({
    draftId: start.draftId,
    // Lapsed or thrown away elsewhere: what stands on the page is kept as a new draft.
    onError(failure) {
      if (!(failure instanceof CommandError) || failure.body.code !== 'filing.draftGone' || draft.draftId.value === undefined) return
      draft.draftId.value = undefined
      draft.touch()
    },
    snapshot: () => ({ ...about(), unverified: unverified.value, reasons: reasons.value, step: options.step() }),
  })

  /** Step and subject are part of the draft; one that is not there yet is not begun by them. */
  const keepPlace = (): void => { if (draft.draftId.value !== undefined) draft.touch() }
  watch(subjectId, () => {
    loadSubject()
    keepPlace()
  })
  return { subjectId, subject, loadSubject, unverified, reasons, record, about, draft, keepPlace }
}

/** The pre-check's findings, and what of them keeps the form from being submitted. */
function useFindings({ form, start, renderer }: FilingOptions, { draft, reasons, about }: ReturnType<typeof useFilingRecord>) {
  /** Of a draft, correction or change that was opened, until it is saved. */
  const opened = shallowRef<readonly Finding[]>()
  /** That the notice is still to be ticked is no finding: the button waits for the tick, and the form asks for it. */
  const isNotice = (finding: Finding): boolean => finding.field !== undefined && fieldAt(form, finding.field)?.field.kind === 'acknowledgement'
  const findings = computed(() => (draft.savedAt.value === undefined ? opened.value : draft.findings.value)?.filter((finding) => !isNotice(finding)))
  const hindrances = ref<string[]>([])
  const asked = ref(false)
  const lacksReason = (finding: Finding): boolean => finding.level === 'warning' && (reasons.value[finding.key] ?? '').trim() === ''
  const missing = computed(() => (asked.value ? (findings.value ?? []).filter(lacksReason) : []))

  /** A fresh form has nothing to find yet. */
  async function begin(): Promise<void> {
    const isNew = start.draftId === undefined && start.applicationId === undefined && start.inForce === undefined
    if (isNew) return
    try {
      opened.value = (await invoke('applications.precheck', about())).findings
    } catch (error) {
      notifyFailure(error)
    }
  }

  /** Findings that stand in the way, at their fields and above the form. True when there are none. */
  async function passes(): Promise<boolean> {
    const errors = (findings.value ?? []).filter((finding) => finding.level === 'error')
    hindrances.value = errors.filter((finding) => finding.field === undefined).map(sentence)
    const fields = Object.fromEntries(errors.flatMap((finding) => (finding.field === undefined ? [] : [[finding.field, sentence(finding)]])))
    if (Object.keys(fields).length > 0) await renderer.value?.applyServerErrors(fields)
    if (errors.length > 0) return false
    asked.value = true
    const first = missing.value[0]
    if (first === undefined) return true
    await nextTick()
    document.getElementById(controlId(`reason-${first.key}`))?.focus()
    return false
  }

  /** What keeps even the draft from being saved, by field. */
  const unsavable = computed((): FieldErrors => (draft.error.value instanceof CommandError ? (draft.error.value.body.fields ?? {}) : {}))
  return { findings, hindrances, missing, unsavable, begin, passes }
}

/** One filing from its form to the application: saved, checked, compared where it is a change, and sent. */
export function useFilingSubmission(options: FilingOptions) {
  const { form, start, renderer } = options
  const router = useRouter()
  const subjects = useSubjectsStore()
  const filing = useFilingRecord(options)
  const checks = useFindings(options, filing)
  const { draft, record, about, unverified, reasons } = filing
  const busy = ref(false)
  const comparing = ref(false)
  const changes = shallowRef<DiffRow[]>([])

  /** 【提交】【提交审核】: checks, saves, and for a change shows what changes before it is sent. */
  async function submit(): Promise<void> {
    if (busy.value) return
    busy.value = true
    try {
      checks.hindrances.value = []
      changes.value = start.inForce === undefined ? [] : diffRecords(form, start.inForce, record(), options.context())
      if (start.inForce !== undefined && changes.value.length === 0) return notifyInfo('没有修改任何内容，请修改需要变更的内容后再提交')
      if (!(await renderer.value?.check()) || !(await draft.save()) || !(await checks.passes())) return
      if (start.inForce === undefined) return await transmit()
      comparing.value = true
    } finally {
      busy.value = false
    }
  }

  async function transmit(): Promise<void> {
    try {
      const answer = await invoke('applications.submit', { ...about(), draftId: draft.draftId.value, unverified: unverified.value, reasons: reasons.value })
      await draft.close()
      notifySuccess(start.applicationId === undefined ? '提交成功' : '已重新提交')
      options.onSubmitted(answer)
      await subjects.refresh()
    } catch (error) {
      const fields = error instanceof CommandError && error.body.code !== 'filing.reasonsMissing' ? error.body.fields : undefined
      if (fields !== undefined) await renderer.value?.applyServerErrors(fields)
      else notifyFailure(error, KEPT)
    }
  }

  /** 【确认】 of the comparison. */
  async function send(): Promise<void> {
    if (busy.value) return
    busy.value = true
    try {
      await transmit()
    } finally {
      busy.value = false
      comparing.value = false
    }
  }

  /** 【保存草稿】, then to 我的草稿 (manual 4.1.1). */
  async function saveAndLeave(): Promise<void> {
    if (!(await draft.save())) return
    notifySuccess('草稿已保存')
    await router.push({ name: 'drafts' })
  }

  return {
    ...filing, ...checks, busy, comparing, changes, submit, send, saveAndLeave,
    async begin(): Promise<void> {
      filing.loadSubject()
      await checks.begin()
    },
  }
}
