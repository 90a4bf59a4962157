import type { HandlersOf } from '../../call'
import type { StationService } from './station.service'

export function createStationHandlers(services: { station: StationService }): HandlersOf<'station'> {
  const { station } = services
  return {
    'station.status': () => station.status(),
    'station.setUp': (input, call) => station.setUp(input, call),
    'station.recover': (input, call) => station.recover(input, call),
    'station.unlock': (input) => station.unlock(input),
    'station.restoreGeneration': (input, call) => station.restoreGeneration(input, call),
    'station.reopen': () => station.reopen(),
    'station.breakLock': (input, call) => station.breakLock(input, call),
    'station.card': () => station.card(),
    'station.saveCard': () => station.saveCard(),
    'station.cardFile': () => station.cardFile(),
  }
}
