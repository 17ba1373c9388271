'use client'
/**
 * After a conflict the buttons are "Keep mine" and "Take theirs": what was pressed first goes along. Any form whose
 * action can answer with a conflict and that has more than one submit button needs it, before those buttons: a
 * button that is pressed anew comes after it, and the last value of a name counts.
 *
 *   <Form action={save}><Remembered name="do" /> … <SubmitButton name="do" value="submit">Submit</SubmitButton></Form>
 */
import { useContext } from 'react'
import { FormContext } from './form-context'

export function Remembered({ name }: { name: string }) {
  const { state } = useContext(FormContext)
  const pressed = state.values?.[name]
  if (!state.conflict || pressed === undefined) return null
  return <input type="hidden" name={name} value={Array.isArray(pressed) ? pressed.at(-1) : pressed} />
}
