import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { Finding } from '#shared/contract/filing.contract'
import type { Input } from '#shared/contract/registry'
import { invoke } from '@/bridge/client'
import { useUnsavedGuard } from '@/composables/use-unsaved-guard'

/** A draft is saved after this rest (ui.md, "Forms"). Milliseconds. */
const REST = 1000

export type DraftSnapshot = Omit<Input<'drafts.save'>, 'id'>

/**
 * Saves a form's draft by itself. `savedAt` is set only from the answer of `drafts.save`, which comes when the data is on
 * disk. Leaving the page saves first, and asks only when that fails.
 * @param options.snapshot what is to be saved, now
 * @param options.draftId the draft that is being worked on, if there is one already
 */
export function useDraftAutosave(options: { snapshot: () => DraftSnapshot; draftId?: string; onError?: (error: unknown) => void }) {
  const draftId = ref(options.draftId)
  const savedAt = ref<string>()
  const expiresAt = ref<string>()
  const findings = shallowRef<readonly Finding[]>([])
  const error = shallowRef<unknown>()
  const saving = ref(false)
  /** Changes so far, and those that are on disk. */
  const changes = ref(0)
  const kept = ref(0)
  const closed = ref(false)
  const unsaved = computed(() => !closed.value && changes.value > kept.value)
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<boolean> | undefined

  async function write(): Promise<boolean> {
    const upTo = changes.value
    saving.value = true
    try {
      const answer = await invoke('drafts.save', { ...options.snapshot(), id: draftId.value })
      draftId.value = answer.id
      savedAt.value = answer.savedAt
      expiresAt.value = answer.expiresAt
      findings.value = answer.findings
      kept.value = Math.max(kept.value, upTo)
      error.value = undefined
      return true
    } catch (failure) {
      error.value = failure
      options.onError?.(failure)
      return false
    } finally {
      saving.value = false
    }
  }

  /** Saves now, after a save under way; true when the data is on disk. */
  async function save(): Promise<boolean> {
    clearTimeout(timer)
    await running
    running = write()
    return running
  }

  /** Tells that something changed. */
  function touch(): void {
    if (closed.value) return
    changes.value += 1
    clearTimeout(timer)
    timer = setTimeout(() => { void save() }, REST)
  }

  /** No more saving: the draft was submitted or thrown away. Waits for a save under way. */
  async function close(): Promise<void> {
    closed.value = true
    clearTimeout(timer)
    await running
  }

  onScopeDispose(() => clearTimeout(timer))
  useUnsavedGuard(() => unsaved.value, save)
  return { draftId, savedAt, expiresAt, findings, error, saving, unsaved, touch, save, close }
}
