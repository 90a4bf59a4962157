import type { KindValues, ScalarField, ScalarKind } from '../types'
import { imageKind, imagesKind, pdfKind, uploadKind } from './attachment'
import { icpNumberKind, organizationIdNumberKind, personIdNumberKind } from './certificate'
import { acknowledgementKind, multiSelectKind, selectKind, yesNoKind } from './choice'
import { emailKind, landlineKind, mobileKind, personNameKind, providerPhoneKind } from './contact'
import { dateKind, expiryKind } from './date'
import type { FieldKind } from './kind'
import { domainKind, domainsKind, ipAddressesKind, urlKind } from './network'
import { wholeNumberKind } from './number'
import { regionKind } from './region'
import { longTextKind, textKind } from './text'

export const FIELD_KINDS = {
  text: textKind,
  longText: longTextKind,
  select: selectKind,
  multiSelect: multiSelectKind,
  yesNo: yesNoKind,
  date: dateKind,
  expiry: expiryKind,
  region: regionKind,
  image: imageKind,
  images: imagesKind,
  pdf: pdfKind,
  upload: uploadKind,
  mobile: mobileKind,
  landline: landlineKind,
  providerPhone: providerPhoneKind,
  email: emailKind,
  personName: personNameKind,
  personIdNumber: personIdNumberKind,
  organizationIdNumber: organizationIdNumberKind,
  icpNumber: icpNumberKind,
  domain: domainKind,
  domains: domainsKind,
  url: urlKind,
  ipAddresses: ipAddressesKind,
  wholeNumber: wholeNumberKind,
  acknowledgement: acknowledgementKind,
} satisfies { [K in ScalarKind]: FieldKind<KindValues[K]> }

/** The kind of a field, for values whose type only the declaration knows. */
export const kindOf = (field: Pick<ScalarField, 'kind'>): FieldKind<unknown> => FIELD_KINDS[field.kind]

export type { FieldKind, NormalisePlace, Place, Problem } from './kind'
