import { PencilLine } from 'lucide-react'
import { Form, FormActions, HiddenFields, HoursField, SubmitButton, TextArea } from '@/components/form'
import { SidePanel } from '@/components/layout/side-panel'
import { ButtonLink } from '@/components/ui/button'
import { Facts } from '@/components/ui/facts'
import { Meter } from '@/components/ui/meter'
import type { AuditLine } from '@/lib/audit/queries'
import { formatDay, formatInstant } from '@/lib/dates'
import { formatHours, quartersToDecimal } from '@/lib/hours'
import type { InboxRecord } from '@/lib/timesheets/inbox-record'
import { positionNames } from '@/lib/vocabulary'
import { shortDay } from '../../_components/sheet-form'
import { LineList, SheetBadges } from '../../_components/sheet-summary'
import { allowExcessAction, decideHoursAction } from '../../actions'

/** One timesheet for the one who approves it: lines, how they stand, what can be done, history. */
export function SheetPanel({
  record,
  zone,
  closeHref,
  previousHref,
  nextHref,
  here,
}: {
  record: InboxRecord
  zone: string
  closeHref: string
  previousHref?: string
  nextHref?: string
  here: string
}) {
  const { view, others, history, allowance } = record
  const sheet = view.sheet!
  const ref = { id: sheet.id, version: sheet.version, back: nextHref ?? closeHref }
  return (
    <SidePanel
      title={view.personName}
      badge={<SheetBadges view={view} />}
      subtitle={`${view.courseCode}, ${positionNames[view.position].toLowerCase()}, ${shortDay(view.period.from)} to ${formatDay(view.period.to)}`}
      closeHref={closeHref}
      previousHref={previousHref}
      nextHref={nextHref}
      facts={
        <div className="space-y-4">
          <Facts
            columns={3}
            items={[
              { label: 'Hours', value: formatHours(sheet.quarters) },
              { label: 'Payday', value: formatDay(view.period.paidOn) },
              { label: 'Submitted', value: sheet.submittedAt && formatInstant(sheet.submittedAt, zone) },
              { label: 'Approved of this work', value: formatHours(record.approvedQuarters) },
              { label: 'Cut-off', value: formatInstant(view.period.cutoffAt, zone) },
              { label: 'Email', value: record.email, widePhone: true },
              ...(sheet.onBehalfByName ? [{ label: 'Recorded by', value: sheet.onBehalfByName }] : []),
              ...(sheet.returnReason
                ? [{ label: 'Returned because', value: sheet.returnReason, wide: true }]
                : []),
            ]}
          />
          <Meter
            label="Recorded of the allocation"
            value={view.usage.recorded / 4}
            max={view.usage.ceiling / 4}
            unit="h"
            tone={view.usage.level === 'warn' ? 'warn' : undefined}
          />
        </div>
      }
      sections={[
        {
          id: 'lines',
          title: 'Lines',
          actions: record.mayRecord ? (
            <ButtonLink
              size="sm"
              href={`/hours/record/${view.allocationId}/${view.period.paydayId}`}
              icon={<PencilLine aria-hidden />}
            >
              Change on behalf
            </ButtonLink>
          ) : undefined,
          children: <LineList lines={view.lines} sheet={sheet} />,
        },
        ...(record.mayReturn
          ? [{ id: 'return', title: 'Return', children: <ReturnForm record={record} back={ref.back} /> }]
          : []),
        ...(record.mayAllow
          ? [
              {
                id: 'excess',
                title: 'Hours beyond the allocation',
                description:
                  allowance && allowance.quarters > 0
                    ? `${formatHours(allowance.quarters)} are allowed beyond it: ${allowance.reason}`
                    : 'None are allowed. Hours above the allocation are refused until you allow them.',
                children: <AllowForm record={record} here={here} />,
              },
            ]
          : []),
        ...(others.length > 0
          ? [{ id: 'others', title: 'Other paydays', children: <Others record={record} /> }]
          : []),
        { id: 'history', title: 'History', children: <History lines={history} zone={zone} /> },
      ]}
      actions={
        record.mayApprove ? (
          <Form action={decideHoursAction} className="!max-w-none" key={sheet.id} version={sheet.version}>
            <HiddenFields values={{ ...ref, act: 'approve' }} />
            <SubmitButton pendingText="Approving">
              {sheet.quarters === 0 ? 'Approve: nothing worked' : `Approve ${formatHours(sheet.quarters)}`}
            </SubmitButton>
          </Form>
        ) : undefined
      }
      actionsNote={
        record.mayApprove
          ? 'Approved hours go to the next payroll export. To return them, see Return above.'
          : undefined
      }
    />
  )
}

function ReturnForm({ record: { view }, back }: { record: InboxRecord; back: string }) {
  const sheet = view.sheet!
  return (
    <Form action={decideHoursAction} key={sheet.id} version={sheet.version}>
      <HiddenFields values={{ id: sheet.id, version: sheet.version, back, act: 'return' }} />
      {sheet.state === 'exported' && (
        <p className="mb-3 text-sm text-muted">
          These hours went to payroll. Once they are changed and approved again, the next batch carries the
          difference.
        </p>
      )}
      <TextArea name="reason" label="Reason" help="The student reads it." rows={2} maxLength={1000} />
      <SubmitButton variant="secondary" pendingText="Returning">
        {sheet.state === 'submitted' ? 'Return hours' : 'Take back and return'}
      </SubmitButton>
    </Form>
  )
}

function AllowForm({ record: { view, allowance }, here }: { record: InboxRecord; here: string }) {
  return (
    <details>
      <summary className="link min-h-10 cursor-pointer py-2 text-sm">
        {allowance && allowance.quarters > 0 ? 'Change what is allowed' : 'Allow hours beyond it'}
      </summary>
      <Form
        action={allowExcessAction}
        className="mt-2"
        key={view.allocationId}
        version={allowance?.version ?? 0}
      >
        <HiddenFields
          values={{ allocationId: view.allocationId, version: allowance?.version ?? 0, back: here }}
        />
        <HoursField
          name="extra"
          label="Hours beyond the allocation"
          help="For the whole term. 0 takes the allowance back."
          defaultValue={quartersToDecimal(allowance?.quarters ?? 0)}
        />
        <TextArea
          name="why"
          label="Why they are allowed"
          rows={2}
          maxLength={1000}
          defaultValue={allowance?.reason}
        />
        <FormActions>
          <SubmitButton variant="secondary">Save allowance</SubmitButton>
        </FormActions>
      </Form>
    </details>
  )
}

function Others({ record: { others } }: { record: InboxRecord }) {
  return (
    <ul className="divide-y divide-line border-y border-line text-sm">
      {others.map((view) => (
        <li key={view.period.paydayId} className="flex flex-wrap items-center justify-between gap-3 py-2">
          <a href={`/hours/approve/${view.sheet!.id}`} className="link">
            {formatDay(view.period.paidOn)}
          </a>
          <span className="flex items-center gap-2 tabular-nums">
            {formatHours(view.sheet!.quarters)}
            <SheetBadges view={view} />
          </span>
        </li>
      ))}
    </ul>
  )
}

const verbs: Record<string, string> = {
  'hours.save': 'Saved a draft',
  'hours.submit': 'Submitted',
  'hours.change': 'Changed the submitted hours',
  'hours.approve': 'Approved',
  'hours.return': 'Returned',
  'hours.export': 'Exported to payroll',
  'hours.allowExcess': 'Allowed hours beyond the allocation',
}

function History({ lines, zone }: { lines: AuditLine[]; zone: string }) {
  if (lines.length === 0) return <p className="text-sm text-muted">Nothing recorded yet.</p>
  return (
    <ol className="space-y-3 text-sm">
      {lines.map((line) => {
        const { after, before } = line
        const hours = typeof after?.hours === 'number' ? `${after.hours} h` : null
        const was =
          typeof before?.hours === 'number' && before.hours !== after?.hours ? `${before.hours} h` : null
        return (
          <li key={line.id}>
            <p>
              <span className="font-medium">{verbs[line.action] ?? line.action}</span>{' '}
              <span className="text-muted">
                {line.actorName}, {formatInstant(line.at, zone)}
              </span>
            </p>
            {hours && <p className="text-muted tabular-nums">{was ? `${was} → ${hours}` : hours}</p>}
            {typeof after?.allowedBeyond === 'number' && (
              <p className="text-muted tabular-nums">{`${String(before?.allowedBeyond ?? 0)} h → ${after.allowedBeyond} h`}</p>
            )}
            {line.reason && <p className="measure break-words text-muted">Reason: {line.reason}</p>}
          </li>
        )
      })}
    </ol>
  )
}
