import type { HandlersOf } from '../../call'
import type { AccountsService } from './accounts.service'

export function createAccountsHandlers(services: { accounts: AccountsService }): HandlersOf<'accounts'> {
  const { accounts } = services
  return {
    'accounts.captcha': () => accounts.captcha(),
    'accounts.checkName': (input) => accounts.checkName(input),
    'accounts.register': (input, call) => accounts.register(input, call),
    'accounts.signIn': (input, call) => accounts.signIn(input, call),
    'accounts.signOut': (_input, call) => accounts.signOut(call),
    'accounts.session': (_input, call) => accounts.session(call),
    'accounts.resetPassword': (input, call) => accounts.resetPassword(input, call),
    'accounts.changePassword': (input, call) => accounts.changePassword(input, call),
    'accounts.updateProfile': (input, call) => accounts.updateProfile(input, call),
    'accounts.list': () => accounts.list(),
    'accounts.create': (input, call) => accounts.create(input, call),
    'accounts.update': (input, call) => accounts.update(input, call),
  }
}
