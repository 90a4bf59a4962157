import { onMounted, ref, shallowRef } from 'vue'
import type { Output } from '#shared/contract/registry'
import { invoke } from '@/bridge/client'
import { notifyFailure } from '@/components/notify'
import { useCountdown } from './use-countdown'

/** The 告知书 and the countdown of its page, fetched beforehand so that the page stands at once. */
export function useNotice(wanted: boolean) {
  const notice = shallowRef<Output<'resources.notice'>>()
  const seconds = ref(0)
  const { left, start } = useCountdown()
  onMounted(async () => {
    if (!wanted) return
    try {
      const [text, settings] = await Promise.all([invoke('resources.notice', {}), invoke('settings.get', {})])
      seconds.value = settings.noticeCountdownSeconds
      notice.value = text
    } catch (error) {
      notifyFailure(error)
    }
  })
  return { notice, left, begin: () => start(seconds.value) }
}
