import type { HandlersOf } from '#core/call'
import type { ApplicationsService } from './applications.types'

export function createApplicationsHandlers({ applications }: { applications: ApplicationsService }): HandlersOf<'applications'> {
  return {
    'applications.precheck': (input, call) => applications.precheck(input, call),
    'applications.submit': (input, call) => applications.submit(input, call),
    'applications.list': (input, call) => applications.list(input, call),
    'applications.get': (input, call) => applications.get(input, call),
    'applications.withdraw': (input, call) => applications.withdraw(input, call),
    'applications.correct': (input, call) => applications.correct(input, call),
  }
}
