import { onScopeDispose, ref, type Ref } from 'vue'

/** Below this the frame gives room to the content, e.g. 1280 px at 200 % zoom. CSS pixels. */
const NARROW = '(width < 900px)'

export function useNarrowWindow(): Ref<boolean> {
  const query = window.matchMedia(NARROW)
  const narrow = ref(query.matches)
  const update = (): void => { narrow.value = query.matches }
  query.addEventListener('change', update)
  onScopeDispose(() => query.removeEventListener('change', update))
  return narrow
}
