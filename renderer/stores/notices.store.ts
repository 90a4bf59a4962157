import { defineStore } from 'pinia'
import { ref } from 'vue'
import { invoke, listen } from '@/bridge/client'

/** The unread count of the top bar; the lists belong to their page. */
export const useNoticesStore = defineStore('notices', () => {
  const unread = ref(0)
  async function refresh(): Promise<void> {
    unread.value = (await invoke('notices.list', { unreadOnly: true, offset: 0, limit: 1 })).unread
  }
  listen('notices.changed', (change) => { unread.value = change.unread })
  return { unread, refresh }
})
