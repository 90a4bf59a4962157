import { fillMessage } from '../errors/app-error'

/**
 * What the form engine itself says about a field, one sentence that tells what to do. What is wrong with the content of a
 * number, an address or a name is said by shared/filing/validators (`checked` in a kind's list of errors).
 */
export const MESSAGES = {
  required: '请{verb}{label}',
  type: '{label}的内容类型不正确，请重新{verb}',
  tooLong: '{label}不能超过{max}个字，请精简',
  tooShort: '{label}至少{min}个字，现为{count}个，请补充',
  tooMany: '{label}最多{max}项，请删减',
  tooFew: '{label}至少{min}项，现为{count}项，请补充',
  notOption: '{label}不在可选范围内，请重新选择',
  repeatedOption: '{label}中“{option}”重复，请去掉一个',
  repeatedItem: '第{number}项“{shown}”与第{first}项重复，请删除一个',
  itemChecked: '第{number}项“{shown}”：{message}',
  unknownKey: '含有不认识的内容“{key}”，请删除',
  notWhole: '{label}应为整数，请核对',
  tooSmall: '{label}不能小于{min}，请核对',
  tooLarge: '{label}不能大于{max}，请核对',
  attachmentDamaged: '{label}的附件信息不完整，请重新上传',
  attachmentType: '{label}应为{accepted}文件，请重新上传',
  attachmentSize: '{label}超过 5MB 的上限，请压缩后重新上传',
  region: '请选择{label}的省、市、区',
  acknowledge: '请阅读{label}并勾选确认',
  fixedInChange: '{label}不能修改：{reason}',
  unverified: '请核对{label}，确认无误后再提交',
} as const

export type MessageId = keyof typeof MESSAGES

export const message = (id: MessageId, params: Record<string, string | number> = {}): string => fillMessage(MESSAGES[id], params)

/** Shown where a field holds nothing. */
export const EMPTY_TEXT = '未填写'
