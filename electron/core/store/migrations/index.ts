import type { Migration } from './migration'

/** In order, numbered from 1. Add `NNNN-what.migration.ts` and a line; never change one that was released. */
export const MIGRATIONS: readonly Migration[] = []
