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
