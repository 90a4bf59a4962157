import { onBeforeUnmount, onMounted } from 'vue'

/** Key combinations of ui.md: `ctrl+s` saves, `ctrl+enter` submits, `/` searches. Cmd counts as Ctrl on macOS. */
export type Shortcut = 'ctrl+s' | 'ctrl+enter' | '/'

const TYPING = 'input, textarea, select, [contenteditable="true"]'

function shortcutOf(event: KeyboardEvent): Shortcut | undefined {
  const withCtrl = event.ctrlKey || event.metaKey
  if (withCtrl && event.key.toLowerCase() === 's') return 'ctrl+s'
  if (withCtrl && event.key === 'Enter') return 'ctrl+enter'
  const typing = event.target instanceof Element && event.target.matches(TYPING)
  return event.key === '/' && !withCtrl && !event.altKey && !typing ? '/' : undefined
}

/** Element Plus keeps closed dialogs in the page, hidden. */
const dialogIsOpen = (): boolean =>
  [...document.querySelectorAll('[role="dialog"][aria-modal="true"]')].some((dialog) => dialog.checkVisibility())

/** Listens while the component is shown. Nothing fires behind an open dialog. */
export function useShortcuts(actions: Partial<Record<Shortcut, () => void>>): void {
  function onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.repeat) return
    const shortcut = shortcutOf(event)
    const action = shortcut === undefined ? undefined : actions[shortcut]
    if (action === undefined) return
    event.preventDefault()
    if (!dialogIsOpen()) action()
  }
  onMounted(() => window.addEventListener('keydown', onKey))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey))
}
