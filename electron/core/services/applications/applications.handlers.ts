import type { HandlersOf } from '#core/call'
import type { ApplicationsService } from './applications.types'

export function createApplicationsHandlers({ applications }: { applications: ApplicationsService }): HandlersOf<'applications'> {
  return {
    'applications.precheck': (input, call) => applications.precheck(call, input),
    'applications.submit': (input, call) => applications.submit(call, input),
    'applications.list': (input, call) => applications.list(call, input),
    'applications.get': (input, call) => applications.get(call, input),
    'applications.withdraw': (input, call) => applications.withdraw(call, input),
    'applications.correct': (input, call) => applications.correct(call, input),
  }
}
