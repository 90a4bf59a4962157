import { personIdNumber } from './certificates'
import type { ValidationResult } from './result'

/** The ID number of an account's holder: what looks like a resident ID card is checked as one, anything else softly. */
export function accountIdNumber(typed: string): ValidationResult {
  const isResidentId = /^(\d{15}|\d{17}.)$/.test(typed.trim().normalize('NFKC'))
  return personIdNumber(isResidentId ? '111' : undefined, typed.trim())
}
