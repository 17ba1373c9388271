import { ButtonLink } from '@/components/ui/button'
import { Link } from '@/components/ui/link'
import type { ApplyState } from '@/lib/courses/queries'
import { type Position, positionNames } from '@/lib/vocabulary'

/** What the viewer can do here, or has done, to work in this course. */
export function Apply({
  course,
  position,
  state,
}: {
  course: { id: string; code: string; termId: string }
  position: Position
  state: ApplyState
}) {
  const word = positionNames[position].toLowerCase()
  switch (state.kind) {
    case 'open':
      return (
        <ButtonLink
          variant="primary"
          href={`/applications/new?term=${course.termId}&position=${position}&course=${course.id}`}
        >
          Apply as {word}
        </ButtonLink>
      )
    case 'applied':
      // The draft opens where this course can be added, or says why it cannot.
      return state.state === 'draft' ? (
        <p className="text-sm">
          You have begun an application as {word} in this term.{' '}
          <Link
            className="link"
            href={`/applications/${state.applicationId}/courses?q=${encodeURIComponent(course.code)}#add`}
          >
            Go on with it
          </Link>
        </p>
      ) : (
        <p className="text-sm">
          You have submitted an application as {word} in this term.{' '}
          <Link className="link" href={`/applications/${state.applicationId}`}>
            See it
          </Link>
        </p>
      )
    case 'held':
      return <p className="text-sm">You work in this course as {word}.</p>
    case 'not_needed':
      return null
    default:
      return <p className="text-sm text-muted">{reasons[state.kind]}</p>
  }
}

const reasons = {
  closed: 'The term is not open for applications.',
  passed: 'The deadline has passed.',
  no_hours: 'All hours of this course are given away.',
} as const
