import { useForm, type GenericObject } from 'vee-validate'
import { computed, ref, shallowRef } from 'vue'
import { COMMANDS, type Input, type Output, type PlainName } from '#shared/contract/registry'
import { CommandError, invoke } from '@/bridge/client'

/**
 * A small form over one command: the command's own input schema checks it on the page (vee-validate), the trusted side
 * checks it again, and its field errors come back to the same fields. Longer forms are declared (shared/forms).
 * @param initial the values at the start; keys that are no fields of the page stay as given
 */
export function useCommandForm<K extends PlainName>(command: K, initial: Input<K>) {
  const form = useForm<GenericObject>({ validationSchema: COMMANDS[command].input, initialValues: initial as GenericObject })
  const busy = ref(false)
  /** A refusal that belongs to no field of the page. */
  const failure = shallowRef<unknown>()
  const shown = new Set<string>()

  /** Binding of one input: value, error, checked when left and live once it has an error. */
  function field(name: string) {
    shown.add(name)
    const [value] = form.defineField(name, (state) => ({ validateOnModelUpdate: state.errors.length > 0 }))
    return {
      value,
      error: computed(() => form.errors.value[name as never] as string | undefined),
      check: (): void => { void form.validateField(name) },
    }
  }

  /** Checks only some fields, for forms in steps; focuses nothing. */
  async function valid(names: readonly string[]): Promise<boolean> {
    const results = await Promise.all(names.map((name) => form.validateField(name)))
    return results.every((result) => result.valid)
  }

  /** Sends it; undefined when it was refused, with the reasons at the fields or in `failure`. */
  async function submit(): Promise<Output<K> | undefined> {
    failure.value = undefined
    const { valid: fine } = await form.validate()
    if (!fine || busy.value) return undefined
    busy.value = true
    try {
      return await invoke(command, form.values as Input<K>)
    } catch (error) {
      const fields = error instanceof CommandError ? (error.body.fields ?? {}) : {}
      const here = Object.entries(fields).filter(([name]) => shown.has(name))
      for (const [name, message] of here) form.setFieldError(name, message)
      if (here.length === 0) failure.value = error
      return undefined
    } finally {
      busy.value = false
    }
  }

  return { field, valid, submit, busy, failure, values: form.values, setValue: form.setFieldValue, setError: form.setFieldError }
}
