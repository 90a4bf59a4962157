import { onScopeDispose, reactive, ref, shallowRef } from 'vue'
import type { Input, Output, PlainName } from '#shared/contract/registry'
import { invoke, listen } from '@/bridge/client'
import { isCancelled } from '@/components/failure'

export interface TaskState {
  running: boolean
  /** What is being done now, in words. */
  label: string
  done: number
  /** 0 while unknown. */
  total: number
  cancelling: boolean
}

/**
 * Runs a long command (`task: true` in the contract) with progress and 取消. `run` answers undefined when it was cancelled or
 * failed; a failure is in `error`.
 */
export function useTask() {
  const state = reactive<TaskState>({ running: false, label: '', done: 0, total: 0, cancelling: false })
  const error = shallowRef<unknown>()
  const wasCancelled = ref(false)
  let taskId = ''

  onScopeDispose(listen('tasks.progressed', (progress) => {
    if (progress.taskId === taskId && state.running) Object.assign(state, { label: progress.label, done: progress.done, total: progress.total })
  }))

  async function run<K extends PlainName>(command: K, input: Input<K>): Promise<Output<K> | undefined> {
    taskId = crypto.randomUUID()
    Object.assign(state, { running: true, label: '', done: 0, total: 0, cancelling: false })
    error.value = undefined
    wasCancelled.value = false
    try {
      return await invoke(command, input, taskId)
    } catch (failure) {
      wasCancelled.value = isCancelled(failure)
      if (!wasCancelled.value) error.value = failure
      return undefined
    } finally {
      state.running = false
    }
  }

  async function cancel(): Promise<void> {
    state.cancelling = true
    try {
      await invoke('tasks.cancel', { taskId })
    } catch (failure) {
      error.value = failure
      state.cancelling = false
    }
  }
  return { state, error, wasCancelled, run, cancel }
}
