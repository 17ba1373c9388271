import { Repeat } from 'lucide-react'
import { Form, HiddenFields, Remembered, SubmitButton } from '@/components/form'
import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { formatDay } from '@/lib/dates'
import { formatHours, quartersToDecimal } from '@/lib/hours'
import type { Line } from '@/lib/timesheets/rules'
import type { SheetView } from '@/lib/timesheets/sheet-view'
import { activities, activityNames } from '@/lib/vocabulary'
import { recordHoursAction } from '../actions'
import { LinesEditor, type RowValues } from './lines-editor'

/** Rows of a form without scripts: enough for a usual fortnight. */
const BLANK_ROWS = 4
const MORE_ROWS = 2

/**
 * The form of one allocation's hours for one payday. `repeated` shows the lines of the last period as if
 * they were typed: nothing is written before the person saves or submits them.
 */
export function SheetForm({
  view,
  repeated,
  repeatHref,
  back,
  cancelHref,
  onBehalf,
}: {
  view: SheetView
  repeated: boolean
  repeatHref: string
  back: string
  cancelHref?: string
  onBehalf?: boolean
}) {
  const { sheet, repeat, usualActivity } = view
  const empty = view.lines.length === 0
  const shown = repeated && repeat ? repeat.lines : view.lines
  const blank = (): RowValues => ({ day: '', hours: '', activity: usualActivity, note: '' })
  const rows = [
    ...shown.map(rowOf),
    ...Array.from({ length: shown.length > 0 ? MORE_ROWS : BLANK_ROWS }, blank),
  ]
  const submitted = sheet?.state === 'submitted'
  const submitWord = submitted
    ? 'Submit the change'
    : view.pastCutoff && sheet?.state !== 'returned'
      ? 'Submit late'
      : 'Submit hours'
  return (
    // A form of its own for what is repeated, so that its rows are new ones.
    <Form
      action={recordHoursAction}
      key={`${view.allocationId}:${view.period.paydayId}:${repeated}`}
      version={sheet?.version ?? 0}
      className="!max-w-3xl"
      aria-label={`Hours in ${view.courseCode}`}
    >
      <HiddenFields
        values={{
          allocationId: view.allocationId,
          paydayId: view.period.paydayId,
          version: sheet?.version ?? 0,
          back,
        }}
      />
      <Remembered name="do" />
      {empty && repeat && !repeated && (
        <ButtonLink
          href={repeatHref}
          scroll={false}
          icon={<Repeat aria-hidden />}
          className="mb-4 max-sm:w-full"
        >
          {`Repeat last period (${formatHours(sum(repeat.lines))})`}
        </ButtonLink>
      )}
      {repeated && repeat && (
        <Alert tone="info" className="mb-4">
          <p>
            {`The lines of the payday ${formatDay(repeat.paidOn)}, moved to this period. Check them: nothing is saved yet.`}
            {repeat.leftOut > 0 &&
              ` ${repeat.leftOut} ${repeat.leftOut === 1 ? 'line was' : 'lines were'} left out: outside this period, or in the future.`}
          </p>
        </Alert>
      )}
      <LinesEditor
        rows={rows}
        days={view.days.map((day) => ({ value: day, label: shortDay(day) }))}
        activities={activities.map((value) => ({ value, label: activityNames[value] }))}
        usualActivity={usualActivity}
        othersQuarters={view.othersQuarters}
        ceilingQuarters={view.usage.ceiling}
        courseCode={view.courseCode}
      />
      <div className="mt-6 flex flex-wrap items-center gap-2">
        <SubmitButton name="do" value="submit" pendingText="Submitting" className="max-sm:w-full">
          {onBehalf ? `${submitWord} for ${view.personName}` : submitWord}
        </SubmitButton>
        {!submitted && (
          <SubmitButton
            name="do"
            value="save"
            variant="secondary"
            pendingText="Saving"
            className="max-sm:flex-1"
          >
            Save draft
          </SubmitButton>
        )}
        {empty && !repeated && !submitted && (
          <SubmitButton
            name="do"
            value="nothing"
            variant="secondary"
            pendingText="Submitting"
            className="max-sm:flex-1"
          >
            Nothing worked
          </SubmitButton>
        )}
        {cancelHref && (
          <ButtonLink href={cancelHref} variant="ghost" className="max-sm:flex-1">
            Cancel
          </ButtonLink>
        )}
      </div>
    </Form>
  )
}

const sum = (lines: readonly Line[]) => lines.reduce((total, line) => total + line.quarters, 0)

const rowOf = (line: Line): RowValues => ({
  day: line.day,
  hours: quartersToDecimal(line.quarters),
  activity: line.activity,
  note: line.note ?? '',
})

/** "Mon 8 Mar": the year stands in the period above. */
export const shortDay = (day: string): string => formatDay(day).replace(/ \d{4}$/, '')
