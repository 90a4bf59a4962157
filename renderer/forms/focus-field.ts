const FOCUSABLE = 'input:not([type="hidden"]):not([type="file"]):not(:disabled), textarea:not(:disabled), button[data-control]:not(:disabled), button:not(:disabled), [tabindex="0"]'

/** Scrolls to a field and gives its control the focus; a path into a value (`ipAddresses[1]`) leads to the field that holds it. */
export function focusField(root: HTMLElement | undefined, path: string): void {
  for (let at = path; at !== ''; at = at.replace(/(\[\d+\]|\.?[^.[\]]+)$/, '')) {
    const frame = root?.querySelector<HTMLElement>(`[data-path="${CSS.escape(at)}"]`)
    if (!frame) continue
    frame.scrollIntoView({ block: 'center' })
    const control = frame.querySelector<HTMLElement>('.control')
    ;(control ?? frame).querySelector<HTMLElement>(FOCUSABLE)?.focus({ preventScroll: true })
    return
  }
}
