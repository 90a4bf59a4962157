import type { DictionaryOption, ScalarField } from '#shared/forms/types'

/** What every control of forms/fields gets from its frame. */
export interface FieldProps {
  field: ScalarField
  /** Path of the value in the record. */
  path: string
  /** Id of the control, for its label. */
  id: string
  labelId: string
  label: string
  modelValue: unknown
  disabled?: boolean
  options?: readonly DictionaryOption[]
}

/** `update` with every change, `leave` when the person is done with the control. */
export interface FieldEmits {
  update: [value: unknown]
  leave: []
}
