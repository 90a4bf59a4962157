import type { TypedSchema } from 'vee-validate'
import type { FieldErrors } from '#shared/errors/app-error'
import type { FormValues } from '#shared/forms/types'

/**
 * vee-validate's view of a derived yup schema: `validate` runs the very check the services run (shared/forms/validate.ts) and
 * answers with our paths, so page, dispatch, import and review station agree to the word.
 */
export function typedSchemaOf(validate: (record: FormValues) => FieldErrors): TypedSchema<FormValues, FormValues> {
  return {
    __type: 'VVTypedSchema',
    parse(record) {
      const fields = validate(record)
      return Promise.resolve({
        value: record,
        errors: Object.entries(fields).map(([path, message]) => ({ path, errors: [message] })),
      })
    },
  }
}
