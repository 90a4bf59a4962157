import 'element-plus/es/components/message-box/style/css'
import { ElMessageBox } from 'element-plus/es'
import { nextTick } from 'vue'

export interface Confirmation {
  /** Names the thing: 删除草稿“…”. */
  title: string
  /** Names the consequence. */
  text: string
  confirmLabel?: string
  cancelLabel?: string
  /** Draws the confirming button as dangerous. */
  danger?: boolean
}

/**
 * Asks before something that cannot be undone; true when confirmed. The safe choice has the focus, Escape takes it, and the
 * focus returns to where it was (ui.md, "Dialogs and messages").
 */
export async function confirmAction(question: Confirmation): Promise<boolean> {
  const opener = document.activeElement
  const answer = ElMessageBox.confirm(question.text, question.title, {
    confirmButtonText: question.confirmLabel ?? '确认',
    cancelButtonText: question.cancelLabel ?? '取消',
    confirmButtonClass: question.danger ? 'el-button--danger' : '',
    cancelButtonClass: 'confirm-safe-choice',
    type: question.danger ? 'warning' : '',
    autofocus: false,
    closeOnClickModal: false,
    distinguishCancelAndClose: false,
  }).then(() => true, () => false)
  await nextTick()
  // The box opens with a transition; the button is in the page before it ends.
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.confirm-safe-choice')?.focus())
  const confirmed = await answer
  if (opener instanceof HTMLElement) giveBackFocus(opener)
  return confirmed
}

/** How long a button may stay busy after its question was answered and still get the focus back (milliseconds). */
const PATIENCE = 500

/** At once, or as soon as the box has gone and the opener works again; never from where the person has gone meanwhile. */
function giveBackFocus(opener: HTMLElement, until = performance.now() + PATIENCE): void {
  const holder = document.activeElement
  if (!opener.isConnected || holder === opener) return
  if (holder !== document.body && holder?.closest('.el-overlay') === null) return
  opener.focus()
  if (performance.now() < until) requestAnimationFrame(() => giveBackFocus(opener, until))
}
