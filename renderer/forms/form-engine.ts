import { useForm } from 'vee-validate'
import { computed, inject, provide, reactive, ref, shallowRef, toRaw, type ComputedRef, type InjectionKey, type Ref } from 'vue'
import type { Finding } from '#shared/contract/filing.contract'
import type { FieldErrors } from '#shared/errors/app-error'
import { valueAt } from '#shared/filing/values'
import { kindOf } from '#shared/forms/field-kinds/index'
import { fieldAt, formIndex, labelAt } from '#shared/forms/form-index'
import { normaliseRecord } from '#shared/forms/normalise-record'
import type { Field, FormContext, FormDeclaration, FormValues } from '#shared/forms/types'
import { unverifiedErrors, validateRecord } from '#shared/forms/validate'
import { typedSchemaOf } from './typed-schema'

export interface Opinion {
  path: string
  label: string
  text: string
}

export interface EngineOptions {
  form: FormDeclaration
  initial: FormValues
  context: () => FormContext
  /** A change: `fixedInChange` fields are read-only. */
  changing: () => boolean
  findings: () => readonly Finding[] | undefined
  opinions: () => readonly Opinion[]
  unverified: Ref<string[]>
  onChange: (path: string) => void
}

/** Part of a form to be checked: steps, groups, or all of it when left out. */
export interface FormPart {
  steps?: readonly string[]
  groups?: readonly string[]
}

/** An error a person sees, with the words that lead to its field. */
export interface ShownError {
  path: string
  label: string
  message: string
}

export interface FormEngine {
  readonly form: FormDeclaration
  readonly context: ComputedRef<FormContext>
  /** Values as typed, everything included. */
  readonly values: FormValues
  /** Rises with every change; tells whether something is unsaved. */
  readonly version: Ref<number>
  readonly submitErrors: Ref<ShownError[]>
  /** The record as it would be stored: folded, nothing hidden, nothing empty. */
  record(): FormValues
  valueOf(path: string): unknown
  set(path: string, value: unknown): void
  /** Replaces everything, e.g. when a draft is taken up; nothing is in error afterwards. */
  reset(record: FormValues): void
  /** A field was left: fold its value, check it, from now on live. */
  leave(path: string, field: Field): void
  errorOf(path: string): string | undefined
  /** Errors shown anywhere under a path, e.g. at the items of a list. */
  errorsUnder(path: string): ShownError[]
  readonly shownErrors: ComputedRef<ShownError[]>
  readonly findings: ComputedRef<readonly Finding[]>
  opinionsOf(path: string): Opinion[]
  isUnverified(path: string): boolean
  confirm(path: string): void
  fixedReason(field: Field): string | undefined
  /** Checks a part as for submission, shows every error of it, and fills `submitErrors`. True when there is none. */
  check(part?: FormPart): Promise<boolean>
  /** Errors of the trusted side stand at their fields until these change. */
  applyServerErrors(fields: FieldErrors): void
}

const ENGINE: InjectionKey<FormEngine> = Symbol('form engine')
export const provideFormEngine = (engine: FormEngine): void => provide(ENGINE, engine)
export function useFormEngine(): FormEngine {
  const engine = inject(ENGINE)
  if (engine === undefined) throw new Error('a form field stands outside a FormRenderer')
  return engine
}

const isUnder = (path: string, parent: string): boolean => path === parent || path.startsWith(`${parent}.`) || path.startsWith(`${parent}[`)
/** Members in a fixed order, so that equal values have equal texts. */
const textOf = (value: unknown): string => JSON.stringify(value) ?? ''

/** Errors of the trusted side, each good as long as its value stays what it was then. */
function useServerErrors(valueOf: (path: string) => unknown) {
  const known = reactive(new Map<string, { message: string; at: string }>())
  return {
    put(fields: FieldErrors): void {
      for (const [path, message] of Object.entries(fields)) known.set(path, { message, at: textOf(valueOf(path)) })
    },
    clear: () => known.clear(),
    standing(): FieldErrors {
      return Object.fromEntries([...known].filter(([path, { at }]) => textOf(valueOf(path)) === at).map(([path, { message }]) => [path, message]))
    },
  }
}

function inPart(form: FormDeclaration, path: string, part: FormPart | undefined): boolean {
  if (part?.steps === undefined && part?.groups === undefined) return true
  const group = fieldAt(form, path)?.group
  if (group === undefined) return false
  return (part.groups?.includes(group.id) ?? false) || (group.step !== undefined && (part.steps?.includes(group.step) ?? false))
}

/** Runs the derived schema over the values through vee-validate and decides which of its errors are shown. */
function useChecks(options: EngineOptions, context: ComputedRef<FormContext>) {
  const { form, unverified } = options
  const problems = shallowRef<FieldErrors>({})
  /** 待核实 is marked at the field already; as an error it only counts when the part is handed in. */
  const waiting = shallowRef<ReadonlySet<string>>(new Set())
  const left = reactive(new Set<string>())
  const handedIn = shallowRef<readonly FormPart[]>([])

  const vee = useForm<FormValues>({
    initialValues: plain(options.initial),
    keepValuesOnUnmount: true,
    validationSchema: typedSchemaOf((record) => (problems.value = validate(record))),
  })
  const version = ref(0)
  /**
   * Values are read through `version` and not through vee-validate's proxy: the engine of shared/forms asks for keys that are
   * not there yet in a way that reactivity does not see.
   */
  function read(): FormValues {
    void version.value
    return toRaw(vee.values)
  }
  function write(path: string, value: unknown): void {
    vee.setFieldValue(path, value, false)
    version.value += 1
  }
  const server = useServerErrors((path) => valueAt(read(), path))

  function validate(record: FormValues): FieldErrors {
    const outcome = validateRecord(form, plain(record), context.value, { stage: 'submit' })
    const marked = unverifiedErrors(form, plain(record), unverified.value)
    const real = { ...server.standing(), ...(outcome.ok ? {} : outcome.fields) }
    waiting.value = new Set(Object.keys(marked).filter((path) => real[path] === undefined))
    return inOrder(form, { ...marked, ...real })
  }
  const isHandedIn = (path: string): boolean => handedIn.value.some((part) => inPart(form, path, part))
  const wasLeft = (path: string): boolean => !waiting.value.has(path) && [...left].some((parent) => isUnder(path, parent))
  const shown = (path: string, message: string): ShownError => ({ path, message, label: labelAt(form, path, { record: read(), ctx: context.value }) })
  const shownErrors = computed(() => Object.entries(problems.value)
    .filter(([path]) => isHandedIn(path) || wasLeft(path)).map(([path, message]) => shown(path, message)))

  return {
    version, read, write, shownErrors, shown,
    run: async () => { await vee.validate({ mode: 'silent' }) },
    leave: (path: string) => left.add(path),
    handIn: (part: FormPart) => { handedIn.value = [...handedIn.value, part] },
    /** Live once in error: only then does a change check at once. */
    isLive: (path: string) => handedIn.value.length > 0 || shownErrors.value.some((error) => isUnder(error.path, path) || isUnder(path, error.path)),
    putServerErrors(fields: FieldErrors): void {
      server.put(fields)
      problems.value = { ...problems.value, ...fields }
    },
    restart(record: FormValues): void {
      vee.resetForm({ values: plain(record) }, { force: true })
      version.value += 1
      left.clear()
      server.clear()
      handedIn.value = []
      problems.value = {}
    },
  }
}

/** As the eye meets the fields; what belongs to no field comes last. */
function inOrder(form: FormDeclaration, fields: FieldErrors): FieldErrors {
  const order = [...formIndex(form).values()].map((entry) => entry.field)
  const placeOf = (path: string): number => {
    const found = fieldAt(form, path)
    return found === undefined ? order.length : order.indexOf(found.field)
  }
  return Object.fromEntries(Object.entries(fields).sort(([one], [other]) => placeOf(one) - placeOf(other)))
}

/** A typed text as its kind stores it; what is no text stays as it is. */
function folded(field: Field, value: unknown, siblings: FormValues): unknown {
  return field.kind === 'object' || field.kind === 'list' || typeof value !== 'string' ? value : kindOf(field).normalise(value, { field, siblings })
}

/**
 * State of one form on one page. vee-validate holds the values and runs the derived schema; which of its errors are shown is
 * decided here: those of fields that were left, and of parts that a person tried to hand in (ui.md, "Forms").
 */
export function createFormEngine(options: EngineOptions): FormEngine {
  const { form, unverified } = options
  const context = computed(options.context)
  const checks = useChecks(options, context)
  const { version, read, write, shownErrors } = checks
  const submitErrors = ref<ShownError[]>([])

  return {
    form, context, version, submitErrors, shownErrors,
    get values() { return read() },
    findings: computed(() => options.findings() ?? []),
    record: () => normaliseRecord(form, plain(read())),
    valueOf: (path) => valueAt(read(), path),
    set(path, value) {
      const live = checks.isLive(path)
      write(path, value)
      unverified.value = unverified.value.filter((marked) => !isUnder(marked, path) && !isUnder(path, marked))
      if (live) void checks.run()
      options.onChange(path)
    },
    reset(record) {
      checks.restart(record)
      submitErrors.value = []
    },
    leave(path, field) {
      const before = valueAt(read(), path)
      const after = folded(field, before, holderOf(read(), path))
      if (after !== before) write(path, after)
      checks.leave(path)
      void checks.run()
    },
    errorOf: (path) => shownErrors.value.find((error) => error.path === path)?.message,
    errorsUnder: (path) => shownErrors.value.filter((error) => isUnder(error.path, path)),
    opinionsOf: (path) => options.opinions().filter((opinion) => opinion.path === path),
    isUnverified: (path) => unverified.value.includes(path),
    confirm(path) {
      unverified.value = unverified.value.filter((marked) => marked !== path)
      void checks.run()
      options.onChange(path)
    },
    fixedReason: (field) => (options.changing() ? field.fixedInChange : undefined),
    async check(part) {
      checks.handIn(part ?? {})
      await checks.run()
      submitErrors.value = shownErrors.value.filter((error) => inPart(form, error.path, part))
      return submitErrors.value.length === 0
    },
    applyServerErrors(fields) {
      checks.putServerErrors(fields)
      checks.handIn({})
      submitErrors.value = Object.entries(fields).map(([path, message]) => checks.shown(path, message))
    },
  }
}

/** Reactive proxies do not belong into the engine of shared/forms. */
const plain = (record: FormValues): FormValues => JSON.parse(JSON.stringify(record)) as FormValues

/** The object that holds the value at a path. */
export function holderOf(record: FormValues, path: string): FormValues {
  const parent = path.replace(/(\[\d+\]|\.?[^.[\]]+)$/, '')
  const holder = parent === '' ? record : valueAt(record, parent)
  return typeof holder === 'object' && holder !== null && !Array.isArray(holder) ? (holder as FormValues) : {}
}

/** Id of a field's control in the page. */
export const controlId = (path: string): string => `field-${path.replace(/[^\w]+/g, '-')}`
