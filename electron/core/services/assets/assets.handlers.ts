import type { HandlersOf } from '#core/call'
import type { AssetsService } from './assets.service'

export function createAssetsHandlers({ assets }: { assets: AssetsService }): HandlersOf<'assets'> {
  return {
    'assets.list': (input, call) => assets.list(call, input),
    'assets.get': (input, call) => assets.get(call, input),
    'assets.markPlaced': (input, call) => assets.markPlaced(call, input),
    'assets.saveBadge': (input, call) => assets.saveBadge(call, input),
    'assets.badge': (input, call) => assets.badge(call, input),
  }
}
