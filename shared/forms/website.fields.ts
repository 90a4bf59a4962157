import { personFields } from './person-block'
import type { FormDeclaration, RecordOf } from './types'

const INVOLVED = { sibling: 'involved', is: true } as const
const NOT_OVERSEAS = { not: { sibling: 'territory', is: 'overseas' } } as const
/** 同主体负责人信息: the page fills the block from the subject's responsible person. */
export const COPY_RESPONSIBLE_PERSON = 'copyResponsiblePerson'

/** 网站 (domain.md §3.3; manual 4.2.1). */
export const websiteForm = {
  id: 'website',
  title: '网站',
  schemaVersion: 1,
  steps: [
    { id: 'subject', title: '开办主体' },
    { id: 'basics', title: '网站基本信息' },
    { id: 'people', title: '网站负责人' },
    { id: 'notice', title: '提示说明' },
  ],
  groups: [
    {
      id: 'siteInfo',
      title: '网站信息',
      step: 'basics',
      fields: [
        {
          id: 'name', kind: 'text', label: '网站名称', required: true, min: 2, max: 60, check: 'notOnlyDigits',
          help: '与工信部备案的网站名称一致',
          explain: { what: '网站对外使用的名称', where: '工信部备案查询结果中的网站名称', example: '至少三个汉字；不使用域名、纯数字或纯字母；个人网站不使用公司、集团、商城等字样' },
        },
        { id: 'hasIcpNumber', kind: 'yesNo', control: 'radio', label: '是否有工信部备案号', required: true },
        {
          id: 'icpNumber', kind: 'icpNumber', suffix: '-n', label: '工信部备案号', required: true, when: { field: 'hasIcpNumber', is: true },
          explain: { what: '工业和信息化部核发的ICP备案号或经营许可证号', where: '网站首页底部，或在工信部备案管理系统查询', example: '京ICP备05070602号-1' },
        },
        {
          id: 'launchDate', kind: 'date', label: '网站开通日期', required: true, notFuture: true,
          help: '网站可以公开访问的第一天；应在开通后30日内备案',
        },
        {
          id: 'primaryDomain', kind: 'domain', label: '主域名', required: true, placeholder: '如 example.cn',
          help: '填写注册的域名本身，不带 http:// 和 www.', fixedInChange: '备案通过后主域名不能变更；更换域名请注销后新办',
          explain: { what: '在域名注册商注册的域名', where: '域名注册商控制台的域名列表', example: 'example.cn；中文域名直接填写中文' },
        },
        {
          id: 'otherDomains', kind: 'domains', label: '从域名', help: '同一网站的其他域名，逐个添加',
          explain: { what: '也能打开本网站的其他域名', example: '主域名 example.cn，从域名 example.com.cn' },
        },
        { id: 'homepageUrl', kind: 'url', under: ['primaryDomain', 'otherDomains'], label: '网站首页网址', required: true, placeholder: '如 https://www.example.cn' },
        {
          id: 'domainCertificate', kind: 'image', label: '域名证书', help: '在域名注册商控制台下载，不是 SSL 证书',
          explain: { what: '域名注册商出具的域名注册证书', where: '域名注册商控制台的域名详情页，一般可下载为图片' },
        },
        {
          id: 'ipAddresses', kind: 'ipAddresses', label: 'IP', required: true, min: 1, help: '网站服务器的公网 IP，可填多个',
          explain: { what: '访问网站时连接到的公网地址', where: '云服务器控制台的“公网 IP”；使用虚拟空间的见服务商提供的地址', example: '111.13.100.92 或 2408:8000::1' },
        },
      ],
    },
    {
      id: 'accessProviderInfo',
      title: '网络接入服务商',
      step: 'basics',
      fields: [
        {
          id: 'accessProvider', kind: 'object', label: '网络接入服务商', action: 'searchAccessProvider',
          explain: { what: '给网站提供服务器、空间或线路的公司', where: '购买服务器或虚拟空间的合同、订单', example: '阿里云计算有限公司' },
          fields: [
            { id: 'territory', kind: 'select', control: 'radio', dictionary: 'territory', label: '接入商所属地区管辖', required: true, initial: 'domestic' },
            { id: 'region', kind: 'region', label: '接入商所属地区', required: true, when: NOT_OVERSEAS, help: '接入商注册所在的省、市、区，也是查询的必填条件' },
            { id: 'name', kind: 'text', label: '名称', required: true, min: 2, max: 100, check: 'notOnlyDigits', help: '先查询，查询不到再手动填写' },
            { id: 'phone', kind: 'providerPhone', label: '联系电话' },
            {
              id: 'method', kind: 'select', dictionary: 'accessMethods', label: '网站接入方式', required: true,
              explain: { what: '网站放在服务商那里的方式', where: '购买服务器或空间的订单', example: '云服务器选择租赁主机；虚拟主机选择租赁虚拟空间' },
            },
          ],
        },
      ],
    },
    {
      id: 'registrarInfo',
      title: '域名注册服务商',
      step: 'basics',
      fields: [
        {
          id: 'registrar', kind: 'object', label: '域名注册服务商', action: 'searchRegistrar',
          explain: { what: '注册域名的公司', where: '域名证书或域名查询（WHOIS）结果中的注册商' },
          fields: [
            { id: 'territory', kind: 'select', control: 'radio', dictionary: 'territory', label: '域名商所属地区管辖', required: true, initial: 'domestic' },
            { id: 'region', kind: 'region', label: '域名服务商所属地区', required: true, when: NOT_OVERSEAS, help: '域名服务商注册所在的省、市、区，也是查询的必填条件' },
            { id: 'name', kind: 'text', label: '名称', required: true, min: 2, max: 100, check: 'notOnlyDigits', help: '先查询，查询不到再手动填写' },
            { id: 'phone', kind: 'providerPhone', label: '联系方式' },
          ],
        },
      ],
    },
    {
      id: 'serviceInfo',
      title: '服务类型',
      step: 'basics',
      fields: [
        {
          id: 'serviceTypes', kind: 'multiSelect', control: 'checkboxes', dictionary: 'serviceTypes', label: '服务类型', required: true, min: 1, wide: true,
          help: '可多选，按网站实际提供的服务勾选',
        },
        {
          id: 'interactive', kind: 'yesNo', control: 'radio', label: '是否提供互联网交互服务', required: true,
          help: '登录注册、评论、留言、发布图文或音视频等都属于交互服务',
          explain: { what: '用户能在网站上登录注册、评论、留言、聊天、发布图文或音视频', example: '只展示单位介绍、不能留言的网站选“否”' },
        },
      ],
    },
    {
      id: 'regulatedGoodsInfo',
      title: '互联网危险物品信息发布',
      step: 'basics',
      fields: [
        {
          id: 'regulatedGoods', kind: 'object', label: '互联网危险物品信息发布',
          fields: [
            { id: 'involved', kind: 'yesNo', control: 'radio', label: '是否提供涉及管制物品信息发布服务', required: true },
            {
              id: 'items', kind: 'list', label: '管制物品种类', required: true, when: INVOLVED, perOption: { dictionary: 'regulatedGoods' },
              fields: [{ id: 'licence', kind: 'upload', label: '许可材料', required: true, help: '主管部门核发的许可、备案文件' }],
            },
          ],
        },
      ],
    },
    {
      id: 'preApprovalInfo',
      title: '相关前置许可',
      step: 'basics',
      fields: [
        {
          id: 'preApprovals', kind: 'object', label: '相关前置许可',
          explain: { what: '从事新闻、出版、教育、运动保健、医疗器械等服务前，须先由主管部门审核同意', where: '主管部门核发的许可证或批准文件' },
          fields: [
            { id: 'involved', kind: 'yesNo', control: 'radio', label: '是否涉及前置审核内容', required: true },
            {
              id: 'items', kind: 'list', label: '前置审核内容', required: true, when: INVOLVED, perOption: { dictionary: 'preApprovalKinds' },
              fields: [
                { id: 'name', kind: 'text', label: '许可事项名称', required: true, max: 50, check: 'notOnlyDigits', when: { sibling: 'code', is: 'other' } },
                { id: 'licenceNumber', kind: 'text', label: '许可证号', required: true, max: 60 },
                { id: 'licence', kind: 'upload', label: '许可证件', required: true },
              ],
            },
          ],
        },
      ],
    },
    {
      id: 'languageInfo',
      title: '网站语种',
      step: 'basics',
      fields: [
        { id: 'languages', kind: 'multiSelect', control: 'checkboxes', dictionary: 'languages', label: '网站语种', required: true, min: 1, wide: true },
        { id: 'otherLanguages', kind: 'text', label: '其他语种', required: true, max: 50, check: 'notOnlyDigits', when: { field: 'languages', includes: 'other' } },
      ],
    },
    {
      id: 'securityOfficerInfo',
      title: '网站安全负责人信息',
      step: 'people',
      note: '为保障您的信息安全，平台未完整存储您的个人信息，请您逐项核实。',
      fields: [
        {
          id: 'securityOfficer', kind: 'object', label: '网站安全负责人信息', shortLabel: '网站安全负责人', action: COPY_RESPONSIBLE_PERSON,
          fields: personFields({ name: '负责人姓名', idType: '负责人证件类型', idNumber: '负责人证件号码', idExpiry: '证件有效期', mobile: '手机号码' }),
        },
      ],
    },
    {
      id: 'emergencyContactInfo',
      title: '网站应急联络人',
      step: 'people',
      note: '网站应急联络人需承担7×24小时联络责任，建议不与网站负责人相同。为保障您的信息安全，平台未完整存储您的个人信息，请您逐项核实。',
      fields: [
        {
          id: 'emergencyContact', kind: 'object', label: '网站应急联络人', action: COPY_RESPONSIBLE_PERSON,
          fields: personFields({ name: '联络人姓名', idType: '联络人证件类型', idNumber: '联络人证件号码', idExpiry: '证件有效期', mobile: '手机号码' }),
        },
      ],
    },
    {
      id: 'noticeInfo',
      title: '提示说明',
      step: 'notice',
      fields: [{ id: 'acknowledged', kind: 'acknowledgement', label: '告知书', required: true }],
    },
  ],
} as const satisfies FormDeclaration

export type WebsiteValues = RecordOf<typeof websiteForm>
