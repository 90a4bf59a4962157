import type { HandlersOf } from '../../call'
import type { NoticesService } from './notices.service'

export function createNoticesHandlers(services: { notices: NoticesService }): HandlersOf<'notices'> {
  return {
    'notices.list': (input, call) => services.notices.list(input, call),
    'notices.markRead': (input, call) => services.notices.markRead(input, call),
  }
}
