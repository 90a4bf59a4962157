import type { HandlersOf } from '../../call'
import type { SettingsService } from './settings.service'

export function createSettingsHandlers(services: { settings: SettingsService }): HandlersOf<'settings'> {
  return {
    'settings.get': () => services.settings.get(),
    'settings.update': (input, call) => services.settings.update(input, call),
  }
}
