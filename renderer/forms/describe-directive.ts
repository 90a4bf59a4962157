import { nextTick, type ObjectDirective } from 'vue'

export interface Description {
  id: string
  labelId: string
  describedBy: string
  invalid: boolean
  required: boolean
}

const CONTROLS = 'input:not([type="hidden"]):not([type="checkbox"]):not([type="radio"]):not([type="file"]), textarea, button[data-control]'
const GROUPS = '[role="radiogroup"], [role="group"]'

const put = (element: Element, name: string, value: string | undefined): void => {
  if (value === undefined || value === '') element.removeAttribute(name)
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}

function describe(root: HTMLElement, { id, labelId, describedBy, invalid, required }: Description): void {
  const control = root.querySelector(GROUPS) ?? root.querySelector(CONTROLS)
  if (control === null) return
  put(control, 'id', id)
  put(control, 'aria-describedby', describedBy)
  if (!control.matches('button')) put(control, 'aria-labelledby', labelId)
  // A button's own words stay part of its name.
  if (control.matches('button:not([aria-label])')) put(control, 'aria-labelledby', `${labelId} ${id}`)
  // Neither attribute is allowed on a plain group.
  if (control.getAttribute('role') === 'group') return
  put(control, 'aria-invalid', invalid ? 'true' : undefined)
  if (!control.matches('button')) put(control, 'aria-required', required ? 'true' : undefined)
}

/**
 * Gives the control inside a field's frame its id, name, help and error for assistive technology. A directive, because
 * Element Plus controls draw their own input elements and pass such attributes on unevenly.
 */
export const vDescribe: ObjectDirective<HTMLElement, Description> = {
  mounted: (root, { value }) => {
    describe(root, value)
    // Inner inputs give themselves an id of their own right after they are mounted.
    void nextTick(() => describe(root, value))
  },
  updated: (root, { value }) => describe(root, value),
}
