import { invalid, valid, type ValidationResult } from '../../filing/validators'

function organizationName(value: string): ValidationResult {
  return /^[\d\s]+$/.test(value) ? invalid('主办单位名称不能只有数字，请填写证件上的全称') : valid(value)
}

function notOnlyDigits(value: string): ValidationResult {
  return /^[\d\s]+$/.test(value) ? invalid('不能只有数字，请填写完整名称') : valid(value)
}

/** Checks a `text` field can name in its declaration (`check`). */
export const TEXT_CHECKS = { organizationName, notOnlyDigits } satisfies Record<string, (value: string) => ValidationResult>

export type TextCheckName = keyof typeof TEXT_CHECKS
