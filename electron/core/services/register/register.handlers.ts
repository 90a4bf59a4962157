import type { HandlersOf } from '../../call'
import type { RegisterService } from './register.service'

export function createRegisterHandlers(register: RegisterService): HandlersOf<'register'> {
  return {
    'register.search': (input, call) => register.search(input, call),
    'register.get': (input) => register.get(input),
  }
}
