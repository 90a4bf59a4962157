import { normaliseCode } from '../normalise'
import { invalid, valid, type ValidationResult } from './result'

const MOBILE = /^1[3-9]\d{9}$/
const LANDLINE = /^0\d{2,3}-\d{7,8}(-\d{1,6})?$/
/** 400/800 numbers, 95xxx service numbers, operators' 10xxx. */
const SERVICE = /^([48]00)-?(\d{3})-?(\d{4})$/
const SHORT = /^(95\d{3,4}|10\d{3})$/
/** Numbers abroad, for overseas providers. */
const INTERNATIONAL = /^\+(?!86)\d{1,3}(-?\d{2,}){1,5}$/

/** Mainland mobile number, kept as 11 digits; +86, spaces and hyphens are taken off. */
export function mobile(input: string): ValidationResult {
  const value = normaliseCode(input).replace(/-/g, '').replace(/^(\+86|0086|86(?=1\d{10}$))/, '')
  if (MOBILE.test(value)) return valid(value)
  if (/^\d+$/.test(value) && value.length !== 11) return invalid(`手机号码应为11位，现为${value.length}位，请核对`)
  return invalid('请填写11位手机号码，格式：186xxxxxxxx')
}

/** Landline with area code, kept as 010-12345678 or 010-12345678-123. */
export function landline(input: string): ValidationResult {
  const value = normaliseCode(input).replace(/^(?:\+86|0086)-?0?/, '0').replace(/^\((0\d{2,3})\)-?/, '$1-')
  if (LANDLINE.test(value)) return valid(value)
  if (MOBILE.test(value)) return invalid('这里填写固定电话，手机号码请填在手机号码一栏')
  if (/^0\d{9,11}$/.test(value)) return invalid('请在区号后加“-”，如：010-xxxxxxxx，021-xxxxxxxx')
  if (/^\d{7,8}$/.test(value)) return invalid('请在号码前加区号和“-”，如：010-xxxxxxxx')
  return invalid('请按“区号-固定电话号码”填写，如：010-xxxxxxxx，021-xxxxxxxx')
}

/** Number of a provider or registrar: mobile, landline, 400/800, 95xxx, an operator's 10xxx, or a number abroad. */
export function providerPhone(input: string): ValidationResult {
  const value = normaliseCode(input)
  const service = SERVICE.exec(value)
  if (service) return valid(`${service[1]}-${service[2]}-${service[3]}`)
  if (SHORT.test(value) || INTERNATIONAL.test(value)) return valid(value)
  const asMobile = mobile(value)
  if (asMobile.ok) return asMobile
  const asLandline = landline(value)
  if (asLandline.ok) return asLandline
  return invalid('请填写手机号码、带区号的固定电话（如 021-55509888）或 400、800、95 开头的服务电话')
}
