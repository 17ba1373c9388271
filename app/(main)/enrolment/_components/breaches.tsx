import { HoursField } from '@/components/form'

export { Breaches } from '../../review/_components/breaches'

/** Hours in quarters, as text that the server reads ("12.5"). */
export function HoursInput({ label, defaultValue }: { label: string; defaultValue?: string }) {
  return (
    <HoursField
      name="hours"
      label={label}
      help="In quarter hours, such as 12.5."
      defaultValue={defaultValue}
    />
  )
}
