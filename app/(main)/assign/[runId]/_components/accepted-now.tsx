import { Link } from '@/components/ui/link'
import type { Affected, ToldPair } from '@/lib/assignment-runs/accepted'
import { formatHours } from '@/lib/hours'
import { ordinal } from '@/lib/ordinal'
import type { BoardLinks } from './links'

/** What people hold now and a proposal takes from them, in the panel of one of them or of a course. */
export function AcceptedNow({
  pairs,
  of,
  links,
}: {
  pairs: ToldPair[]
  /** Whose panel it is: the other of both is named. */
  of: 'person' | 'course'
  links: BoardLinks
}) {
  if (pairs.length === 0) return null
  return (
    <ul className="space-y-2 text-sm">
      {pairs.map((pair) => (
        <li key={`${pair.userId}:${pair.course}:${pair.position}`}>
          <span className="text-muted">Accepted now: </span>
          {of === 'course' && (
            <>
              <Link href={links.person(pair.userId)} scroll={false} className="link">
                {pair.name}
              </Link>
              {', '}
            </>
          )}
          {formatHours(pair.quarters)}
          {of === 'person' && ` in ${pair.code}`}
          {pair.rank === null ? '' : ` (${ordinal(pair.rank)} preference)`}. In this proposal:{' '}
          {pair.is > 0 ? `${formatHours(pair.is)} there` : 'nothing there'}.{pair.reason && ` ${pair.reason}`}
        </li>
      ))}
    </ul>
  )
}

/** People named at once. */
const NAMED = 5

/** Above the columns: who is accepted now and gets nothing in the scenario, or less. */
export function AffectedNow({
  nothing,
  fewer,
  links,
}: {
  nothing: Affected[]
  fewer: Affected[]
  links: BoardLinks
}) {
  const line = (people: Affected[], one: string, many: string) =>
    people.length > 0 && (
      <div>
        <p>
          {people.length === 1 ? `1 person who is ${one}` : `${people.length} people who are ${many}`}:{' '}
          <Names people={people.slice(0, NAMED)} links={links} />
        </p>
        {people.length > NAMED && (
          <details>
            <summary className="link min-h-8 cursor-pointer pointer-coarse:min-h-11">
              {`Show ${people.length - NAMED} more`}
            </summary>
            <p>
              <Names people={people.slice(NAMED)} links={links} />
            </p>
          </details>
        )}
      </div>
    )
  if (nothing.length + fewer.length === 0) return null
  return (
    <div className="space-y-1 text-base">
      {line(nothing, 'accepted now gets nothing here', 'accepted now get nothing here')}
      {line(
        fewer,
        'accepted now loses hours in a course they have',
        'accepted now lose hours in a course they have',
      )}
    </div>
  )
}

function Names({ people, links }: { people: Affected[]; links: BoardLinks }) {
  return people.map(({ userId, name, lost }, i) => (
    <span key={userId}>
      {i > 0 && ', '}
      <Link href={links.person(userId)} scroll={false} className="link">
        {name}
      </Link>
      <span className="text-muted">{` (${lost})`}</span>
    </span>
  ))
}
