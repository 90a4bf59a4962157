import { defineComponent, inject, provide, type InjectionKey, type PropType, type Slots } from 'vue'
import type { Field } from '#shared/forms/types'
import type { FormEngine } from './form-engine'

/** What a page's action slot gets: the field or block it stands at, and the engine to read and set values. */
export interface ActionScope {
  path: string
  field: Field
  engine: FormEngine
}

const SLOTS: InjectionKey<Slots> = Symbol('form slots')
export const provideFormSlots = (slots: Slots): void => provide(SLOTS, slots)

/** Draws one of the renderer's slots wherever in the form its place is. */
export const FormSlot = defineComponent({
  props: { name: { type: String, required: true }, scope: { type: Object as PropType<ActionScope>, required: true } },
  setup(props) {
    const slots = inject(SLOTS, {})
    return () => slots[props.name]?.(props.scope)
  },
})
