import { ChevronRight } from 'lucide-react'
import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { Section } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { Stat, StatGrid } from '@/components/ui/stat'
import { type LeftOut, leftOutWords } from '@/lib/assignment-runs/base'
import type { LookBefore } from '@/lib/assignment-runs/look'
import { formatHours } from '@/lib/hours'
import type { AssignmentScope } from '@/lib/vocabulary'

/** Shortages that are told one by one; the others are in a list that opens. */
const TOLD = 5

/** What the figure counts: not the same as the hours that the budgets plan for a position (home, reports). */
const neededNotes: Record<AssignmentScope, string> = {
  tutor: 'what the budgets leave tutors beside the hours of markers, given already or not',
  marker: 'what the budgets leave markers beside the hours of tutors, given already or not',
  both: 'the budgets of the courses for both positions, given already or not',
}

/** What goes into a scenario made now, and what cannot be filled whatever the solver does. */
export function Before({
  look,
  scope,
  termId,
  checked,
}: {
  look: LookBefore
  scope: AssignmentScope
  termId: string
  /** "Check with these rules" was pressed: the answer says so, and takes the focus. */
  checked: boolean
}) {
  if (look.people === 0)
    return (
      <EmptyState
        title="No application takes part"
        action={<ButtonLink href={`/review?term=${termId}`}>Go to review</ButtonLink>}
      >
        Only submitted applications that are not published take part
        {leftOut(look).length > 0 ? `; left out here: ${leftOut(look).join(', ')}` : ''}.
      </EmptyState>
    )
  const { shortages } = look
  const missing = shortages.reduce((sum, one) => sum + one.missing, 0)
  const open = `${missing.toLocaleString('en-NZ')} h`
  const cannot = `${shortages.length} ${shortages.length === 1 ? 'course' : 'courses'} cannot be filled`
  const given = look.taken.quarters + look.fixed.quarters
  return (
    <Section
      id="before"
      title="What goes in"
      description={
        leftOut(look).length > 0 ? `Left out of the applications: ${leftOut(look).join(', ')}.` : undefined
      }
    >
      {checked && (
        <p id="checked" tabIndex={-1} className="mb-4 scroll-mt-20 text-base font-medium">
          Checked with these rules:{' '}
          {shortages.length === 0
            ? 'each course has enough eligible people for its hours, taken by itself.'
            : `${cannot}; at least ${open} stay open.`}
        </p>
      )}
      <StatGrid>
        <Stat
          label="People"
          value={look.people}
          note={scope === 'both' ? `${look.applications} applications` : undefined}
        />
        <Stat label="Courses" value={look.courses} />
        <Stat
          label="Hours needed"
          value={formatHours(look.demandQuarters)}
          note={`${neededNotes[scope]}${
            look.plannedQuarters === look.demandQuarters
              ? ''
              : `. Home and reports count what is planned, whatever others hold of it: ${formatHours(look.plannedQuarters)}`
          }`}
        />
        <Stat
          label="Given already"
          value={formatHours(given)}
          note={
            given > 0
              ? `${look.taken.people + look.fixed.pairs} published or pre-assigned, which stay; ${formatHours(look.leftQuarters)} are left to give`
              : 'nothing is published or pre-assigned yet'
          }
        />
      </StatGrid>
      {look.remarks.length > 0 && (
        <Alert tone="info" className="mt-4">
          <ul className="list-disc space-y-1 pl-5">
            {look.remarks.slice(0, 10).map((remark) => (
              <li key={remark}>{remark}</li>
            ))}
          </ul>
        </Alert>
      )}
      {shortages.length === 0 ? (
        <p className="mt-4 text-sm text-muted">
          Each course has enough eligible people for its hours, taken by itself.
        </p>
      ) : (
        <Alert
          tone="warning"
          className="mt-4"
          title={`${cannot} with those who take part. At least ${open} stay open`}
        >
          <ul className="list-disc space-y-1 pl-5">
            {shortages.slice(0, TOLD).map((one) => (
              <li key={`${one.course}:${one.position}`}>{one.message}</li>
            ))}
          </ul>
          {shortages.length > TOLD && (
            <details className="group">
              <summary className="link inline-flex min-h-8 cursor-pointer items-center gap-1 pointer-coarse:min-h-11">
                <ChevronRight aria-hidden className="size-4 shrink-0 group-open:rotate-90" />
                {shortages.length - TOLD} more
              </summary>
              <ul className="mt-2 list-disc space-y-1 pl-5">
                {shortages.slice(TOLD, 200).map((one) => (
                  <li key={`${one.course}:${one.position}`}>{one.message}</li>
                ))}
              </ul>
            </details>
          )}
          <p>
            You can solve all the same; these hours stay open. Change the rules below, or{' '}
            <Link className="link" href={`/courses?term=${termId}`}>
              the courses’ need
            </Link>
            .
          </p>
        </Alert>
      )}
    </Section>
  )
}

function leftOut(look: LookBefore): string[] {
  return Object.entries(look.leftOut).map(([reason, n]) => leftOutWords(reason as LeftOut, n))
}
