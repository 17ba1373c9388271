import type { ReactNode } from 'react'
import { StateBadge } from '@/components/ui/state-badge'
import { ordinal } from '@/lib/ordinal'
import type { RecordPreference } from '@/lib/review/record'
import { EndorseForm } from '../../endorse/_components/endorse-form'

/** Courses in the student's order, each with what speaks for it and who endorses it. */
export function RecordPreferences({
  applicationId,
  wishes,
  back,
  next,
}: {
  applicationId: string
  wishes: RecordPreference[]
  /** Address to which an endorsement comes back. */
  back: string
  /** Where the endorsement goes on to; its buttons are then those of the panel. */
  next?: string
}) {
  if (wishes.length === 0) return <p className="text-sm text-muted">No preferred course.</p>
  return (
    <ol className="divide-y divide-line border-y border-line">
      {wishes.map((wish) => (
        <li key={wish.courseId} className="py-4">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
            <p className="text-base">
              <span className="font-medium">{wish.code}</span> <span className="text-muted">{wish.name}</span>
            </p>
            <p className="text-sm text-muted tabular-nums">
              {ordinal(wish.rank)} preference
              {wish.grade && `, grade ${wish.grade}`}
              {wish.completed === false && ', not completed'}
              {wish.workedBefore && ', worked in it before'}
            </p>
          </div>
          <dl className="measure mt-2 space-y-2 text-sm">
            {wish.whySuitable && <Said term="Why suitable">{wish.whySuitable}</Said>}
            {wish.experience && <Said term="Experience">{wish.experience}</Said>}
          </dl>
          {wish.endorsements.length > 0 && (
            <ul className="mt-3 space-y-2" aria-label={`Endorsements for ${wish.code}`}>
              {wish.endorsements.map((one) => (
                <li key={one.coordinatorId} className="flex flex-wrap items-baseline gap-x-2 text-sm">
                  <StateBadge state={one.verdict ?? 'none'} />
                  <span>
                    {one.coordinator}
                    {one.place !== null && (
                      <span className="text-muted">, place {one.place} in their order</span>
                    )}
                  </span>
                  {one.comment && (
                    <span className="basis-full whitespace-pre-line text-muted">{one.comment}</span>
                  )}
                </li>
              ))}
            </ul>
          )}
          {wish.own && (
            <EndorseForm
              applicationId={applicationId}
              courseId={wish.courseId}
              code={wish.code}
              {...wish.own}
              back={back}
              next={next}
            />
          )}
        </li>
      ))}
    </ol>
  )
}

function Said({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-muted">{term}</dt>
      <dd className="whitespace-pre-line break-words">{children}</dd>
    </div>
  )
}
