'use client'
/** How fields find the answer of their form: error, typed value, pending. */
import { createContext, useContext } from 'react'
import type { FormState } from './form-state'

export type FormContextValue = { state: FormState; pending: boolean; inForm: boolean }

export const FormContext = createContext<FormContextValue>({
  state: { status: 'idle' },
  pending: false,
  inForm: false,
})

/** The id of the control with this name, which the error summary links to. */
export function fieldId(name: string): string {
  return `f-${name}`
}

/**
 * What a field needs to know.
 * @returns its id, its error if any, the typed value if the form came back with one (else undefined), and the
 *   ids for `aria-describedby` of help and error.
 */
export function useField(name: string, help?: unknown, override?: { error?: string; id?: string }) {
  const { state, inForm } = useContext(FormContext)
  const id = override?.id ?? fieldId(name)
  const error = override?.error ?? state.errors?.[name]
  const typed = state.values?.[name]
  return {
    id,
    error,
    /** Inside a <Form>; in the GET forms of tables nothing is required. */
    inForm,
    /** Last value typed, for fields with one value. */
    typedOne: Array.isArray(typed) ? typed.at(-1) : typed,
    /** All values typed, for fields with a repeated name. */
    typedAll: typed === undefined ? undefined : Array.isArray(typed) ? typed : [typed],
    /** The form came back with what was typed: an absent checkbox was unchecked. */
    hasTyped: state.values !== undefined,
    describedBy:
      [help ? `${id}-help` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined,
  }
}
