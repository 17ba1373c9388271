'use client'
import { useContext } from 'react'
import { Checkbox } from '@/components/form'
import { FormContext } from '@/components/form/form-context'

/** The box that confirms a cut-off in the past. It stands there once a save was refused for want of it. */
export function PastCutoff() {
  const { state } = useContext(FormContext)
  if (!state.errors?.pastCutoff && !state.values?.pastCutoff) return null
  return <Checkbox name="pastCutoff" label="The cut-off lies in the past" className="mt-6" />
}
