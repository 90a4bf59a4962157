import type { HandlersOf } from '#core/call'
import type { HomeService } from './home.service'

export function createHomeHandlers({ home }: { home: HomeService }): HandlersOf<'home'> {
  return {
    'home.overview': (_input, call) => home.overview(call),
    'home.search': (input, call) => home.search(input, call),
  }
}
