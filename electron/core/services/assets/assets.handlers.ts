import type { HandlersOf } from '#core/call'
import type { AssetsService } from './assets.service'

export function createAssetsHandlers({ assets }: { assets: AssetsService }): HandlersOf<'assets'> {
  return {
    'assets.list': (input, call) => assets.list(input, call),
    'assets.get': (input, call) => assets.get(input, call),
    'assets.markPlaced': (input, call) => assets.markPlaced(input, call),
    'assets.saveBadge': (input, call) => assets.saveBadge(input, call),
    'assets.badge': (input, call) => assets.badge(input, call),
  }
}
