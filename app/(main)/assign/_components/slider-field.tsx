'use client'
/** A weight from 0 to 10: a range with its number beside it; arrow keys move it, and it posts without scripts. */
import { useState } from 'react'
import { useField } from '@/components/form/form-context'

export function SliderField({
  name,
  label,
  help,
  most,
  defaultValue,
}: {
  name: string
  label: string
  help: string
  most: number
  defaultValue: number
}) {
  const field = useField(name, help)
  const start = Number(field.typedOne ?? defaultValue)
  const [value, setValue] = useState(start)
  return (
    <div data-field className="mb-4">
      <div className="flex items-baseline justify-between gap-4">
        <label htmlFor={field.id} className="text-sm font-medium">
          {label}
        </label>
        <output htmlFor={field.id} className="js-only text-sm text-muted tabular-nums">
          {value} of {most}
        </output>
      </div>
      <input
        type="range"
        id={field.id}
        name={name}
        min={0}
        max={most}
        step={1}
        defaultValue={start}
        list={`${field.id}-marks`}
        aria-describedby={`${field.id}-help`}
        onChange={(event) => setValue(Number(event.target.value))}
        className="h-10 w-full accent-(--color-accent) pointer-coarse:h-11"
      />
      <datalist id={`${field.id}-marks`}>
        {[...Array(most + 1).keys()].map((mark) => (
          <option key={mark} value={mark} />
        ))}
      </datalist>
      <div aria-hidden className="flex justify-between text-xs text-muted">
        <span>Does not count</span>
        <span>Decides</span>
      </div>
      <p id={`${field.id}-help`} className="text-sm text-muted">
        {help}
      </p>
    </div>
  )
}
