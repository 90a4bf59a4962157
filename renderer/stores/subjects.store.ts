import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Output } from '#shared/contract/registry'
import { invoke } from '@/bridge/client'

export type SubjectRow = Output<'subjects.list'>['subjects'][number]

/** The account's subjects and the 当前主体. */
export const useSubjectsStore = defineStore('subjects', () => {
  const subjects = shallowRef<SubjectRow[]>([])
  const loaded = shallowRef(false)
  const current = computed(() => subjects.value.find((subject) => subject.current))

  async function refresh(): Promise<void> {
    subjects.value = (await invoke('subjects.list', {})).subjects
    loaded.value = true
  }
  async function switchTo(id: string): Promise<void> {
    await invoke('subjects.switch', { id })
    await refresh()
  }
  function clear(): void {
    subjects.value = []
    loaded.value = false
  }
  return { subjects, loaded, current, refresh, switchTo, clear }
})
