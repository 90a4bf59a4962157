import type { HandlersOf } from '#core/call'
import type { DraftsService } from './drafts.service'

export function createDraftsHandlers({ drafts }: { drafts: DraftsService }): HandlersOf<'drafts'> {
  return {
    'drafts.list': (input, call) => drafts.list(call, input),
    'drafts.get': (input, call) => drafts.get(call, input),
    'drafts.save': (input, call) => drafts.save(call, input),
    'drafts.remove': (input, call) => drafts.remove(call, input),
  }
}
