import { defineStore } from 'pinia'
import { reactive, ref } from 'vue'

/** What a list page shows; kept while the program runs, so that coming back finds it as it was (ui.md). */
export interface ListMemory {
  filters: Record<string, unknown>
  sort?: string
  page: number
  size: number
}

/** Remembered view state: list pages, the menu. Nothing of it leaves the window. */
export const useViewMemoryStore = defineStore('viewMemory', () => {
  const lists = reactive(new Map<string, ListMemory>())
  const menuCollapsed = ref(false)
  const openGroups = reactive(new Set<string>())
  function clear(): void {
    lists.clear()
    openGroups.clear()
  }
  return { lists, menuCollapsed, openGroups, clear }
})
