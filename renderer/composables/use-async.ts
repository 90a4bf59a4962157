import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'

export interface AsyncState<T, A extends unknown[]> {
  value: ShallowRef<T | undefined>
  error: ShallowRef<unknown>
  /** Under way. */
  busy: Ref<boolean>
  /** Runs it; a later call overtakes an earlier one. Never throws: failures are in `error`. */
  run: (...args: A) => Promise<T | undefined>
}

/** Loading with its states. The latest call wins; the old value stays while a new one loads, so that nothing jumps. */
export function useAsync<T, A extends unknown[]>(work: (...args: A) => Promise<T>): AsyncState<T, A> {
  const value = shallowRef<T>()
  const error = shallowRef<unknown>()
  const busy = ref(false)
  let latest = 0
  onScopeDispose(() => { latest = -1 })

  async function run(...args: A): Promise<T | undefined> {
    if (latest < 0) return undefined
    const mine = ++latest
    busy.value = true
    try {
      const answer = await work(...args)
      if (mine !== latest) return undefined
      value.value = answer
      error.value = undefined
      return answer
    } catch (failure) {
      if (mine === latest) error.value = failure
      return undefined
    } finally {
      if (mine === latest) busy.value = false
    }
  }
  return { value, error, busy, run }
}
