'use client'
/**
 * The lines of a timesheet: rows of day, hours, activity and note, some of them blank, and the running total.
 * Plain fields that post without scripts; with them rows are added and cleared, and the total follows.
 */
import { Plus, X } from 'lucide-react'
import { useContext, useEffect, useRef, useState } from 'react'
import { FieldError } from '@/components/form/field'
import { FormContext, fieldId, useField } from '@/components/form/form-context'
import { Button, IconButton } from '@/components/ui/button'
import { Meter } from '@/components/ui/meter'
import { formatHours, parseHours } from '@/lib/hours'

export type RowValues = { day: string; hours: string; activity: string; note: string }
type Choice = { value: string; label: string }

const parts = ['day', 'hours', 'activity', 'note'] as const

export function LinesEditor({
  rows: given,
  days,
  activities,
  usualActivity,
  othersQuarters,
  ceilingQuarters,
  courseCode,
}: {
  rows: RowValues[]
  days: Choice[]
  activities: Choice[]
  usualActivity: string
  othersQuarters: number
  ceilingQuarters: number
  courseCode: string
}) {
  const { state } = useContext(FormContext)
  const typed = state.values
  const [rows, setRows] = useState<RowValues[]>(() => (typed ? typedRows(typed, given) : given))
  const root = useRef<HTMLDivElement>(null)
  const added = useRef(false)

  // What was typed before this script arrived counts.
  useEffect(() => {
    const form = root.current?.closest('form')
    if (!form) return
    const data = new FormData(form)
    setRows((now) =>
      now.map((row, i) => ({
        ...row,
        ...valuesOf((part) => data.get(`lines[${i}].${part}`) as string | null),
      })),
    )
  }, [])
  useEffect(() => {
    if (!added.current) return
    added.current = false
    document.getElementById(fieldId(`lines[${rows.length - 1}].day`))?.focus()
  }, [rows.length])

  const change = (i: number, values: Partial<RowValues>) =>
    setRows((now) => now.map((row, n) => (n === i ? { ...row, ...values } : row)))
  const quarters = rows.reduce((sum, row) => {
    const answer = parseHours(row.hours)
    return sum + (answer.ok && row.hours.trim() ? answer.quarters : 0)
  }, 0)
  const total = othersQuarters + quarters
  const share = ceilingQuarters > 0 ? total / ceilingQuarters : total > 0 ? 2 : 0
  return (
    <div ref={root}>
      <ul className="divide-y divide-line border-y border-line">
        {rows.map((row, i) => (
          <Row
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are only added at the end; their names are their places
            key={i}
            i={i}
            row={row}
            days={days}
            activities={activities}
            change={(values) => change(i, values)}
            clear={() => change(i, { day: '', hours: '', note: '', activity: usualActivity })}
          />
        ))}
      </ul>
      <p className="mt-2 hidden text-sm text-muted noscript:block">
        Blank rows are passed over. Save the draft to get more rows.
      </p>
      <div className="js-only mt-2">
        <Button
          variant="ghost"
          icon={<Plus aria-hidden />}
          onClick={() => {
            added.current = true
            setRows((now) => [...now, { day: '', hours: '', activity: usualActivity, note: '' }])
          }}
        >
          Add a line
        </Button>
      </div>
      <div className="mt-3" aria-live="polite">
        <p className="mb-1 text-sm">
          This payday: <span className="font-medium tabular-nums">{formatHours(quarters)}</span>
        </p>
        <Meter
          label={`Recorded in ${courseCode}`}
          value={total / 4}
          max={ceilingQuarters / 4}
          unit="h"
          tone={share >= 0.8 ? 'warn' : undefined}
        />
        {share > 1 ? (
          <p className="mt-1 text-sm text-bad">
            More than your hours in this course. Ask the coordinator to raise them or to allow the excess.
          </p>
        ) : (
          share >= 0.8 && (
            <p className="mt-1 text-sm text-warn">
              {Math.floor(share * 100)} % of your hours in this course are recorded.
            </p>
          )
        )}
      </div>
    </div>
  )
}

function Row({
  i,
  row,
  days,
  activities,
  change,
  clear,
}: {
  i: number
  row: RowValues
  days: Choice[]
  activities: Choice[]
  change: (values: Partial<RowValues>) => void
  clear: () => void
}) {
  const name = (part: (typeof parts)[number]) => `lines[${i}].${part}`
  const day = useField(name('day'))
  const hours = useField(name('hours'))
  const activity = useField(name('activity'))
  const note = useField(name('note'))
  const blank = !row.day && !row.hours && !row.note
  return (
    <li data-field className="py-3">
      <fieldset>
        <legend className="sr-only">Line {i + 1}</legend>
        {[day, hours, activity, note].map(
          (field) =>
            field.error && (
              <FieldError key={field.id} id={field.id}>
                {field.error}
              </FieldError>
            ),
        )}
        <div className="grid grid-cols-[minmax(0,1fr)_5.5rem] gap-x-3 gap-y-2 sm:grid-cols-[10rem_5.5rem_10rem_minmax(0,1fr)_2.5rem] sm:items-end">
          <Labelled field={day} label="Day">
            <select
              {...control(day, name('day'))}
              value={row.day}
              onChange={(event) => change({ day: event.target.value })}
            >
              <option value="">Choose</option>
              {row.day && !days.some((choice) => choice.value === row.day) && (
                <option value={row.day}>{row.day}</option>
              )}
              {days.map((choice) => (
                <option key={choice.value} value={choice.value}>
                  {choice.label}
                </option>
              ))}
            </select>
          </Labelled>
          <Labelled field={hours} label="Hours">
            <input
              {...control(hours, name('hours'))}
              type="text"
              inputMode="decimal"
              autoComplete="off"
              value={row.hours}
              onChange={(event) => change({ hours: event.target.value })}
              className="control text-right tabular-nums"
            />
          </Labelled>
          <div className="max-sm:col-span-2">
            <Labelled field={activity} label="Activity">
              <select
                {...control(activity, name('activity'))}
                value={row.activity}
                onChange={(event) => change({ activity: event.target.value })}
              >
                {activities.map((choice) => (
                  <option key={choice.value} value={choice.value}>
                    {choice.label}
                  </option>
                ))}
              </select>
            </Labelled>
          </div>
          <div className="col-start-1 sm:col-start-auto">
            <Labelled field={note} label="Note (optional)">
              <input
                {...control(note, name('note'))}
                type="text"
                maxLength={500}
                value={row.note}
                onChange={(event) => change({ note: event.target.value })}
              />
            </Labelled>
          </div>
          <div className="js-only flex items-end justify-end max-sm:col-start-2 max-sm:row-start-3">
            {!blank && <IconButton label={`Clear line ${i + 1}`} icon={<X aria-hidden />} onClick={clear} />}
          </div>
        </div>
      </fieldset>
    </li>
  )
}

type FieldAnswer = ReturnType<typeof useField>

const control = (field: FieldAnswer, name: string) => ({
  id: field.id,
  name,
  'aria-describedby': field.describedBy,
  'aria-invalid': field.error ? (true as const) : undefined,
  className: 'control',
})

function Labelled({
  field,
  label,
  children,
}: {
  field: FieldAnswer
  label: string
  children: React.ReactNode
}) {
  return (
    <div className="min-w-0">
      <label htmlFor={field.id} className="mb-0.5 block w-fit text-sm text-muted">
        {label}
      </label>
      {children}
    </div>
  )
}

function valuesOf(read: (part: (typeof parts)[number]) => string | null | undefined): Partial<RowValues> {
  const found: Partial<RowValues> = {}
  for (const part of parts) {
    const value = read(part)
    if (typeof value === 'string') found[part] = value
  }
  return found
}

/** Rows as they were posted, for a page that comes back with problems and has no scripts. */
function typedRows(values: Record<string, string | string[]>, given: RowValues[]): RowValues[] {
  let count = given.length
  while (`lines[${count}].day` in values) count++
  return Array.from({ length: count }, (_, i) => ({
    ...(given[i] ?? { day: '', hours: '', activity: '', note: '' }),
    ...valuesOf((part) => {
      const value = values[`lines[${i}].${part}`]
      return Array.isArray(value) ? value.at(-1) : value
    }),
  }))
}
