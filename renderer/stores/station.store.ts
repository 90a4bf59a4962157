import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { EventPayload, Output } from '#shared/contract/registry'
import { invoke, listen } from '@/bridge/client'

export type StationStatus = Output<'station.status'>

/** What this station is and in which state its store is: decides between set-up, recovery, sign-in and the program. */
export const useStationStore = defineStore('station', () => {
  const status = shallowRef<StationStatus>()
  const error = shallowRef<unknown>()
  /** Why the program is read-only, while it is. */
  const readOnlyReason = ref<string>()

  /** A .beian file that was opened with the program and not looked at yet. */
  const arrivedBundle = shallowRef<EventPayload<'bundles.arrived'>>()

  const phase = computed(() => status.value?.phase)
  const role = computed(() => status.value?.station?.role)
  const clockWarning = computed(() => status.value?.clockWarning)

  /** Asks the trusted side anew; failures are kept in `error`. */
  async function refresh(): Promise<void> {
    try {
      status.value = await invoke('station.status', {})
      readOnlyReason.value = status.value.readOnlyReason
      error.value = undefined
    } catch (failure) {
      error.value = failure
    }
  }

  listen('bundles.arrived', (bundle) => { arrivedBundle.value = bundle })
  listen('store.changed', (change) => { readOnlyReason.value = change.readOnlyReason })
  return { status, error, readOnlyReason, phase, role, clockWarning, arrivedBundle, refresh }
})
