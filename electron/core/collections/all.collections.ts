import type { AnyCollection } from '../store/open-options'
import * as filing from './filing.collections'
import * as handover from './handover.collections'
import * as station from './station.collections'

/** Every collection of the store; a new one only has to be declared in one of the three files. */
export const ALL_COLLECTIONS: readonly AnyCollection[] = Object.values({ ...filing, ...handover, ...station })
