import type { AttachmentRef } from '#shared/filing/types'

const picture = (digit: string, name: string): AttachmentRef => ({ sha256: digit.repeat(64), name, size: 318_000, type: 'png', width: 1200, height: 800 })

export const subjectRecord = {
  nature: 'organization', organizationNature: 'enterprise', organizationName: '北京晨光书店有限公司', organizationIdType: 'uscc', organizationIdNumber: '91110105MA0000015F',
  organizationIdPhoto: picture('a', '营业执照.png'), officeRegion: { code: '110101', name: '北京市/市辖区/东城区' }, officeAddress: '东直门街道东直门内大街1号',
  legalRepresentative: '王欣',
  responsiblePerson: {
    name: '王欣', idType: '111', idNumber: '11010519491231002X', idExpiry: '2036-05-20', idFront: picture('b', '身份证人像面.png'), idBack: picture('c', '身份证国徽面.png'),
    idHeld: picture('d', '手持.png'), region: { code: '110105', name: '北京市/市辖区/朝阳区' }, address: '望京街道阜通东大街6号', mobile: '13800001234', email: 'wangxin@example.cn',
  },
}
