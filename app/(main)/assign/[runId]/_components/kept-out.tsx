'use client'
import { useContext } from 'react'
import { Link } from '@/components/ui/link'
import type { CourseCard } from '@/lib/assignment-runs/board'
import { waysBack } from '@/lib/assignment-runs/let-in-words'
import { BOARD_FORM, BoardContext, pairValue } from './board-form'

/** Who is kept out of a course, each with the ways to let them in again. */
export function KeptOut({
  courseId,
  code,
  people,
  position,
  editable,
}: {
  courseId: string
  code: string
  people: CourseCard['keptOut']
  /** A position of the course: letting in is for both. */
  position: 0 | 1
  editable: boolean
}) {
  const { closed } = useContext(BoardContext)
  return (
    <div className="mt-2 flex flex-wrap items-baseline gap-x-3 text-sm">
      <span className="text-muted">Kept out:</span>
      <ul className="flex flex-wrap gap-x-4">
        {people.map(({ userId, name, wasQuarters }) => (
          <li key={userId} className="flex flex-wrap items-baseline gap-x-2">
            <Link
              href={`${closed}${closed.includes('?') ? '&' : '?'}person=${userId}`}
              scroll={false}
              className="link"
            >
              {name}
            </Link>
            {editable &&
              waysBack(true, wasQuarters).map(({ act, label }) => (
                <button
                  key={act}
                  type="submit"
                  form={BOARD_FORM}
                  name="pair"
                  value={pairValue(act, userId, courseId, position)}
                  className="link min-h-8 text-muted pointer-coarse:min-h-11"
                >
                  {label}
                  <span className="sr-only">{`: ${name}, ${code}`}</span>
                </button>
              ))}
          </li>
        ))}
      </ul>
    </div>
  )
}
