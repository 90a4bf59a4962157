import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

/** Pixels below the window's top at which a group counts as reached: the top bar and a little. */
const REACHED = 140

/** Which group of a long form is being read, and a way to go to one. */
export function useCurrentGroup(root: Ref<HTMLElement | undefined>, ids: () => readonly string[]) {
  const current = ref<string>()
  const elementOf = (id: string): HTMLElement | null => root.value?.querySelector<HTMLElement>(`[data-group="${CSS.escape(id)}"]`) ?? null

  function update(): void {
    const atEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 2 && window.scrollY > 0
    const reached = ids().filter((id) => (elementOf(id)?.getBoundingClientRect().top ?? Infinity) <= REACHED)
    current.value = atEnd ? ids().at(-1) : (reached.at(-1) ?? ids()[0])
  }
  function goTo(id: string): void {
    const group = elementOf(id)
    group?.scrollIntoView({ block: 'start' })
    group?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true })
  }
  onMounted(() => {
    update()
    window.addEventListener('scroll', update, { passive: true })
  })
  onBeforeUnmount(() => window.removeEventListener('scroll', update))
  return { current, goTo }
}
