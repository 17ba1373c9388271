'use client'
/**
 * Fields of one line and of many. All take the FieldProps (name, label, help, optional) and `defaultValue`;
 * what was typed before a failed submit wins over `defaultValue`.
 *
 *   <TextField name="upi" label="UPI" help="For example abcd123" width="short" autoComplete="username" />
 *   <EmailField name="email" label="Preferred email" />
 *   <NumberField name="students" label="Estimated students" min={0} suffix="students" />
 *   <HoursField name="hours" label="Hours for the whole term" />
 *   <DateField name="deadline" label="Deadline" />
 *   <TextArea name="experience" label="Relevant experience" maxLength={1000} />
 *   <SearchField name="q" label="Search courses" />
 */
import { Search } from 'lucide-react'
import { type ComponentProps, type ReactNode, useState } from 'react'
import { cn } from '../ui/cn'
import { Field, type FieldProps } from './field'

type InputExtras = Pick<
  ComponentProps<'input'>,
  | 'autoComplete'
  | 'autoCapitalize'
  | 'inputMode'
  | 'maxLength'
  | 'readOnly'
  | 'disabled'
  | 'list'
  | 'spellCheck'
  | 'form'
  | 'onChange'
  | 'placeholder'
>
type Width = 'full' | 'medium' | 'short' | 'tiny'
const widths: Record<Width, string> = { full: '', medium: 'max-w-80', short: 'max-w-48', tiny: 'max-w-28' }

type TextProps = FieldProps &
  InputExtras & {
    defaultValue?: string | number | null
    width?: Width
    prefix?: ReactNode
    suffix?: ReactNode
  }

/** Leaves the props of the control itself, without those of the frame. */
function split<P extends FieldProps>(props: P) {
  const { name, label, help, optional, error, id, hideLabel, className, ...control } = props
  return { frame: { name, label, help, optional, error, id, hideLabel, className }, control }
}

function Input({
  type,
  props,
  extra,
}: {
  type: string
  props: TextProps
  extra?: Omit<ComponentProps<'input'>, 'type'>
}) {
  const { frame, control } = split(props)
  const { defaultValue, width = 'full', prefix, suffix, ...attributes } = control
  return (
    <Field {...frame}>
      {(aria, typed) => {
        const { className, ...more } = extra ?? {}
        const input = (
          <input
            type={type}
            {...more}
            {...attributes}
            {...aria}
            defaultValue={typed ?? defaultValue ?? ''}
            className={cn('control', !prefix && !suffix && widths[width], className)}
          />
        )
        if (!prefix && !suffix) return input
        return (
          <div className={cn('flex items-center gap-2', widths[width])}>
            {prefix && <span className="shrink-0 text-muted">{prefix}</span>}
            {input}
            {suffix && <span className="shrink-0 text-muted">{suffix}</span>}
          </div>
        )
      }}
    </Field>
  )
}

export function TextField(props: TextProps) {
  return <Input type="text" props={props} />
}

export function EmailField(props: TextProps) {
  return (
    <Input
      type="email"
      props={{ autoComplete: 'email', spellCheck: false, autoCapitalize: 'none', ...props }}
      extra={{ inputMode: 'email' }}
    />
  )
}

export function NumberField({
  min,
  max,
  step = 1,
  ...props
}: TextProps & { min?: number; max?: number; step?: number | 'any' }) {
  const whole = typeof step === 'number' && Number.isInteger(step)
  return (
    <Input
      type="number"
      props={{ width: 'short', ...props }}
      extra={{ min, max, step, inputMode: whole ? 'numeric' : 'decimal', className: 'tabular-nums' }}
    />
  )
}

/**
 * Hours in quarter steps, as a decimal: "42.5". A text field: browsers drop "42,5" and "42.5 h" from a number field,
 * which `parseHours` reads, and change a number field as the wheel passes over it.
 */
export function HoursField(props: TextProps) {
  return (
    <Input
      type="text"
      props={{ width: 'tiny', suffix: 'h', autoComplete: 'off', ...props }}
      extra={{ inputMode: 'decimal', className: 'tabular-nums' }}
    />
  )
}

/** A calendar day, posted as YYYY-MM-DD. */
export function DateField({ min, max, ...props }: TextProps & { min?: string; max?: string }) {
  return (
    <Input type="date" props={{ width: 'short', ...props }} extra={{ min, max, className: 'tabular-nums' }} />
  )
}

/** A time of day, posted as HH:MM. */
export function TimeField(props: TextProps) {
  return <Input type="time" props={{ width: 'short', ...props }} extra={{ className: 'tabular-nums' }} />
}

export function TextArea({
  rows = 5,
  maxLength,
  defaultValue,
  readOnly,
  disabled,
  onChange,
  ...frame
}: FieldProps & {
  rows?: number
  /** Shown as remaining characters; text beyond it is kept and refused by the server, never cut silently. */
  maxLength?: number
  defaultValue?: string | null
  readOnly?: boolean
  disabled?: boolean
  onChange?: (value: string) => void
}) {
  const [length, setLength] = useState<number | null>(null)
  return (
    <Field {...frame}>
      {(aria, typed) => {
        const start = typed ?? defaultValue ?? ''
        const left = maxLength === undefined ? undefined : maxLength - (length ?? start.length)
        return (
          <>
            <textarea
              {...aria}
              rows={rows}
              readOnly={readOnly}
              disabled={disabled}
              defaultValue={start}
              onChange={(event) => {
                setLength(event.target.value.length)
                onChange?.(event.target.value)
              }}
              className="control field-sizing-content min-h-24"
              style={{ minHeight: `${rows * 1.5 + 1}rem` }}
            />
            {left !== undefined && (
              <p
                aria-live={left <= 50 ? 'polite' : 'off'}
                className={cn(
                  'js-only text-sm tabular-nums',
                  left < 0 ? 'font-medium text-bad' : 'text-muted',
                )}
              >
                {left < 0
                  ? `${(-left).toLocaleString('en-NZ')} ${left === -1 ? 'character' : 'characters'} too many`
                  : `${left.toLocaleString('en-NZ')} ${left === 1 ? 'character' : 'characters'} left`}
              </p>
            )}
          </>
        )
      }}
    </Field>
  )
}

/** Search box with a lens; put it in a GET form. */
export function SearchField({ defaultValue, hideLabel = true, ...props }: TextProps) {
  const { frame, control } = split({ hideLabel, ...props })
  const { width = 'full', prefix: _prefix, suffix: _suffix, ...attributes } = control
  return (
    <Field {...frame} className={cn('!mb-0', frame.className)} optional={false}>
      {({ 'aria-required': _, ...aria }) => (
        <div className={cn('relative', widths[width])}>
          <Search
            aria-hidden
            className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
          />
          <input
            type="search"
            enterKeyHint="search"
            autoComplete="off"
            {...attributes}
            {...aria}
            defaultValue={defaultValue ?? ''}
            className="control !pl-9 !text-sm pointer-coarse:!text-base"
          />
        </div>
      )}
    </Field>
  )
}
