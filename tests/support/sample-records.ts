import type { AttachmentRef } from '#shared/filing/types'
import type { FormValues } from '#shared/forms/types'

/** Values a person would type, all from public sample numbers (domain.md §8); attachments are given. */
export interface PersonPictures {
  idFront: AttachmentRef
  idBack: AttachmentRef
  idHeld?: AttachmentRef
}

export const RESPONSIBLE = {
  name: '林晓燕', idType: '111', idNumber: '110101200001010010', idExpiry: 'long-term', mobile: '13800138000', email: 'linxiaoyan@example.cn',
} as const
export const CONTACT = {
  name: '周建国', idType: '111', idNumber: '330106200002290029', idExpiry: '2038-06-30', mobile: '13900139001', email: 'zhoujianguo@example.cn',
} as const

const REGION = { code: '110105', name: '北京市/市辖区/朝阳区' }

export function organizationRecord(pictures: PersonPictures & { licence: AttachmentRef }): FormValues {
  return {
    nature: 'organization', organizationNature: 'enterprise', organizationName: '北京晨光文化传播有限公司', organizationIdType: 'uscc',
    organizationIdNumber: '91110105MA0000015F', organizationIdPhoto: pictures.licence, officeRegion: REGION, officeAddress: '建国路街道建国路88号3层',
    legalRepresentative: '林晓燕',
    responsiblePerson: {
      ...RESPONSIBLE, idFront: pictures.idFront, idBack: pictures.idBack, idHeld: pictures.idHeld, region: REGION, address: '望京街道阜通东大街6号', officePhone: '010-64391234',
    },
  }
}

export function websiteRecord(pictures: PersonPictures & { contactFront: AttachmentRef; contactBack: AttachmentRef; certificate?: AttachmentRef }, launchDate: string): FormValues {
  return {
    name: '晨光阅读网', hasIcpNumber: true, icpNumber: '京ICP备2026032381号-1', launchDate, primaryDomain: 'chenguang-reading.cn', otherDomains: ['cgreading.com.cn'],
    homepageUrl: 'https://www.chenguang-reading.cn/', domainCertificate: pictures.certificate, ipAddresses: ['39.105.20.88'],
    accessProvider: { territory: 'domestic', region: { code: '330106', name: '浙江省/杭州市/西湖区' }, name: '阿里云计算有限公司', phone: '95187', method: 'rentedHost' },
    registrar: { territory: 'domestic', region: REGION, name: '北京新网数码信息技术有限公司', phone: '400-818-2233' },
    serviceTypes: ['www', 'literature'], interactive: false, regulatedGoods: { involved: false }, preApprovals: { involved: false }, languages: ['zh-Hans'],
    securityOfficer: { ...RESPONSIBLE, idFront: pictures.idFront, idBack: pictures.idBack },
    emergencyContact: { ...CONTACT, idFront: pictures.contactFront, idBack: pictures.contactBack },
    acknowledged: true,
  }
}
