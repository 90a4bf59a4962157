import { computed } from 'vue'
import { businessType } from '#shared/filing/business-types'
import { diffRecords } from '#shared/forms/diff'
import { labelAt } from '#shared/forms/form-index'
import { subjectForm } from '#shared/forms/subject.fields'
import { viewGroups } from '#shared/forms/view'
import { invoke } from '@/bridge/client'
import { useAsync } from '@/composables/use-async'
import { formOf } from '@/features/drafts/business-pages'
import { useResourcesStore } from '@/stores/resources.store'
import { deskPictures, type DeskPicture } from './pictures'
import { useOpinions } from './use-opinions'

/** Whether a change at one path is a change of what lies at the other. */
const touches = (one: string, other: string): boolean => one === other || one.startsWith(`${other}.`) || one.startsWith(`${other}[`) || other.startsWith(`${one}[`)

/** One application on the reviewer's desk: its record, pictures, comparisons and opinions. */
export function useReviewItem(id: () => string) {
  const resources = useResourcesStore()
  const loading = useAsync(async () => {
    await resources.loadDictionaries()
    return invoke('review.get', { id: id() })
  })
  const item = computed(() => loading.value.value)
  const context = computed(() => resources.context)
  const form = computed(() => (item.value === undefined ? undefined : formOf(businessType(item.value.businessType))))
  const editable = computed(() => item.value?.actions.some((state) => state.action === 'return' && state.allowed) === true)

  const order = computed(() => (form.value === undefined || item.value === undefined || context.value === undefined
    ? []
    : viewGroups(form.value, item.value.record, context.value).flatMap((group) => group.rows.map((row) => row.path))))
  const label = (path: string): string =>
    (form.value === undefined || item.value === undefined ? path : labelAt(form.value, path, { record: item.value.record, ctx: context.value }))
  const opinions = useOpinions({ id, label, order: () => order.value })

  const pictures = computed((): DeskPicture[] => {
    const [shown, ctx] = [item.value, context.value]
    if (shown === undefined || ctx === undefined || form.value === undefined) return []
    return [
      ...deskPictures('record', form.value, shown.record, ctx),
      ...(shown.subjectRecord === null ? [] : deskPictures('subject', subjectForm, shown.subjectRecord, ctx)),
    ]
  })

  /** Differences to the last revision and to the data in force, and what became of the opinions given last time. */
  const against = computed(() => {
    const [shown, ctx, declared] = [item.value, context.value, form.value]
    if (shown === undefined || ctx === undefined || declared === undefined) return { changed: [], opinions: [] }
    const last = shown.previousRecord === null ? undefined : diffRecords(declared, shown.previousRecord, shown.record, ctx)
    const filed = shown.filedRecord === null ? undefined : diffRecords(declared, shown.filedRecord, shown.record, ctx)
    const rows = last ?? filed ?? []
    return {
      last, filed, changed: order.value.filter((path) => rows.some((row) => touches(row.path, path))),
      opinions: shown.previousOpinions.map((opinion) => ({ ...opinion, changed: rows.some((row) => touches(row.path, opinion.path)) })),
    }
  })

  /** Loads it anew; opinions under way that are not on disk yet stay. */
  async function load(): Promise<void> {
    const answer = await loading.run()
    if (answer !== undefined && !opinions.unsaved.value) opinions.reset(answer)
  }
  return { item, form, context, editable, opinions, pictures, against, error: loading.error, load }
}
