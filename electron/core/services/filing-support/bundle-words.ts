import { chinaDate } from '../../filing-time'

/** A bundle as people name it: its number in the row of bundles to the station, and its day. */
export const bundleWords = ({ sequence, at }: { sequence: number; at: string }): string => `交接包第 ${sequence} 号（${chinaDate(at)}）`
