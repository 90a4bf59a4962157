import type { DictionaryName } from '../filing/dictionary-names'
import type { AttachmentRef, RegionRef } from '../filing/types'
import type { TextCheckName } from './field-kinds/text-checks'

/**
 * How a form is declared (architecture.md "Forms", rule 3). A declaration is data: types, yup schema, page, read-only
 * view, difference table, reviewer view and bundle schema all derive from it.
 *
 * Records are plain JSON nested by field id: `record.responsiblePerson.idNumber`, `record.ipAddresses[0]`.
 * A path is written that way too (`responsiblePerson.idNumber`, `preApprovals.items[0].licenceNumber`); it is the path of
 * yup errors, of vee-validate fields, of server-side field errors and of review opinions.
 */

/** When a field is shown; evaluated on the whole record. `field` is an absolute dotted path, `sibling` a field id beside the field. */
export type Condition =
  | { field: string; is: unknown }
  | { field: string; in: readonly unknown[] }
  | { field: string; includes: unknown }
  | { sibling: string; is: unknown }
  | { sibling: string; in: readonly unknown[] }
  | { sibling: string; includes: unknown }
  | { all: readonly Condition[] }
  | { any: readonly Condition[] }
  | { not: Condition }

/** The value a record holds for a scalar kind. Composite kinds (`object`, `list`, `person`) are inferred from their fields. */
export interface KindValues {
  /** One line of text; `min`/`max` characters, optional named `check` of shared/filing/validators. */
  text: string
  longText: string
  /** Dictionary code. */
  select: string
  /** Dictionary codes. */
  multiSelect: string[]
  yesNo: boolean
  /** YYYY-MM-DD. */
  date: string
  /** YYYY-MM-DD or 'long-term'. */
  expiry: string
  region: RegionRef
  image: AttachmentRef
  images: AttachmentRef[]
  pdf: AttachmentRef
  /** Picture or PDF. */
  upload: AttachmentRef
  mobile: string
  landline: string
  /** Mobile, landline or 400/800/95xxx number of a provider. */
  providerPhone: string
  email: string
  personName: string
  /** Certificate number of a person; its check follows the sibling named by `typeField`. */
  personIdNumber: string
  /** Certificate number of an organization; its check follows the sibling named by `typeField`. */
  organizationIdNumber: string
  icpNumber: string
  /** Registrable domain, stored as Punycode, shown as the person knows it. */
  domain: string
  domains: string[]
  url: string
  ipAddresses: string[]
  wholeNumber: number
  /** A statement that must be ticked; true or absent. */
  acknowledgement: boolean
}
export type ScalarKind = keyof KindValues

interface FieldBase {
  readonly id: string
  readonly label: string
  /** objects and lists: what stands before the labels of their fields where these alone would be ambiguous; the label without 信息 when left out. */
  readonly shortLabel?: string
  /** true, or the condition under which the field is required. */
  readonly required?: boolean | Condition
  /** Shown (validated, stored) only when this holds. */
  readonly when?: Condition
  /** One short help line under the label. */
  readonly help?: string
  /** 「怎么填」: what it is, where to find it, an example. */
  readonly explain?: { readonly what: string; readonly where?: string; readonly example?: string }
  readonly placeholder?: string
  /** Takes the whole row on two-column pages. Uploads, lists, long texts and objects always do. */
  readonly wide?: boolean
  /** Masked in lists and read-only views until shown on demand. */
  readonly masked?: 'idNumber' | 'phone' | 'email'
  /** Never copied by 同主体负责人信息. */
  readonly notCopied?: boolean
  /** Cannot be altered in a change; the text is the reason shown beside it. */
  readonly fixedInChange?: string
}

export interface ScalarField extends FieldBase {
  readonly kind: ScalarKind
  /** select / multiSelect: name of the dictionary under resources/dictionaries. */
  readonly dictionary?: DictionaryName
  /** select: how it is drawn. */
  readonly control?: 'select' | 'radio' | 'checkboxes'
  readonly min?: number
  readonly max?: number
  /** personIdNumber / organizationIdNumber: id of the sibling that holds the certificate type. */
  readonly typeField?: string
  /** date: not in the future. */
  readonly notFuture?: boolean
  /** text: a named check of shared/forms/field-kinds/text-checks.ts. */
  readonly check?: TextCheckName
  /** url: paths of the fields that hold the domains it must lie under. */
  readonly under?: readonly string[]
  /** What a fresh page holds; nothing when left out. */
  readonly initial?: string | boolean
  /** icpNumber: the suffix the asset kind needs. */
  readonly suffix?: '-n' | '-nA' | '-nX'
  /** A button beside the control, drawn by the page that knows the action. */
  readonly action?: string
}

export interface ObjectField extends FieldBase {
  readonly kind: 'object'
  readonly fields: readonly Field[]
  readonly action?: string
}

export interface ListField extends FieldBase {
  readonly kind: 'list'
  /** Fields of one item. */
  readonly fields: readonly Field[]
  readonly min?: number
  readonly max?: number
  /** Items are keyed by a dictionary: one item a ticked option, `code` holds it (regulated goods, pre-approvals). */
  readonly perOption?: { readonly dictionary: DictionaryName }
  readonly addLabel?: string
}

export type Field = ScalarField | ObjectField | ListField

export interface Group {
  readonly id: string
  /** Title of the card. */
  readonly title: string
  /** Step of the wizard the group belongs to; pages without steps leave it out. */
  readonly step?: string
  readonly when?: Condition
  /** Note shown under the title. */
  readonly note?: string
  readonly fields: readonly Field[]
}

export interface FormDeclaration {
  readonly id: string
  readonly title: string
  /** Rises when the stored shape changes; stored with every record and application. */
  readonly schemaVersion: number
  readonly steps?: readonly { readonly id: string; readonly title: string }[]
  readonly groups: readonly Group[]
  /** Statements at the foot of the page (特别声明). */
  readonly statements?: readonly string[]
}

type Simplify<T> = { [K in keyof T]: T[K] } & {}
type FieldValue<F> = F extends { kind: 'object'; fields: infer Fs extends readonly Field[] }
  ? RecordOfFields<Fs>
  : F extends { kind: 'list'; fields: infer Fs extends readonly Field[]; perOption: object }
    ? Simplify<{ code: string } & RecordOfFields<Fs>>[]
    : F extends { kind: 'list'; fields: infer Fs extends readonly Field[] }
      ? RecordOfFields<Fs>[]
      : F extends { kind: infer K extends ScalarKind }
        ? KindValues[K]
        : never
type AlwaysThere<F> = F extends { when: object } ? false : F extends { required: true } ? true : F extends { kind: 'object' } ? true : false
export type RecordOfFields<Fs extends readonly Field[]> = Simplify<
  { [F in Fs[number] as AlwaysThere<F> extends true ? F['id'] : never]: FieldValue<F> } & {
    [F in Fs[number] as AlwaysThere<F> extends true ? never : F['id']]?: FieldValue<F>
  }
>
type GroupFields<G> = G extends { when: object; fields: infer Fs extends readonly Field[] }
  ? Partial<RecordOfFields<Fs>>
  : G extends { fields: infer Fs extends readonly Field[] }
    ? RecordOfFields<Fs>
    : never
type UnionToIntersection<U> = (U extends unknown ? (x: U) => void : never) extends (x: infer I) => void ? I : never

/** A complete, valid record of a form. */
export type RecordOf<F extends FormDeclaration> = Simplify<UnionToIntersection<GroupFields<F['groups'][number]>>>

/** A record under way (draft): any part may be missing or not yet valid. */
export type FormValues = { [key: string]: unknown }

/** One option of a dictionary (resources/dictionaries/*.json). */
export interface DictionaryOption {
  code: string
  label: string
  /** Folded under 更多. */
  more?: boolean
  /** The person must name it in words beside it. */
  needsText?: boolean
  help?: string
}
export interface Dictionary {
  name: string
  version: number
  /** Where the list comes from: manual | official | usual | ours (domain.md). */
  basis: string
  options: DictionaryOption[]
}
export type Dictionaries = Record<string, Dictionary>

/** What a schema, view or check needs besides the record. `today` is YYYY-MM-DD from the Clock port. */
export interface FormContext {
  dictionaries: Dictionaries
  today: string
}
