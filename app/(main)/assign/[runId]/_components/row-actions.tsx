'use client'
import { waysBack } from '@/lib/assignment-runs/let-in-words'
import type { PersonCourse } from '@/lib/assignment-runs/panels'
import { BOARD_FORM, pairValue } from './board-form'

type Act = [name: string, label: string, hours?: number]

/** What can be done at once with a person of a course's panel; all else is in the person's own. */
export function RowActions({
  row,
  userId,
  name,
  block,
}: {
  row: Pick<
    PersonCourse,
    'courseId' | 'code' | 'position' | 'quarters' | 'locked' | 'forbidden' | 'wasQuarters' | 'open'
  >
  userId: string
  name: string
  /** Hours that a new pair begins with. */
  block: number
}) {
  const back = waysBack(row.forbidden, row.wasQuarters).map(({ act, label }): Act => [act, label])
  const acts: Act[] = row.forbidden
    ? back
    : row.quarters > 0
      ? [row.locked ? ['unlock', 'Unlock'] : ['lock', 'Lock'], ['remove', 'Take out'], ['forbid', 'Keep out']]
      : row.open
        ? [...back, ['hours', `Give ${block} h`, block], ['forbid', 'Keep out']]
        : []
  return (
    <p className="flex flex-wrap gap-x-4">
      {acts.map(([act, label, hours]) => (
        <button
          key={act}
          type="submit"
          form={BOARD_FORM}
          name="pair"
          value={pairValue(act, userId, row.courseId, row.position, hours)}
          className="link min-h-8 text-sm pointer-coarse:min-h-11"
        >
          {label}
          <span className="sr-only">{`: ${name}, ${row.code}`}</span>
        </button>
      ))}
    </p>
  )
}
