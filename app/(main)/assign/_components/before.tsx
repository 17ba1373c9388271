import Link from 'next/link'
import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { Section } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Stat, StatGrid } from '@/components/ui/stat'
import { leftOutReasons } from '@/lib/assignment-runs/base'
import type { LookBefore } from '@/lib/assignment-runs/queries'
import { formatHours } from '@/lib/hours'
import type { AssignmentScope } from '@/lib/vocabulary'

/** Shortages that are told one by one; the others are in a list that opens. */
const TOLD = 5

/** What goes into a scenario made now, and what cannot be filled whatever the solver does. */
export function Before({
  look,
  scope,
  termId,
}: {
  look: LookBefore
  scope: AssignmentScope
  termId: string
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
  const given = look.taken.quarters + look.fixed.quarters
  return (
    <Section
      id="before"
      title="What goes in"
      description={
        leftOut(look).length > 0 ? `Left out of the applications: ${leftOut(look).join(', ')}.` : undefined
      }
    >
      <StatGrid>
        <Stat
          label="People"
          value={look.people}
          note={scope === 'both' ? `${look.applications} applications` : undefined}
        />
        <Stat label="Courses" value={look.courses} />
        <Stat label="Hours needed" value={formatHours(look.demandQuarters)} />
        <Stat
          label="Given already"
          value={formatHours(given)}
          note={
            given > 0
              ? `${look.taken.people + look.fixed.pairs} published or pre-assigned; they stay`
              : 'Nothing is published yet'
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
          title={`${shortages.length} ${shortages.length === 1 ? 'course' : 'courses'} cannot be filled with those who take part: ${missing.toLocaleString('en-NZ')} h stay open`}
        >
          <ul className="list-disc space-y-1 pl-5">
            {shortages.slice(0, TOLD).map((one) => (
              <li key={`${one.course}:${one.position}`}>{one.message}</li>
            ))}
          </ul>
          {shortages.length > TOLD && (
            <details>
              <summary className="cursor-pointer">{shortages.length - TOLD} more</summary>
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
  return Object.entries(look.leftOut).map(
    ([reason, n]) => `${n} ${leftOutReasons[reason as keyof typeof leftOutReasons]}`,
  )
}
