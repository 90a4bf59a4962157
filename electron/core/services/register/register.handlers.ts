import type { HandlersOf } from '../../call'
import type { RegisterService } from './register.service'

export function createRegisterHandlers(register: RegisterService): HandlersOf<'register'> {
  return {
    'register.search': (input) => register.search(input),
    'register.get': (input) => register.get(input),
  }
}
