'use client'
import type { ComponentProps } from 'react'
import { useFormStatus } from 'react-dom'

/**
 * The button of a form that is nothing but this button, in looks of its own (else SubmitButton). It takes no second
 * press: that would find done what it is to do, and say that nothing was done.
 */
export function OnceButton(props: Omit<ComponentProps<'button'>, 'type' | 'onClick'>) {
  const { pending } = useFormStatus()
  return (
    <button
      {...props}
      type="submit"
      aria-disabled={pending || undefined}
      onClick={(event) => pending && event.preventDefault()}
    />
  )
}
