import 'element-plus/es/components/message/style/css'
import 'element-plus/es/components/notification/style/css'
import { ElMessage, ElNotification } from 'element-plus/es'
import { h } from 'vue'
import FailureText from './FailureText.vue'
import { failureOf } from './failure'

const SUCCESS_MILLISECONDS = 3000
/** Below the top bar (56 px), so that its search box and menus stay in reach. Pixels from the top. */
const MESSAGE_OFFSET = 64
/** Above the bar of buttons at the foot of forms. Pixels from the bottom. */
const FAILURE_OFFSET = 96

/** A short message that disappears. */
export function notifySuccess(text: string): void {
  ElMessage({ type: 'success', message: text, duration: SUCCESS_MILLISECONDS, offset: MESSAGE_OFFSET, grouping: true })
}

export function notifyInfo(text: string): void {
  ElMessage({ type: 'info', message: text, duration: SUCCESS_MILLISECONDS, offset: MESSAGE_OFFSET, grouping: true })
}

/**
 * A failure stays until dismissed: what happened, what was kept, what to do, a code to copy.
 * @param kept what is safe in spite of it, one sentence
 */
export function notifyFailure(error: unknown, kept?: string): void {
  const failure = failureOf(error)
  ElNotification({ type: 'error', title: failure.message, message: h(FailureText, { failure, kept }), duration: 0, position: 'bottom-left', offset: FAILURE_OFFSET })
}
