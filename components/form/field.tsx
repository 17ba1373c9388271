'use client'
/**
 * The frame of a field: label above, help under it, error between help and control. Required is the default;
 * `optional` marks the others. Use it to wrap a control of your own; the ready fields use it already.
 *
 *   <Field name="room" label="Room" help="Building and number">
 *     {(control) => <input {...control} className="control" />}
 *   </Field>
 *
 * FieldSet is the same for a group of controls (radio buttons, check boxes, a date and a time).
 */
import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '../ui/cn'
import { useField } from './form-context'

/** Props that every ready field takes. */
export type FieldProps = {
  name: string
  label: ReactNode
  help?: ReactNode
  optional?: boolean
  /** Shown instead of the form's own message. */
  error?: string
  /** Replaces `f-<name>`, where the same name stands twice on a page. */
  id?: string
  /** Label only for screen readers, where the place says it already (a table cell). */
  hideLabel?: boolean
  className?: string
}

export type ControlProps = {
  id: string
  name: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
  'aria-required': true | undefined
}

export function Label({
  htmlFor,
  children,
  optional,
  hidden,
}: {
  htmlFor: string
  children: ReactNode
  optional?: boolean
  hidden?: boolean
}) {
  return (
    <label htmlFor={htmlFor} className={hidden ? 'sr-only' : 'block w-fit text-base font-medium'}>
      {children}
      {optional && <span className="font-normal text-muted"> (optional)</span>}
    </label>
  )
}

export function FieldHelp({ id, children }: { id: string; children: ReactNode }) {
  return (
    <div id={`${id}-help`} className="measure text-sm text-muted">
      {children}
    </div>
  )
}

export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={`${id}-error`} className="flex gap-1.5 text-sm font-medium text-bad">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>
        <span className="sr-only">Error: </span>
        {children}
      </span>
    </p>
  )
}

export function Field({
  name,
  label,
  help,
  optional,
  error,
  id,
  hideLabel,
  className,
  children,
}: FieldProps & { children: (control: ControlProps, typed: string | undefined) => ReactNode }) {
  const field = useField(name, help, { error, id })
  return (
    <div data-field className={cn('mb-6 flex flex-col gap-1', className)}>
      <Label htmlFor={field.id} optional={optional} hidden={hideLabel}>
        {label}
      </Label>
      {help && <FieldHelp id={field.id}>{help}</FieldHelp>}
      {field.error && <FieldError id={field.id}>{field.error}</FieldError>}
      {children(
        {
          id: field.id,
          name,
          'aria-describedby': field.describedBy,
          'aria-invalid': field.error ? true : undefined,
          'aria-required': optional || !field.inForm ? undefined : true,
        },
        field.typedOne,
      )}
    </div>
  )
}

export function FieldSet({
  name,
  label,
  help,
  optional,
  error,
  id,
  hideLabel,
  className,
  role,
  children,
}: FieldProps & { role?: 'radiogroup'; children: ReactNode }) {
  const field = useField(name, help, { error, id })
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the attributes are set with the role radiogroup only
    <fieldset
      data-field
      role={role}
      aria-describedby={field.describedBy}
      aria-invalid={role && field.error ? true : undefined}
      aria-required={role && !optional && field.inForm ? true : undefined}
      className={cn('mb-6 min-w-0', className)}
    >
      <legend className={cn('mb-1 text-base font-medium', hideLabel && 'sr-only')}>
        {label}
        {optional && <span className="font-normal text-muted"> (optional)</span>}
      </legend>
      <div className="flex flex-col gap-1">
        {help && <FieldHelp id={field.id}>{help}</FieldHelp>}
        {field.error && <FieldError id={field.id}>{field.error}</FieldError>}
        {children}
      </div>
    </fieldset>
  )
}
