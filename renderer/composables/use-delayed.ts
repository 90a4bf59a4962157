import { onScopeDispose, ref, type Ref } from 'vue'

/** Skeletons wait this long, so that fast answers show no flicker (ui.md, "Lists and details"). Milliseconds. */
export const SKELETON_DELAY = 200

/** False at first, true after the delay. */
export function useDelayed(milliseconds = SKELETON_DELAY): Ref<boolean> {
  const late = ref(false)
  const timer = setTimeout(() => { late.value = true }, milliseconds)
  onScopeDispose(() => clearTimeout(timer))
  return late
}
