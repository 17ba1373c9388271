'use client'
/**
 * Fields of choice.
 *
 *   <Select name="degree" label="Degree level" options={[{ value: 'ug', label: 'Undergraduate' }]} placeholder="Choose" />
 *   <RadioGroup name="overseas" label="Are you overseas?" options={[
 *     { value: 'yes', label: 'Yes', content: <RadioGroup name="returning" … /> }, { value: 'no', label: 'No' }]} />
 *   <Checkbox name="open" label="Open for applications" defaultChecked={term.open} />
 *   <CheckboxGroup name="roles" label="Roles" options={…} defaultValue={['student']} />
 *
 * A choice's `content` appears under it while it is chosen, by CSS alone; its fields are posted all the same,
 * so the server must ignore them when the choice is another.
 */
import type { ComponentProps, ReactNode } from 'react'
import { cn } from '../ui/cn'
import { Field, FieldError, type FieldProps, FieldSet } from './field'
import { useField } from './form-context'

export type Option = { value: string; label: string; disabled?: boolean; group?: string }

export function Select({
  options,
  defaultValue,
  placeholder,
  disabled,
  form,
  onChange,
  width = 'medium',
  ...frame
}: FieldProps & {
  options: Option[]
  defaultValue?: string | null
  /** Text of the empty choice; without it the first option is chosen. */
  placeholder?: string
  disabled?: boolean
  form?: string
  onChange?: ComponentProps<'select'>['onChange']
  width?: 'full' | 'medium' | 'short'
}) {
  const groups = [...new Set(options.map((option) => option.group))]
  const widths = { full: '', medium: 'max-w-80', short: 'max-w-48' }
  const list = (group: string | undefined) =>
    options
      .filter((option) => option.group === group)
      .map((option) => (
        <option key={option.value} value={option.value} disabled={option.disabled}>
          {option.label}
        </option>
      ))
  return (
    <Field {...frame}>
      {(aria, typed) => (
        <select
          // A select does not follow a changed defaultValue: a new answer makes a new one.
          key={typed}
          {...aria}
          disabled={disabled}
          form={form}
          onChange={onChange}
          defaultValue={typed ?? defaultValue ?? ''}
          className={cn('control', widths[width])}
        >
          {placeholder !== undefined && <option value="">{placeholder}</option>}
          {groups.map((group) =>
            group === undefined ? (
              list(group)
            ) : (
              <optgroup key={group} label={group}>
                {list(group)}
              </optgroup>
            ),
          )}
        </select>
      )}
    </Field>
  )
}

export type Choice = {
  value: string
  label: ReactNode
  help?: ReactNode
  disabled?: boolean
  /** Shown under the choice while it is chosen. */
  content?: ReactNode
}

/** One radio button or check box with its label, help and the content it calls. */
function ChoiceRow({
  type,
  id,
  name,
  choice,
  checked,
  describedBy,
  invalid,
  form,
}: {
  type: 'radio' | 'checkbox'
  id: string
  name: string
  choice: Choice
  checked: boolean
  describedBy?: string
  invalid?: boolean
  form?: string
}) {
  const help = choice.help ? `${id}-choice-help` : undefined
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)]">
      <input
        // As with a select: a new answer of the server counts even after the person has clicked.
        key={String(checked)}
        type={type}
        id={id}
        name={name}
        value={choice.value}
        form={form}
        disabled={choice.disabled}
        defaultChecked={checked}
        aria-describedby={[describedBy, help].filter(Boolean).join(' ') || undefined}
        aria-invalid={invalid && type === 'checkbox' ? true : undefined}
        className="peer mt-2.5 mr-3 size-5 pointer-coarse:mt-3"
      />
      <label
        htmlFor={id}
        className="min-h-10 w-fit py-2 text-base peer-disabled:cursor-not-allowed peer-disabled:text-muted pointer-coarse:min-h-11 pointer-coarse:py-2.5"
      >
        {choice.label}
        {choice.help && (
          <span id={help} className="block text-sm text-muted">
            {choice.help}
          </span>
        )}
      </label>
      {choice.content && (
        <div className="col-span-2 mt-1 mb-2 ml-2.5 hidden border-l-2 border-line pl-5 peer-checked:block [&>:last-child]:mb-0">
          {choice.content}
        </div>
      )}
    </div>
  )
}

export function RadioGroup({
  options,
  defaultValue,
  inline,
  form,
  ...frame
}: FieldProps & {
  options: Choice[]
  defaultValue?: string | null
  /** Side by side, for two or three short answers without content. */
  inline?: boolean
  form?: string
}) {
  const field = useField(frame.name, frame.help, frame)
  const value = field.typedOne ?? defaultValue
  return (
    <FieldSet {...frame} role="radiogroup">
      <div className={cn(inline && 'flex flex-wrap gap-x-6')}>
        {options.map((choice, index) => (
          <ChoiceRow
            key={choice.value}
            type="radio"
            id={index === 0 ? field.id : `${field.id}-${index}`}
            name={frame.name}
            form={form}
            choice={choice}
            checked={value === choice.value}
          />
        ))}
      </div>
    </FieldSet>
  )
}

export function CheckboxGroup({
  options,
  defaultValue = [],
  form,
  ...frame
}: FieldProps & { options: Choice[]; defaultValue?: string[]; form?: string }) {
  const field = useField(frame.name, frame.help, frame)
  const values = field.typedAll ?? (field.hasTyped ? [] : defaultValue)
  return (
    <FieldSet {...frame}>
      {options.map((choice, index) => (
        <ChoiceRow
          key={choice.value}
          type="checkbox"
          id={index === 0 ? field.id : `${field.id}-${index}`}
          name={frame.name}
          form={form}
          choice={choice}
          checked={values.includes(choice.value)}
          invalid={Boolean(field.error)}
        />
      ))}
    </FieldSet>
  )
}

/** A single yes/no: posts `value` (default "on") when checked and nothing when not. */
export function Checkbox({
  name,
  label,
  help,
  error,
  id,
  value = 'on',
  defaultChecked = false,
  disabled,
  content,
  form,
  className,
}: Omit<FieldProps, 'optional' | 'hideLabel'> & {
  value?: string
  defaultChecked?: boolean
  disabled?: boolean
  content?: ReactNode
  form?: string
}) {
  const field = useField(name, undefined, { error, id })
  const checked = field.typedAll ? field.typedAll.includes(value) : field.hasTyped ? false : defaultChecked
  return (
    <div data-field className={cn('mb-6', className)}>
      {field.error && <FieldError id={field.id}>{field.error}</FieldError>}
      <ChoiceRow
        type="checkbox"
        id={field.id}
        name={name}
        form={form}
        choice={{ value, label, help, disabled, content }}
        checked={checked}
        describedBy={field.error ? `${field.id}-error` : undefined}
        invalid={Boolean(field.error)}
      />
    </div>
  )
}
