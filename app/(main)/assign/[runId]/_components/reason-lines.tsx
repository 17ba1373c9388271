import { Link } from '@/components/ui/link'
import type { Exchange } from '@/lib/assignment-runs/exchange'
import type { Reason } from '@/lib/assignment-runs/reasons'
import type { BoardLinks } from './links'

/** People beyond those named that a line itself holds; more stand in the panel of the course. */
const LISTED = 5

/** All that keeps a person out of a course, a line each, what decides first. */
export function ReasonLines({
  reasons,
  courseId,
  code,
  links,
  muted,
}: {
  reasons: Reason[]
  courseId: string
  code: string
  links: BoardLinks
  muted?: boolean
}) {
  return (
    <ul className={muted ? 'space-y-1 text-sm text-muted' : 'space-y-1 text-sm'}>
      {reasons.map((reason, i) => (
        <li key={reason.words}>
          {i === 0 && <span className="text-muted">Why not: </span>}
          {reason.words}
          {/* Said once: all of it is changed on the same page. */}
          {i === reasons.findLastIndex((one) => one.need) && (
            <>
              {' '}
              <NeedLink courseId={courseId} code={code} links={links} />
            </>
          )}
          {reason.more.length > LISTED ? (
            <>
              {' '}
              <Link href={links.course(courseId)} scroll={false} prefetch={false} className="link">
                All who are in it
                <span className="sr-only">{`: ${code}`}</span>
              </Link>
            </>
          ) : (
            <TheOthers words={reason.more} />
          )}
        </li>
      ))}
    </ul>
  )
}

export function NeedLink({ courseId, code, links }: { courseId: string; code: string; links: BoardLinks }) {
  return (
    <Link href={links.need(courseId)} className="link">
      Change what the course needs
      <span className="sr-only">{`: ${code}`}</span>
    </Link>
  )
}

/** What would change if somebody worked here: the reason in a sentence or two, and all changes to be opened. */
export function ExchangeLines({ exchange, links }: { exchange: Exchange; links: BoardLinks }) {
  const { reason, changes } = exchange
  return (
    <div className="space-y-1 text-sm" role="status">
      {exchange.need && (
        <p>
          {exchange.need} <NeedLink courseId={exchange.courseId} code={exchange.code} links={links} />
        </p>
      )}
      <p>{reason ?? exchange.lead}</p>
      {reason && (
        <details>
          <summary className="link min-h-8 cursor-pointer pointer-coarse:min-h-11">
            Show this exchange in full
            <span className="sr-only">{`: ${exchange.code}`}</span>
          </summary>
          <p>{exchange.lead}</p>
          <ul className="list-disc pl-5">
            {changes.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
          {exchange.open && <p>{exchange.open}</p>}
          <p className="text-muted">{exchange.points}</p>
        </details>
      )}
    </div>
  )
}

/** What a line above leaves unnamed, to be opened. */
export function TheOthers({ words }: { words: string[] }) {
  if (words.length === 0) return null
  return (
    <details>
      <summary className="link min-h-8 cursor-pointer pointer-coarse:min-h-11">
        {`Show ${words.length} more`}
      </summary>
      <ul className="list-disc pl-5">
        {words.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </details>
  )
}
