import type { Component } from 'vue'
import type { ScalarField, ScalarKind } from '#shared/forms/types'
import AcknowledgementControl from './AcknowledgementControl.vue'
import AttachmentControl from './AttachmentControl.vue'
import CheckboxesControl from './CheckboxesControl.vue'
import DateControl from './DateControl.vue'
import ExpiryControl from './ExpiryControl.vue'
import LinesControl from './LinesControl.vue'
import LongTextControl from './LongTextControl.vue'
import RadioControl from './RadioControl.vue'
import RegionControl from './RegionControl.vue'
import SelectControl from './SelectControl.vue'
import TextControl from './TextControl.vue'
import WholeNumberControl from './WholeNumberControl.vue'

/** The control of each kind; a new kind that is missing here does not compile. */
const CONTROLS: Readonly<Record<ScalarKind, Component>> = {
  text: TextControl,
  longText: LongTextControl,
  select: SelectControl,
  multiSelect: CheckboxesControl,
  yesNo: RadioControl,
  date: DateControl,
  expiry: ExpiryControl,
  region: RegionControl,
  image: AttachmentControl,
  images: AttachmentControl,
  pdf: AttachmentControl,
  upload: AttachmentControl,
  mobile: TextControl,
  landline: TextControl,
  providerPhone: TextControl,
  email: TextControl,
  personName: TextControl,
  personIdNumber: TextControl,
  organizationIdNumber: TextControl,
  icpNumber: TextControl,
  domain: TextControl,
  domains: LinesControl,
  url: TextControl,
  ipAddresses: LinesControl,
  wholeNumber: WholeNumberControl,
  acknowledgement: AcknowledgementControl,
}

export const controlOf = (field: ScalarField): Component => (field.control === 'radio' ? RadioControl : CONTROLS[field.kind])

/** Kinds whose control is a group without one input of its own: their label is a name, not a `for`. */
export const isGroupControl = (field: ScalarField): boolean => field.control === 'radio' || field.kind === 'yesNo' || field.kind === 'multiSelect'

const WIDE_KINDS: readonly ScalarKind[] = ['longText', 'images', 'multiSelect', 'domains', 'ipAddresses', 'acknowledgement']
export const isWide = (field: ScalarField): boolean => field.wide === true || WIDE_KINDS.includes(field.kind)
