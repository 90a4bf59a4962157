import { onScopeDispose, ref } from 'vue'

const SECOND = 1000

/** Seconds left until 【提交】 works on the notice page (domain.md §3.3). Runs once, from the first `start`. */
export function useCountdown() {
  const left = ref<number>()
  let timer: ReturnType<typeof setInterval> | undefined

  function start(seconds: number): void {
    if (left.value !== undefined) return
    left.value = seconds
    const end = performance.now() + seconds * SECOND
    timer = setInterval(() => {
      left.value = Math.max(0, Math.ceil((end - performance.now()) / SECOND))
      if (left.value === 0) clearInterval(timer)
    }, SECOND / 4)
  }
  onScopeDispose(() => clearInterval(timer))
  return { left, start }
}
