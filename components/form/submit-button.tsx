'use client'
/**
 * The button that sends a form. While it is being sent the button says so and takes no second click; it is
 * never disabled for another reason (say why beside it instead).
 *
 *   <FormActions><SubmitButton pendingText="Publishing">Publish 34 results</SubmitButton> <ButtonLink …/></FormActions>
 */
import { LoaderCircle } from 'lucide-react'
import { type ComponentProps, type ReactNode, useContext } from 'react'
import { useFormStatus } from 'react-dom'
import { type ButtonSize, type ButtonVariant, buttonClass } from '../ui/button'
import { cn } from '../ui/cn'
import { FormContext } from './form-context'

export function SubmitButton({
  variant = 'primary',
  size,
  icon,
  full,
  pendingText,
  children,
  className,
  onClick,
  ...rest
}: {
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: ReactNode
  full?: boolean
  /** Shown while the form is sent; default is the button's own text. */
  pendingText?: ReactNode
} & Omit<ComponentProps<'button'>, 'type'>) {
  const status = useFormStatus()
  const context = useContext(FormContext)
  const pending = status.pending || context.pending
  // Of several buttons only the pressed one turns.
  const mine = pending && (!rest.name || status.data?.get(rest.name) === rest.value)
  return (
    <button
      type="submit"
      aria-disabled={pending || undefined}
      aria-busy={mine || undefined}
      onClick={(event) => {
        if (pending) event.preventDefault()
        else onClick?.(event)
      }}
      className={cn(buttonClass({ variant, size, full }), className)}
      {...rest}
    >
      {mine ? <LoaderCircle aria-hidden className="animate-spin" /> : icon}
      {mine ? (pendingText ?? children) : children}
    </button>
  )
}

/** The row of buttons at the end of a form, primary first. `note` says what the button will do. */
export function FormActions({ children, note }: { children: ReactNode; note?: ReactNode }) {
  return (
    <div className="mt-8">
      {note && <p className="measure mb-3 text-sm text-muted">{note}</p>}
      <div className="flex flex-wrap items-center gap-2">{children}</div>
    </div>
  )
}
