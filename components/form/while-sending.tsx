'use client'
import { useContext, useEffect } from 'react'
import { useFormStatus } from 'react-dom'
import { FormContext } from './form-context'

/**
 * Tells whoever stands around a form, a plain one too, when it is on its way and when its answer is there: only what
 * is inside the form knows. `tell` stays the same function from drawing to drawing (`useCallback`).
 */
export function WhileSending({ tell }: { tell: (sending: boolean) => void }) {
  const { pending } = useContext(FormContext)
  const status = useFormStatus()
  const sending = pending || status.pending
  useEffect(() => tell(sending), [sending, tell])
  return null
}
