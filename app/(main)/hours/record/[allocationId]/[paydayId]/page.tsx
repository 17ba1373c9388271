import type { Metadata } from 'next'
import { cache } from 'react'
import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { Meter } from '@/components/ui/meter'
import { PageHeader } from '@/components/ui/page-header'
import { formatDay, formatInstant, type IsoDay, todayIn } from '@/lib/dates'
import { notFound } from '@/lib/errors'
import { getSettings } from '@/lib/settings/queries'
import { isEmptyPeriod } from '@/lib/timesheets/periods'
import type { SheetView } from '@/lib/timesheets/sheet-view'
import { getSheet } from '@/lib/timesheets/sheets'
import { timesheetRefusal } from '@/lib/timesheets/states'
import { positionNames } from '@/lib/vocabulary'
import { definePage, type PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'
import { SheetForm, shortDay } from '../../../_components/sheet-form'
import { LineList, ReturnedNotice, SheetBadges } from '../../../_components/sheet-summary'

const sheetOf = cache(getSheet)

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const [viewer, { allocationId = '', paydayId = '' }] = await Promise.all([getViewer(), params])
  const found = viewer && (await sheetOf(viewer, allocationId, paydayId).catch(() => null))
  return { title: found?.view ? `Hours in ${found.view.courseCode}` : 'Hours' }
}

export default definePage(
  { path: '/hours/record/[allocationId]/[paydayId]', gate: 'hours.record' },
  async ({ viewer, params, searchParams }) => {
    const { view } = await sheetOf(viewer, params.allocationId ?? '', params.paydayId ?? '')
    if (!view) throw notFound('This timesheet')
    const { timeZone: zone } = await getSettings()
    const own = view.userId === viewer.id
    const list = own ? `/hours?term=${view.termId}` : `/hours/approve?term=${view.termId}`
    const back = own || !view.sheet ? list : `/hours/approve/${view.sheet.id}`
    const noDays = whyNoDays(view, todayIn(zone))
    const here = `/hours/record/${view.allocationId}/${view.period.paydayId}`
    return (
      <div className="max-w-3xl">
        <PageHeader
          title={own ? `Hours in ${view.courseCode}` : `Hours of ${view.personName}`}
          badge={<SheetBadges view={view} />}
          description={`${view.courseCode} ${view.courseName}, ${positionNames[view.position].toLowerCase()}. ${shortDay(view.period.from)} to ${formatDay(view.period.to)}, paid ${formatDay(view.period.paidOn)}.`}
          breadcrumb={[{ label: own ? 'Hours' : 'Approve hours', href: list }]}
        />
        {!own && (
          <Alert tone="info" className="mb-4" title={`You are recording for ${view.personName}`}>
            <p>It is written down in the audit log and shown to them.</p>
          </Alert>
        )}
        <ReturnedNotice view={view} zone={zone} />
        {view.editable && !noDays && view.pastCutoff && view.sheet?.state !== 'returned' && (
          <Alert tone="warning" className="mb-4">
            <p>{`Hours were due ${formatInstant(view.period.cutoffAt, zone)}. What is submitted now is marked as late.`}</p>
          </Alert>
        )}
        {view.editable && noDays ? (
          <div className="max-w-xl space-y-4">
            <p>{noDays}</p>
            <ButtonLink href={back}>Back to the hours</ButtonLink>
          </div>
        ) : view.editable ? (
          <SheetForm
            view={view}
            repeated={searchParams.repeat === '1'}
            repeatHref={`${here}?repeat=1`}
            back={back}
            cancelHref={back}
            onBehalf={!own}
          />
        ) : (
          <Closed view={view} />
        )}
      </div>
    )
  },
)

/** Why there is no day to record hours for yet; null where there is one, or a timesheet to go on with. */
function whyNoDays({ sheet, days, period }: SheetView, today: IsoDay): string | null {
  if (sheet || days.length > 0) return null
  if (isEmptyPeriod(period)) return 'No days belong to this payday: their hours are recorded for another one.'
  return period.from > today
    ? `This pay period begins on ${formatDay(period.from)}. Its hours can be recorded from then on.`
    : 'The work ended before this pay period began: there is nothing to record.'
}

function Closed({ view }: { view: SheetView }) {
  const why = view.sheet ? timesheetRefusal(view.sheet.state, 'save', false) : null
  return (
    <div className="max-w-xl space-y-4">
      <p className="text-sm text-muted">
        {why ?? 'Hours cannot be recorded here: the work is not accepted, or the term is archived.'}
      </p>
      <LineList lines={view.lines} sheet={view.sheet} />
      <Meter
        label={`Recorded in ${view.courseCode}`}
        value={view.usage.recorded / 4}
        max={view.usage.ceiling / 4}
        unit="h"
        tone={view.usage.level === 'warn' ? 'warn' : undefined}
      />
    </div>
  )
}
