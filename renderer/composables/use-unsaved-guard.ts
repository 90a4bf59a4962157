import { onBeforeUnmount, onMounted } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'
import { confirmAction } from '@/components/confirm'

/**
 * Leaving a page with unsaved work asks. `save`, where given, is tried first, so that the person is only asked when the work
 * could not be saved.
 */
export function useUnsavedGuard(hasUnsaved: () => boolean, save?: () => Promise<boolean>): void {
  onBeforeRouteLeave(async () => {
    if (!hasUnsaved()) return true
    if (save !== undefined && (await save())) return true
    return confirmAction({
      title: '离开本页',
      text: '本页有尚未保存的内容，离开后将丢失。',
      confirmLabel: '不保存，离开',
      cancelLabel: '留在本页',
      danger: true,
    })
  })
  function onUnload(event: BeforeUnloadEvent): void {
    if (hasUnsaved()) event.preventDefault()
  }
  onMounted(() => window.addEventListener('beforeunload', onUnload))
  onBeforeUnmount(() => window.removeEventListener('beforeunload', onUnload))
}
