import { Lock } from 'lucide-react'
import { Checkbox, DateField, HiddenFields, TextField, TimeField } from '@/components/form'
import { Section } from '@/components/ui/card'
import { cn } from '@/components/ui/cn'
import { dayIn, formatTime } from '@/lib/dates'
import { PAYDAY_DEFAULTS, remindersText, type StoredPayday } from '@/lib/terms/paydays'

const EMPTY_ROWS = 3

/** The stored paydays as rows to edit, and some empty rows for typed ones: one form, no scripts needed. */
export function PaydayRows({ paydays, zone }: { paydays: StoredPayday[]; zone: string }) {
  return (
    <>
      {paydays.length > 0 && (
        <ul className="divide-y divide-line border-y border-line">
          {paydays.map((payday, i) => (
            <Row key={payday.id} i={i} first={i === 0} payday={payday} zone={zone} />
          ))}
        </ul>
      )}
      <Section
        id="add"
        title="Add paydays"
        description={`Blank rows are left out. Without a day of their own, hours are due ${PAYDAY_DEFAULTS.cutoffDays} days before.`}
        className="mt-8"
      >
        <ul className="divide-y divide-line border-y border-line">
          {Array.from({ length: EMPTY_ROWS }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: empty rows are all alike
            <Row key={i} i={paydays.length + i} first={i === 0} zone={zone} />
          ))}
        </ul>
      </Section>
    </>
  )
}

function Row({ i, first, payday, zone }: { i: number; first: boolean; payday?: StoredPayday; zone: string }) {
  return (
    <li
      className={cn(
        'grid grid-cols-2 gap-x-4 gap-y-3 py-4 lg:grid-cols-[11rem_11rem_8.5rem_minmax(8rem,1fr)_8rem] lg:items-end lg:py-3 [&_[data-field]]:!mb-0',
        // Where rows stand like a table, the labels of the first are the headings of the others.
        !first && 'lg:[&_[data-field]>label]:sr-only',
      )}
    >
      {payday && <HiddenFields values={{ [`paydays[${i}].id`]: payday.id }} />}
      <DateField
        name={`paydays[${i}].paidOn`}
        label="Payday"
        readOnly={payday?.hasHours}
        defaultValue={payday?.paidOn}
      />
      <DateField
        name={`paydays[${i}].cutoffOn`}
        label="Cut-off"
        defaultValue={payday ? dayIn(payday.cutoffAt, zone) : undefined}
      />
      <TimeField
        name={`paydays[${i}].cutoffTime`}
        label="At"
        defaultValue={payday ? formatTime(payday.cutoffAt, zone) : PAYDAY_DEFAULTS.cutoffTime}
      />
      <TextField
        name={`paydays[${i}].reminders`}
        label="Reminder days"
        defaultValue={remindersText(payday?.reminderDays ?? PAYDAY_DEFAULTS.reminderDays)}
      />
      {payday?.hasHours ? (
        <p className="col-span-full flex min-h-10 items-center gap-2 text-sm text-muted lg:col-span-1">
          <Lock aria-hidden className="size-4 shrink-0" />
          Has hours
        </p>
      ) : payday ? (
        <Checkbox name={`paydays[${i}].remove`} label="Remove" />
      ) : null}
    </li>
  )
}
