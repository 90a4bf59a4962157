import { personBlock } from './person-block'
import type { FormDeclaration, RecordOf } from './types'

const ADDRESS_EXAMPLE = '请填写街道、镇信息, 如 xx街道xx路xx号, xx...'
const IS_ORGANIZATION = { field: 'nature', is: 'organization' } as const

const responsible = personBlock({ name: '负责人姓名', idType: '负责人证件类型', idNumber: '负责人证件号码', idExpiry: '负责人证件有效期', mobile: '负责人手机号码' })

/** 开办主体 (domain.md §3.2; manual 4.1.1). */
export const subjectForm = {
  id: 'subject',
  title: '开办主体',
  schemaVersion: 1,
  groups: [
    {
      id: 'subjectInfo',
      title: '开办主体信息',
      fields: [
        {
          id: 'nature', kind: 'select', dictionary: 'subjectNature', label: '开办主体性质', required: true, initial: 'organization',
          help: '个人指自然人，不包括个体经营者；单位指自然人以外的所有组织',
          fixedInChange: '变更主体时不能改变开办主体性质',
        },
        {
          id: 'organizationNature', kind: 'select', dictionary: 'organizationNature', label: '单位性质', required: true, when: IS_ORGANIZATION,
          explain: { what: '单位在登记机关登记的类型', where: '营业执照为企业单位；事业单位法人证书为事业单位；社会团体法人登记证书为社会团体', example: '个体工商户选择企业单位' },
        },
      ],
    },
    {
      id: 'organizationInfo',
      title: '主办单位信息',
      when: IS_ORGANIZATION,
      fields: [
        {
          id: 'organizationName', kind: 'text', label: '主办单位名称', required: true, min: 2, max: 100, check: 'organizationName',
          help: '与证件上的单位全称完全一致', fixedInChange: '变更主体时不能改变主办单位名称',
        },
        {
          id: 'organizationIdType', kind: 'select', dictionary: 'organizationIdType', label: '主办单位证件类型', required: true,
          explain: { what: '证明单位合法成立的证件', where: '2015年10月后的营业执照上印有18位统一社会信用代码，选择统一社会信用代码证或营业执照证书均可' },
        },
        {
          id: 'organizationIdTypeName', kind: 'text', label: '主办单位证件名称', required: true, max: 50, check: 'notOnlyDigits',
          when: { field: 'organizationIdType', is: 'other' }, help: '填写证件封面上的名称',
        },
        {
          id: 'organizationIdNumber', kind: 'organizationIdNumber', typeField: 'organizationIdType', label: '主办单位证件号', required: true,
          explain: { what: '所选证件上的号码', where: '统一社会信用代码印在营业执照右上方或标题下方', example: '91350100M000100Y43（18位，不使用字母 I、O、S、V、Z）' },
        },
        {
          id: 'organizationIdPhoto', kind: 'image', label: '主办单位有效证件', required: true,
          explain: { what: '所选证件的照片或扫描件', where: '拍照或扫描正本或副本原件，四角完整、文字清晰；复印件须加盖单位公章' },
        },
        {
          id: 'officeRegion', kind: 'region', label: '单位办公地址', required: true,
          explain: { what: '单位实际办公的地方', where: '单位以办公地址判定管辖地，由管辖地网安民警审核' },
        },
        { id: 'officeAddress', kind: 'text', label: '单位办公详细地址', required: true, min: 4, max: 200, placeholder: ADDRESS_EXAMPLE, check: 'notOnlyDigits', wide: true },
        { id: 'registeredRegion', kind: 'region', label: '单位注册地址', explain: { what: '在登记机关登记的地址', where: '营业执照的“住所”或“营业场所”' } },
        { id: 'registeredAddress', kind: 'text', label: '单位注册详细地址', min: 4, max: 200, placeholder: ADDRESS_EXAMPLE, check: 'notOnlyDigits', wide: true },
        {
          id: 'legalRepresentative', kind: 'personName', label: '法定代表人姓名', required: true,
          explain: { what: '证件上登记的法定代表人、负责人或经营者', where: '营业执照的“法定代表人”一栏' },
        },
      ],
    },
    {
      id: 'responsiblePersonInfo',
      title: '负责人信息',
      fields: [
        {
          id: 'responsiblePerson', kind: 'object', label: '负责人信息', shortLabel: '负责人',
          fields: [
            responsible.name, responsible.idType, responsible.idTypeName, responsible.idNumber, responsible.idExpiry,
            responsible.idFront, responsible.idBack, responsible.idHeld,
            {
              id: 'region', kind: 'region', label: '负责人常住地址', required: true,
              explain: { what: '负责人现在居住的地方，不一定是户籍地', where: '个人以负责人常住地址判定管辖地，由管辖地网安民警审核' },
            },
            { id: 'address', kind: 'text', label: '负责人常住详细地址', required: true, min: 4, max: 200, placeholder: ADDRESS_EXAMPLE, check: 'notOnlyDigits', wide: true },
            responsible.mobile,
            { id: 'officePhone', kind: 'landline', label: '办公室电话', placeholder: '区号-固定电话号码,如: 010-xxxxxxxx,021-xxxxxxxx' },
            responsible.email,
          ],
        },
      ],
    },
  ],
  statements: [
    '单位类主体, 以单位办公地址判定管辖地; 个人类主体, 以负责人常住地址判定管辖地。',
    '所有业务的审核, 均由管辖地网安民警负责审核。',
    '请您在填报完主体信息后, 及时填报网站备案、APP及小程序注册登记、安全评估等业务信息, 完成整个申请流程。如未填报任何业务申请, 民警将无法进行审核流程。',
  ],
} as const satisfies FormDeclaration

export type SubjectValues = RecordOf<typeof subjectForm>
