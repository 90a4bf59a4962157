import { fieldAt } from '#shared/forms/form-index'
import type { Field, FormContext, FormDeclaration, FormValues } from '#shared/forms/types'
import { locatedAttachments, type LocatedAttachment } from '#shared/forms/view'

/** A picture on the reviewer's desk: of the application itself, or of the subject's record that came with it. */
export interface DeskPicture extends LocatedAttachment {
  of: 'record' | 'subject'
  /** Unique on the desk. */
  key: string
}
export type RecordSide = DeskPicture['of']

export function deskPictures(side: RecordSide, form: FormDeclaration, record: FormValues, ctx: FormContext): DeskPicture[] {
  return locatedAttachments(form, record, ctx).map((located) => ({ ...located, of: side, key: `${side} ${located.path}` }))
}

const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('.'), 0))
/** What a person's certificate does not show. */
const NOT_ON_PERSON_PAPERS: readonly Field['kind'][] = ['mobile', 'email', 'landline']
/** What a domain certificate shows. */
const ON_DOMAIN_PAPERS: readonly Field['kind'][] = ['domain', 'domains', 'url']
/** What an organization's certificate shows. */
const ON_ORGANIZATION_PAPERS: readonly Field['kind'][] = ['text', 'personName', 'select', 'organizationIdNumber']
/** Side of the card with the period of validity. */
const VALIDITY_SIDE = 'idBack'

/**
 * The certificate that belongs beside a field: the field's own picture, else a picture of the same person or list item, else
 * the one certificate of the same group that shows such a thing. Undefined where nothing belongs to it.
 */
export function pictureFor(form: FormDeclaration, pictures: readonly DeskPicture[], path: string): DeskPicture | undefined {
  const own = pictures.find((picture) => picture.path === path || picture.path.startsWith(`${path}[`))
  if (own !== undefined) return own
  const found = fieldAt(form, path)
  if (found === undefined) return undefined
  const parent = parentOf(path)
  if (parent !== '') {
    if (NOT_ON_PERSON_PAPERS.includes(found.field.kind)) return undefined
    const beside = pictures.filter((picture) => parentOf(picture.path) === parent)
    return (found.field.kind === 'expiry' ? beside.find((picture) => picture.path.endsWith(VALIDITY_SIDE)) : undefined) ?? beside[0]
  }
  const ofOrganization = found.group.fields.some((field) => field.kind === 'organizationIdNumber')
  const shows = ofOrganization ? ON_ORGANIZATION_PAPERS : ON_DOMAIN_PAPERS
  return shows.includes(found.field.kind) ? pictures.find((picture) => parentOf(picture.path) === '' && fieldAt(form, picture.path)?.group === found.group) : undefined
}
