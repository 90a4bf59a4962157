import { array, boolean, mixed, number, object, string, type AnyObject, type ObjectShape } from 'yup'
import type { FormValues } from '../forms/types'

/**
 * Building blocks of command schemas. Everything is strict (no casting: what crosses the boundary is already JSON of the
 * right type) and refuses unknown keys, so that nothing odd slips past a page (architecture.md, rule 5).
 */
export const shape = <S extends ObjectShape>(fields: S) => object(fields).noUnknown('含有不认识的内容：${unknown}').strict().required()
export const empty = () => shape({})

const typeMessage = '内容类型不正确'
export const text = (max = 200) => string().strict().typeError(typeMessage).max(max, `不能超过 ${max} 个字`).required('请填写')
export const optionalText = (max = 200) => string().strict().typeError(typeMessage).max(max, `不能超过 ${max} 个字`).optional()
export const nullableText = (max = 2000) => string().strict().typeError(typeMessage).max(max).nullable().defined()
/** Our own identifiers (UUID). */
export const id = () => string().strict().matches(/^[0-9a-f-]{36}$/, '编号格式不正确').required('缺少编号')
export const optionalId = () => string().strict().matches(/^[0-9a-f-]{36}$/, '编号格式不正确').optional()
export const flag = () => boolean().strict().typeError(typeMessage).required('请选择')
export const optionalFlag = () => boolean().strict().typeError(typeMessage).optional()
export const whole = (min = 0, max = Number.MAX_SAFE_INTEGER) =>
  number().strict().typeError(typeMessage).integer('应为整数').min(min, `不能小于 ${min}`).max(max, `不能大于 ${max}`).required('请填写')
export const optionalWhole = (min = 0, max = Number.MAX_SAFE_INTEGER) => number().strict().typeError(typeMessage).integer().min(min).max(max).optional()
export const oneOf = <const T extends string>(values: readonly T[]) => mixed<T>().oneOf(values, '不在可选范围内').required('请选择')
export const optionalOneOf = <const T extends string>(values: readonly T[]) => mixed<T>().oneOf([...values, undefined], '不在可选范围内').optional()
export const sha256 = () => string().strict().matches(/^[0-9a-f]{64}$/, '附件编号格式不正确').required()
/** ISO 8601 instant, UTC. */
export const instant = () => string().strict().required()
export const nullableInstant = () => string().strict().nullable().defined()
export const listOf = <T>(item: import('yup').ISchema<T, AnyObject>, max = 10_000) => array().of(item).strict().max(max).required()

const isPlainObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)
/** A form's values: only the outer shape is checked here, the service validates by the form's own derived schema. */
export const formValues = () => mixed<FormValues>((value): value is FormValues => isPlainObject(value)).typeError(typeMessage).required()
/** Field path → sentence. */
export const textByKey = () =>
  mixed<Record<string, string>>((value): value is Record<string, string> =>
    isPlainObject(value) && Object.values(value as object).every((entry) => typeof entry === 'string' && entry.length <= 2000))
    .typeError(typeMessage)
    .required()

export const page = { offset: optionalWhole(), limit: optionalWhole(1, 500) }

export const region = () => shape({ code: string().strict().matches(/^\d{6}$/, '请选择省、市、区').required(), name: text(100) })
export const attachmentRef = () =>
  shape({
    sha256: sha256(),
    name: text(255),
    size: whole(0),
    type: oneOf(['jpg', 'png', 'pdf']),
    width: optionalWhole(),
    height: optionalWhole(),
    brightness: number().optional(),
    sharpness: number().optional(),
  })
/** Where a saved file went: a path on this machine, a download the page opens, or nowhere. */
export const saveOutcome = () =>
  shape({ kind: oneOf(['saved', 'download', 'cancelled']), path: optionalText(4096), url: optionalText(4096) })
