import { accountErrors } from './account.errors'
import { attachmentErrors } from './attachment.errors'
import { backupErrors } from './backup.errors'
import { bundleErrors } from './bundle.errors'
import { filingErrors } from './filing.errors'
import { generalErrors } from './general.errors'
import { hostErrors } from './host.errors'
import { handoverErrors } from './handover.errors'
import { reviewErrors } from './review.errors'
import { stationErrors } from './station.errors'
import { storeErrors } from './store.errors'

/** Every error the program can show, by code. A domain's list lives in its own file; codes are never reused. */
export const ERRORS = {
  ...generalErrors,
  ...handoverErrors,
  ...accountErrors,
  ...attachmentErrors,
  ...backupErrors,
  ...bundleErrors,
  ...filingErrors,
  ...hostErrors,
  ...reviewErrors,
  ...stationErrors,
  ...storeErrors,
}

export type ErrorCode = keyof typeof ERRORS
