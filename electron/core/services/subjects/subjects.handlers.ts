import type { HandlersOf } from '#core/call'
import type { SubjectsService } from './subjects.service'

export function createSubjectsHandlers({ subjects }: { subjects: SubjectsService }): HandlersOf<'subjects'> {
  return {
    'subjects.list': (_input, call) => subjects.list(call),
    'subjects.get': (input, call) => subjects.get(input, call),
    'subjects.switch': (input, call) => subjects.switch(input, call),
  }
}
