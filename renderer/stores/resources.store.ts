import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { RegionNode } from '#shared/filing/regions'
import type { Dictionaries, FormContext } from '#shared/forms/types'
import { invoke } from '@/bridge/client'
import { useSessionStore } from './session.store'

/** Dictionaries and regions, fetched once each when first needed. */
export const useResourcesStore = defineStore('resources', () => {
  const session = useSessionStore()
  const dictionaries = shallowRef<Dictionaries>()
  const regions = shallowRef<RegionNode[]>()
  let loadingDictionaries: Promise<void> | undefined
  let loadingRegions: Promise<void> | undefined

  /** A failed fetch is forgotten, so that the next try asks again. @throws CommandError */
  function loadDictionaries(): Promise<void> {
    loadingDictionaries ??= invoke('resources.dictionaries', {}).then(
      (answer) => { dictionaries.value = answer.dictionaries },
      (error: unknown) => { loadingDictionaries = undefined; throw error },
    )
    return loadingDictionaries
  }
  function loadRegions(): Promise<void> {
    loadingRegions ??= invoke('resources.regions', {}).then(
      (answer) => { regions.value = answer.tree },
      (error: unknown) => { loadingRegions = undefined; throw error },
    )
    return loadingRegions
  }

  /** What forms, views and checks need; undefined until `loadDictionaries` has answered. */
  const context = computed((): FormContext | undefined =>
    dictionaries.value === undefined ? undefined : { dictionaries: dictionaries.value, today: session.today() })

  return { dictionaries, regions, context, loadDictionaries, loadRegions }
})
