import type { ScalarField } from './types'

/** The words that differ from one person block to the next. */
export interface PersonLabels {
  name: string
  idType: string
  idNumber: string
  idExpiry: string
  mobile: string
}

/** A certificate that 990 其他证件 stands for needs its name in words. */
export const OTHER_ID_TYPE = '990'
const RESIDENT_ID = '111'

/** The fields of domain.md §3.1 one by one, for forms that put others between them. */
export function personBlock(labels: PersonLabels) {
  return {
    name: {
      id: 'name', kind: 'personName', label: labels.name, required: true,
      help: '与证件上的姓名一致，少数民族和外国人姓名中间可用“·”',
    },
    idType: { id: 'idType', kind: 'select', dictionary: 'idTypes', label: labels.idType, required: true, initial: RESIDENT_ID },
    idTypeName: {
      id: 'idTypeName', kind: 'text', label: '证件名称', required: true, max: 50, check: 'notOnlyDigits',
      when: { sibling: 'idType', is: OTHER_ID_TYPE },
    },
    idNumber: { id: 'idNumber', kind: 'personIdNumber', typeField: 'idType', label: labels.idNumber, required: true, masked: 'idNumber' },
    idExpiry: {
      id: 'idExpiry', kind: 'expiry', label: labels.idExpiry, required: true,
      explain: { what: '证件可以使用到哪一天', where: '居民身份证见国徽面“有效期限”的后一个日期', example: '2036-05-20；写明“长期”的勾选【长期有效】' },
    },
    idFront: {
      id: 'idFront', kind: 'image', label: '身份证人像面', required: true,
      explain: { what: '印有姓名、照片和证件号码的一面；其他证件上传有照片的资料页', where: '拍照或扫描原件，四角完整、文字清晰、没有反光' },
    },
    idBack: {
      id: 'idBack', kind: 'image', label: '身份证国徽面', required: true,
      explain: { what: '印有国徽、签发机关和有效期限的一面；其他证件上传写有有效期的一页', where: '拍照或扫描原件，四角完整、文字清晰、没有反光' },
    },
    idHeld: {
      id: 'idHeld', kind: 'image', label: '身份证手持', required: true,
      explain: { what: '本人手持身份证人像面的照片', where: '脸和证件都在画面内，证件上的文字看得清，手指不遮挡' },
    },
    mobile: { id: 'mobile', kind: 'mobile', label: labels.mobile, required: true, placeholder: '手机号码格式:186xxxxxxxx', masked: 'phone' },
    email: { id: 'email', kind: 'email', label: '电子邮件地址', placeholder: '请输入电子邮件地址' },
  } as const satisfies Record<string, ScalarField>
}

/** The person block as websites and other assets have it: without the picture held in hand (domain.md §3.1). */
export function personFields(labels: PersonLabels) {
  const block = personBlock(labels)
  return [
    block.name, block.idType, block.idTypeName, block.idNumber, block.idExpiry, block.idFront, block.idBack, block.mobile, block.email,
  ] as const
}
