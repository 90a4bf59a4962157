import { computed, onScopeDispose, reactive, ref, shallowRef } from 'vue'
import { invoke } from '@/bridge/client'
import { useUnsavedGuard } from '@/composables/use-unsaved-guard'
import type { ReviewItem } from './review-words'

/** Opinions are saved after this rest, as drafts are (ui.md, "Forms"). Milliseconds. */
const REST = 1000

type Opinion = ReviewItem['opinions'][number]

/**
 * Saves by itself after a rest. `savedAt` is set only from the answer of `write`, which comes when the data is on disk.
 * Leaving the page saves first, and asks only when that fails.
 */
function useSaving(writeNow: () => Promise<{ savedAt: string }>) {
  const savedAt = ref<string>()
  const error = shallowRef<unknown>()
  const saving = ref(false)
  /** Changes so far, and those that are on disk. */
  const changes = ref(0)
  const kept = ref(0)
  const unsaved = computed(() => changes.value > kept.value)
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<boolean> | undefined

  async function write(): Promise<boolean> {
    const upTo = changes.value
    saving.value = true
    try {
      savedAt.value = (await writeNow()).savedAt
      kept.value = Math.max(kept.value, upTo)
      error.value = undefined
      return true
    } catch (failure) {
      error.value = failure
      return false
    } finally {
      saving.value = false
    }
  }
  /** Saves now, after a save under way; true when the data is on disk. */
  async function save(): Promise<boolean> {
    clearTimeout(timer)
    await running
    running = unsaved.value ? write() : Promise.resolve(true)
    return running
  }
  function touch(): void {
    changes.value += 1
    clearTimeout(timer)
    timer = setTimeout(() => { void save() }, REST)
  }
  /** Nothing is unsaved any more. */
  function settle(): void {
    clearTimeout(timer)
    kept.value = changes.value
    error.value = undefined
  }
  onScopeDispose(() => clearTimeout(timer))
  useUnsavedGuard(() => unsaved.value, save)
  return { savedAt, error, saving, unsaved, save, touch, settle }
}

/**
 * Opinions by field, and the remark, saved by themselves while the application is in this reviewer's hands.
 * @param options.label words of a path, distinct within the form
 * @param options.order paths of the form's fields in its order
 */
export function useOpinions(options: { id: () => string; label: (path: string) => string; order: () => readonly string[] }) {
  const texts = reactive(new Map<string, string>())
  const remark = ref('')
  const list = computed((): Opinion[] => {
    const order = options.order()
    return [...texts].filter(([, text]) => text.trim() !== '').map(([path, text]) => ({ path, label: options.label(path), text: text.trim() }))
      .toSorted((one, other) => order.indexOf(one.path) - order.indexOf(other.path))
  })
  const remarkText = computed(() => (remark.value.trim() === '' ? null : remark.value.trim()))
  const { touch, settle, ...saving } = useSaving(() => invoke('review.saveOpinions', { id: options.id(), opinions: list.value, remark: remarkText.value }))

  /** Takes over what is stored. */
  function reset(item: Pick<ReviewItem, 'opinions' | 'remark'>): void {
    texts.clear()
    for (const { path, text } of item.opinions) texts.set(path, text)
    remark.value = item.remark ?? ''
    settle()
  }
  function say(path: string, text: string): void {
    texts.set(path, text)
    touch()
  }
  function remove(path: string): void {
    const text = texts.get(path)
    texts.delete(path)
    if (text !== undefined && text.trim() !== '') touch()
  }
  function sayRemark(text: string): void {
    remark.value = text
    touch()
  }
  return { texts, remark, remarkText, list, ...saving, reset, say, remove, sayRemark }
}
export type Opinions = ReturnType<typeof useOpinions>
