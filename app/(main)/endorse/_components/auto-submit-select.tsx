'use client'
import { Select } from '@/components/form'
import type { Option } from '@/components/form/choice-fields'

/** A choice that sends its form as soon as it is made. */
export function AutoSubmitSelect({
  name,
  label,
  current,
  options,
}: {
  name: string
  label: string
  current: string
  options: Option[]
}) {
  return (
    <Select
      key={current}
      name={name}
      label={label}
      hideLabel
      options={options}
      defaultValue={current}
      width="short"
      className="!mb-0"
      onChange={(event) => event.currentTarget.form?.requestSubmit()}
    />
  )
}
