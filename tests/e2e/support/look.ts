import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type * as axe from 'axe-core'
import { APPLICANT, COUNTER, REVIEWER } from './person'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Violations of serious or critical impact (ui.md), each with the rule and the element. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // Read in the page's own world, so that the program's content policy stays as it is.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE)
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] })
    return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.html.slice(0, 120)}`))
  })
}

/** Names of the program's own records as they stand in code; none of them is ever shown. @see ui.md "Words" */
const RAW = /\bundefined\b|\bnull\b|\bNaN\b|\[object|Invalid Date|\{\{|\}\}/
/** Latin text that belongs on a page: addresses, file names, e-mail, what is copied as it is, keys, and words of the forms. */
const PERMITTED = /[/@\\]|\.(?:beian|json|png|jpe?g|pdf|svg|cn|com|net|org)\b|^(?:Ctrl|Enter|Tab|Esc|Shift|APP|IP|ICP|PDF|SHA-256)$/i

/** Names of the accounts that are signed in, which the pages show. */
const ACCOUNT_NAMES: readonly string[] = [APPLICANT, COUNTER, REVIEWER].map(({ account }) => account)

/** What a person would read or hear that is a code word or English. */
export async function wordFaults(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const holder = node.parentElement
      if (holder === null || holder.closest('script, style, code, .code, kbd') !== null || !holder.checkVisibility()) continue
      found.push((node.textContent ?? '').trim())
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
      if (!element.checkVisibility()) continue
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) found.push((element.getAttribute(name) ?? '').trim())
    }
    return [...new Set([...found, document.title])]
  })
  const isForeign = (text: string): boolean =>
    /(?<!\w)[A-Za-z]{3,}(?!\w)/.test(text) && !/[\u4e00-\u9fff]/.test(text) && !PERMITTED.test(text) && !ACCOUNT_NAMES.includes(text)
  // A code word in the middle of a sentence: notExported, subject.create.
  const hasCodeWord = (text: string): boolean => /(?<![\w./@-])[a-z]+[A-Z][a-z]+(?![\w/@])/.test(text)
    || /(?<![\w./@-])(?:subject|website|mobileApp|miniProgram|serviceProvider|appMarket|securityAssessment)\.[a-z]+(?![\w/@])/.test(text)
  return texts.filter((text) => text !== '' && (RAW.test(text) || isForeign(text) || hasCodeWord(text))).map((text) => `不像页面用语: ${text.slice(0, 80)}`)
}

/**
 * What does not fit: sideways scrolling, a control that is out of the window or under something else, words that are cut
 * off without an ellipsis. Of a page under a dialog only the dialog is looked at.
 */
export async function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = []
    const say = (what: string, element: Element): void => {
      const words = element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 24) ?? ''
      faults.push(`${what}: <${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> ${words}`)
    }
    const dialog = [...document.querySelectorAll('[role="dialog"][aria-modal="true"], .el-dialog')].filter((element) => element.checkVisibility()).at(-1)
    const root = dialog ?? document.body
    const shown = (element: Element): boolean => element.checkVisibility({ checkVisibilityCSS: true })
    const isForEarsOnly = (element: Element): boolean => {
      for (let at: Element | null = element; at !== null && at !== document.body; at = at.parentElement) {
        const { position, clipPath } = getComputedStyle(at)
        if (position === 'absolute' && clipPath !== 'none') return true
      }
      return false
    }
    const start = { x: window.scrollX, y: window.scrollY }

    const sideways = document.documentElement.scrollWidth - document.documentElement.clientWidth
    if (sideways > 0) {
      const widest = [...document.body.querySelectorAll('*')].filter(shown)
        .reduce((one, other) => (other.getBoundingClientRect().right > one.getBoundingClientRect().right ? other : one), document.body as Element)
      say(`页面可横向滚动 ${sideways}px`, widest)
    }

    // Words that are cut off, without an ellipsis, a line limit that shows one, or a title.
    const clips = (value: string): boolean => value === 'hidden' || value === 'clip'
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const holder = node.parentElement
      if (holder === null || (node.textContent ?? '').trim() === '' || holder.closest('svg, script, style, textarea') !== null || !shown(holder) || isForEarsOnly(holder)) continue
      if (holder.closest('[title]:not([title=""])') !== null) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      const pieces = [...range.getClientRects()].filter((rect) => rect.width > 0)
      for (let at: Element | null = holder; at !== null && at !== document.body; at = at.parentElement) {
        const style = getComputedStyle(at)
        if (style.position === 'fixed') break
        if (!['hidden', 'clip', 'auto', 'scroll'].some((value) => style.overflowX === value || style.overflowY === value)) continue
        // What scrolls by itself shows the rest on demand.
        if (!clips(style.overflowX) && !clips(style.overflowY)) break
        const box = at.getBoundingClientRect()
        const tellsMore = style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none'
        if (tellsMore) break
        const cutX = clips(style.overflowX) && pieces.some((rect) => rect.right > box.right + 1.5 || rect.left < box.left - 1.5)
        const cutY = clips(style.overflowY) && pieces.some((rect) => rect.bottom > box.bottom + 6 || rect.top < box.top - 6)
        if (cutX || cutY) { say(cutX ? '文字被横向截断' : '文字被纵向截断', holder); break }
      }
      const cell = holder.closest('td, th, .card, .el-button, .el-tag, dialog')
      if (cell !== null && getComputedStyle(holder).overflowX === 'visible' && shown(cell)) {
        const box = cell.getBoundingClientRect()
        if (getComputedStyle(cell).overflowX === 'visible' && pieces.some((rect) => rect.right > box.right + 1.5)) {
          const scrolls = holder.parentElement?.closest('.el-table__body-wrapper, .el-scrollbar__wrap')
          if (scrolls === null || scrolls === undefined || cell.contains(scrolls) === false) say('文字超出所在的格', holder)
        }
      }
    }

    // Controls: within the window, and the topmost thing at their own middle once scrolled to.
    const CONTROLS = 'a[href], button, input:not([type="hidden"]):not([type="file"]), select, textarea, summary, [role="button"], [role="tab"], [role="switch"], [role="link"], [role="menuitem"]'
    for (const control of root.querySelectorAll<HTMLElement>(CONTROLS)) {
      if (!shown(control) || isForEarsOnly(control) || control.closest('[aria-hidden="true"]') !== null || control.matches('.skip')) continue
      // A box or a dot is drawn by its label; the box of a list by the value over it.
      const drawn = control.matches('input, textarea') ? (control.closest<HTMLElement>('label, .el-select__wrapper, .el-input__wrapper, .el-textarea') ?? control) : control
      if (getComputedStyle(drawn).pointerEvents === 'none') continue
      drawn.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' })
      const rect = [...drawn.getClientRects()].find((piece) => piece.width > 0 && piece.height > 0)
      if (rect === undefined) continue
      if (rect.left < -1 || rect.right > window.innerWidth + 1) { say(`控件超出窗口（${Math.round(rect.left)}–${Math.round(rect.right)}）`, control); continue }
      const [x, y] = [rect.left + rect.width / 2, rect.top + rect.height / 2]
      const top = document.elementFromPoint(x, y)
      if (top === null) { say('滚动后仍不在窗口内', control); continue }
      // An open menu or list lies over the page until it is closed.
      const over = top.closest('[role="menu"], [role="listbox"], .el-popper')
      if (over !== null && !over.contains(control)) continue
      if (!drawn.contains(top) && !(top.closest('label')?.contains(control) ?? false)) say(`控件被遮住（<${top.tagName.toLowerCase()} class="${top.getAttribute('class') ?? ''}">）`, control)
    }
    window.scrollTo(start.x, start.y)
    return [...new Set(faults)]
  })
}
