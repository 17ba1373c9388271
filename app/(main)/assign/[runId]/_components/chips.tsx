'use client'
/**
 * The people of a course as chips: who, hours, and a menu of what can be done. Dragged onto another course, a chip moves. A
 * board has a hundred of them: all post the one form of the board (`BOARD_FORM`), each button saying whom it is
 * about, and their looks stand in the style sheet.
 */
import { Lock, Pin, ThumbsDown, TriangleAlert } from 'lucide-react'
import { useContext } from 'react'
import { Link } from '@/components/ui/link'
import { menuItemClass, Popover } from '@/components/ui/popover'
import type { Chip } from '@/lib/assignment-runs/board'
import { formatHours } from '@/lib/hours'
import { ordinal } from '@/lib/ordinal'
import { BOARD_FORM, BoardContext, pairValue } from './board-form'

const standing = { published: 'published', pre_assigned: 'pre-assigned', accepted: 'accepted' } as const
const advisedWords = 'Advised against by the course coordinator'

export function CourseChips({
  courseId,
  chips,
  showPosition,
  editable,
}: {
  courseId: string
  chips: Chip[]
  showPosition: boolean
  editable: boolean
}) {
  return chips.map((chip) => (
    <li key={`${chip.userId}:${chip.position}`} className="max-w-full">
      <PairChip
        chip={chip}
        courseId={courseId}
        movable={editable && !chip.fixed}
        showPosition={showPosition}
      />
    </li>
  ))
}

function PairChip({
  chip,
  courseId,
  movable,
  showPosition,
}: {
  chip: Chip
  courseId: string
  movable: boolean
  showPosition: boolean
}) {
  const { closed } = useContext(BoardContext)
  const href = `${closed}${closed.includes('?') ? '&' : '?'}person=${chip.userId}`
  const position = chip.position === 0 ? 'tutor' : 'marker'
  const act = (name: string, label: string) => (
    <button
      type="submit"
      data-close
      form={BOARD_FORM}
      name="pair"
      value={pairValue(name, chip.userId, courseId, chip.position)}
      className={menuItemClass}
    >
      {label}
    </button>
  )
  return (
    <span
      draggable={movable || undefined}
      data-chip={movable ? `${chip.userId} ${courseId} ${position}` : undefined}
      data-breach={chip.breach || undefined}
      title={chip.advised ? advisedWords : undefined}
      className="chip"
    >
      {/* The chip is what is dragged, not the address in it. */}
      <Link href={href} scroll={false} draggable={movable ? false : undefined} className="chip-name">
        {chip.breach && <TriangleAlert role="img" aria-label="Breaks a rule" className="text-bad" />}
        {chip.advised && <ThumbsDown role="img" aria-label={advisedWords} className="text-warn" />}
        {chip.locked && <Lock role="img" aria-label="Locked" />}
        {chip.fixed && <Pin role="img" aria-label={`Stands already, ${standing[chip.fixed]}`} />}
        <span className="truncate text-ink">{chip.name}</span>
        <span className="tabular-nums">{formatHours(chip.quarters)}</span>
        {showPosition && <span>{position}</span>}
        <span className="text-xs">
          {chip.rank === null ? 'not a preference' : `${ordinal(chip.rank)} preference`}
        </span>
      </Link>
      {movable && (
        <Popover
          label={`Change ${chip.name}, ${formatHours(chip.quarters)} as ${position} in ${chip.code}`}
          iconOnly
          trigger={<span aria-hidden>⋯</span>}
          triggerClass="chip-menu"
          align="end"
          className="min-w-56"
          late={() => (
            <>
              {chip.advised && <p className="px-3 py-2 text-sm text-muted">{advisedWords}</p>}
              {chip.locked ? act('unlock', 'Unlock') : act('lock', 'Lock: stays when solved again')}
              {act('remove', 'Take out')}
              {act('forbid', 'Keep out: not again in this course')}
            </>
          )}
        >
          <Link href={href} scroll={false} className={menuItemClass}>
            Change hours, move, see why
          </Link>
        </Popover>
      )}
    </span>
  )
}
