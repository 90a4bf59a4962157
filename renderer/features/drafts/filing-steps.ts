import type { FormDeclaration } from '#shared/forms/types'

/** A form's steps, and where its notice stands. */
export function stepsOf(form: FormDeclaration): {
  steps: NonNullable<FormDeclaration['steps']>
  noticeStep?: string
  /** The tick of the notice: its path and the renderer's slot of its group. */
  acknowledgement?: { path: string; slot: `group-${string}` }
} {
  const group = form.groups.find((candidate) => candidate.fields.some((field) => field.kind === 'acknowledgement'))
  const field = group?.fields.find((candidate) => candidate.kind === 'acknowledgement')
  return {
    steps: form.steps ?? [],
    ...(group === undefined || field === undefined ? {} : { noticeStep: group.step, acknowledgement: { path: field.id, slot: `group-${group.id}` as const } }),
  }
}
