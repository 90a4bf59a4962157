import { ref } from 'vue'
import { invoke } from '@/bridge/client'
import { notifyFailure } from '@/components/notify'

/**
 * Logs that a masked value of a record is shown in full (ui.md, "Forms"); false when it could not be logged: the value then
 * stays hidden.
 * @param what the field's label
 */
export async function logReveal(what: string, recordId: string): Promise<boolean> {
  try {
    await invoke('audit.reveal', { what, recordId })
    return true
  } catch (error) {
    notifyFailure(error, '完整内容没有显示：显示须先记入操作日志。')
    return false
  }
}

/**
 * The box 显示完整号码: what stands behind it is shown only once that is logged; a box whose log entry failed is unticked again.
 * @param log logs it and tells whether that worked
 */
export function useRevealAll(log: () => Promise<boolean>) {
  const ticked = ref(false)
  const shown = ref(false)
  async function show(on: unknown): Promise<void> {
    ticked.value = on === true
    shown.value = on === true && (await log())
    ticked.value = shown.value
  }
  return { ticked, shown, show }
}
