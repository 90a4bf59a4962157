import { subjectForm } from './subject.fields'
import type { FormDeclaration } from './types'
import { websiteForm } from './website.fields'

/** Every form by its id. A form that is not here cannot be filled in by this version. */
export const FORMS: Readonly<Record<string, FormDeclaration | undefined>> = {
  subject: subjectForm,
  website: websiteForm,
}

/** The forms there are, for what goes over all of them. */
export const ALL_FORMS: readonly FormDeclaration[] = Object.values(FORMS).filter((form) => form !== undefined)
