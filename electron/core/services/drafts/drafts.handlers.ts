import type { HandlersOf } from '#core/call'
import type { DraftsService } from './drafts.service'

export function createDraftsHandlers({ drafts }: { drafts: DraftsService }): HandlersOf<'drafts'> {
  return {
    'drafts.list': (input, call) => drafts.list(input, call),
    'drafts.get': (input, call) => drafts.get(input, call),
    'drafts.save': (input, call) => drafts.save(input, call),
    'drafts.remove': (input, call) => drafts.remove(input, call),
  }
}
