import { HiddenFields } from '@/components/form/hidden-fields'
import { Button } from '@/components/ui/button'
import { waysBack } from '@/lib/assignment-runs/let-in-words'
import type { PersonCourse } from '@/lib/assignment-runs/panels'
import { quartersToDecimal } from '@/lib/hours'
import { editRunAction } from '../../actions'
import type { BoardLinks } from './links'

/** Hours, lock, move and bans of one person in one course, as plain forms. */
export function PairForms({
  row,
  userId,
  name,
  links,
  block,
  moves,
}: {
  row: PersonCourse
  userId: string
  name: string
  links: BoardLinks
  /** Hours that a new pair begins with. */
  block: number
  /** Courses to move to. */
  moves: { id: string; code: string }[]
}) {
  const position = row.position === 0 ? 'tutor' : 'marker'
  const hidden = (
    <HiddenFields
      values={{
        id: links.id,
        version: links.version,
        userId,
        courseId: row.courseId,
        position,
        back: links.here,
      }}
    />
  )
  const key = `${row.courseId}-${position}-${userId}`
  const back = waysBack(row.forbidden, row.quarters > 0 ? 0 : row.wasQuarters).map(({ act, label }) => (
    <Button key={act} type="submit" name="act" value={act} size="sm">
      {label}
    </Button>
  ))
  if (row.forbidden)
    return (
      <form action={editRunAction} className="flex flex-wrap gap-2">
        {hidden}
        {back}
      </form>
    )
  if (!row.open) return null
  const has = row.quarters > 0
  return (
    <div className="flex flex-wrap items-end gap-2">
      <form action={editRunAction} className="flex items-end gap-2">
        {hidden}
        <label htmlFor={`hours-${key}`} className="text-xs text-muted">
          <span className="sr-only">{`${name} in ${row.code}: `}</span>Hours
          <input
            id={`hours-${key}`}
            name="hours"
            inputMode="decimal"
            defaultValue={has ? quartersToDecimal(row.quarters) : String(block)}
            className="control !mt-0.5 block !min-h-8 w-20 !py-1 !text-sm tabular-nums pointer-coarse:!min-h-11"
          />
        </label>
        <Button type="submit" name="act" value="hours" size="sm">
          {has ? 'Save hours' : 'Give hours'}
        </Button>
      </form>
      <form action={editRunAction} className="flex flex-wrap gap-2">
        {hidden}
        {back}
        {has && (
          <>
            <Button type="submit" name="act" value={row.locked ? 'unlock' : 'lock'} size="sm">
              {row.locked ? 'Unlock' : 'Lock'}
            </Button>
            <Button type="submit" name="act" value="remove" size="sm" variant="ghost">
              Take out
            </Button>
          </>
        )}
        <Button type="submit" name="act" value="forbid" size="sm" variant="ghost">
          Keep out
        </Button>
      </form>
      {has && moves.length > 0 && (
        <form action={editRunAction} className="flex items-end gap-2">
          {hidden}
          <label htmlFor={`move-${key}`} className="text-xs text-muted">
            Move to
            <select
              id={`move-${key}`}
              name="toCourseId"
              className="control !mt-0.5 block !min-h-8 w-36 !py-1 !text-sm pointer-coarse:!min-h-11"
            >
              {moves.map((course) => (
                <option key={course.id} value={course.id}>
                  {course.code}
                </option>
              ))}
            </select>
          </label>
          <Button type="submit" name="act" value="move" size="sm">
            Move
          </Button>
        </form>
      )}
    </div>
  )
}
