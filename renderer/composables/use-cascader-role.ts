import { nextTick, onMounted, useId, type Ref } from 'vue'

/**
 * A cascader's input for assistive technology: Element Plus gives it neither the role its state belongs to, nor the state before
 * the list is first opened, nor the list it opens. `popup` is the cascader's `popper-class`, `tell` is called when the list opens
 * and closes.
 * @param root the element around the cascader
 * @param label the input's name where no visible label gives it one
 */
export function useCascaderRole(root: Readonly<Ref<HTMLElement | undefined>>, label?: string) {
  const popup = `cascader-${useId()}`

  async function tell(open: boolean): Promise<void> {
    await nextTick()
    const input = root.value?.querySelector('input')
    if (input === null || input === undefined) return
    const list = document.querySelector(`.${popup}`)
    if (list !== null) list.id = popup
    input.setAttribute('role', 'combobox')
    input.setAttribute('aria-expanded', String(open))
    if (label !== undefined) input.setAttribute('aria-label', label)
    if (open && list !== null) input.setAttribute('aria-controls', popup)
    else input.removeAttribute('aria-controls')
  }
  onMounted(() => tell(false))
  return { popup, tell }
}
