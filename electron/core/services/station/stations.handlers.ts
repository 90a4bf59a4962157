import type { HandlersOf } from '../../call'
import type { StationsService } from './stations.service'

export function createStationsHandlers(services: { stations: StationsService }): HandlersOf<'stations'> {
  const { stations } = services
  return {
    'stations.list': () => stations.list(),
    'stations.previewCard': (input) => stations.previewCard(input),
    'stations.importCard': (input, call) => stations.importCard(input, call),
    'stations.remove': (input, call) => stations.remove(input, call),
  }
}
