import type { HandlersOf } from '../../call'
import type { ResourcesService } from './resources.service'

export function createResourcesHandlers(services: { resources: ResourcesService }): HandlersOf<'resources' | 'directory'> {
  const { resources } = services
  return {
    'resources.dictionaries': () => resources.dictionaries(),
    'resources.regions': () => resources.regions(),
    'resources.notice': () => resources.notice(),
    'directory.search': (input) => resources.search(input),
  }
}
