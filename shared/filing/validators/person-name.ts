import { normaliseText } from '../normalise'
import { invalid, valid, type ValidationResult } from './result'

const MIDDLE_DOTS = /[•‧・･∙⋅．]/g
const ALLOWED = /^[\p{Script=Han}\u3007·A-Za-zÀ-ž' .-]+$/u

/** A person's name: 2–15 characters, `·` inside minority and foreign names (domain.md §3.1). */
export function personName(input: string): ValidationResult {
  const value = normaliseText(input).replace(MIDDLE_DOTS, '·').replace(/\s*·\s*/g, '·').replace(/\s+/g, ' ')
  const title = /(先生|小姐|女士)$/.exec(value)
  if (title) return invalid(`请去掉“${title[1]}”，填写证件上的姓名`)
  if (/\d/.test(value)) return invalid('姓名中不应有数字，请填写证件上的姓名')
  const length = [...value].length
  if (length < 2 || length > 15) return invalid(`姓名应为2至15个字，现为${length}个，请填写证件上的姓名`)
  if (!ALLOWED.test(value)) return invalid('姓名只能是汉字、字母和“·”，请填写证件上的姓名')
  if (/^·|·$|··/.test(value)) return invalid('“·”应在姓名中间且不连用，请对照证件核对')
  return valid(value)
}
