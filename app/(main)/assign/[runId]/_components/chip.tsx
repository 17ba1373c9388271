import { Ban, Check, Lock, LockOpen, Pin, TriangleAlert, X } from 'lucide-react'
import Link from 'next/link'
import { cn } from '@/components/ui/cn'
import { menuItemClass, Popover } from '@/components/ui/popover'
import type { Chip } from '@/lib/assignment-runs/board'
import { formatHours } from '@/lib/hours'
import { positionNames } from '@/lib/vocabulary'
import { editRunAction } from '../../actions'
import type { BoardLinks } from './links'

const standing = { published: 'published', pre_assigned: 'pre-assigned', accepted: 'accepted' } as const

/** One person in one course: who, hours, and a menu of what can be done. Dragged onto another course, it moves. */
export function PairChip({
  chip,
  links,
  editable,
  showPosition,
}: {
  chip: Chip
  links: BoardLinks
  editable: boolean
  showPosition: boolean
}) {
  const position = chip.position === 0 ? 'tutor' : 'marker'
  const name = `${chip.name}, ${formatHours(chip.quarters)} as ${position} in ${chip.code}`
  const movable = editable && !chip.fixed
  return (
    <span
      draggable={movable || undefined}
      data-chip={movable ? `${chip.userId} ${chip.courseId} ${position}` : undefined}
      className={cn(
        'inline-flex max-w-full items-stretch rounded border bg-surface text-sm',
        chip.breach ? 'border-bad' : 'border-line',
        movable && 'cursor-grab',
      )}
    >
      <Link
        href={links.person(chip.userId)}
        scroll={false}
        className="inline-flex min-h-8 min-w-0 items-center gap-1.5 rounded px-2 hover:bg-hover focus-visible:-outline-offset-2 pointer-coarse:min-h-11"
      >
        {chip.breach && (
          <TriangleAlert role="img" aria-label="Breaks a rule" className="size-3.5 shrink-0 text-bad" />
        )}
        {chip.locked && <Lock role="img" aria-label="Locked" className="size-3.5 shrink-0 text-muted" />}
        {chip.fixed && (
          <Pin
            aria-label={`Stands already, ${standing[chip.fixed]}`}
            className="size-3.5 shrink-0 text-muted"
          />
        )}
        <span className="truncate">{chip.name}</span>
        <span className="shrink-0 text-muted tabular-nums">{formatHours(chip.quarters)}</span>
        {showPosition && <span className="shrink-0 text-muted">{positionNames[position].toLowerCase()}</span>}
        <span className="shrink-0 text-xs text-muted">
          {chip.rank === null ? 'not chosen' : `#${chip.rank}`}
        </span>
      </Link>
      {movable && (
        <Popover
          label={`Change ${name}`}
          iconOnly
          trigger={<span aria-hidden>⋯</span>}
          triggerClass="min-h-8 rounded border-l border-line px-2 text-muted hover:bg-hover focus-visible:-outline-offset-2 pointer-coarse:min-h-11 pointer-coarse:px-3"
          align="end"
          className="min-w-56"
        >
          <form action={editRunAction}>
            <input type="hidden" name="id" value={links.id} />
            <input type="hidden" name="version" value={links.version} />
            <input type="hidden" name="userId" value={chip.userId} />
            <input type="hidden" name="courseId" value={chip.courseId} />
            <input type="hidden" name="position" value={position} />
            <input type="hidden" name="back" value={links.here} />
            <button
              type="submit"
              data-close
              name="act"
              value={chip.locked ? 'unlock' : 'lock'}
              className={menuItemClass}
            >
              {chip.locked ? <LockOpen aria-hidden /> : <Lock aria-hidden />}
              {chip.locked ? 'Unlock' : 'Lock: stays when solved again'}
            </button>
            <button type="submit" data-close name="act" value="remove" className={menuItemClass}>
              <X aria-hidden />
              Take out
            </button>
            <button type="submit" data-close name="act" value="forbid" className={menuItemClass}>
              <Ban aria-hidden />
              Keep out: not again in this course
            </button>
          </form>
          <Link href={links.person(chip.userId)} scroll={false} className={menuItemClass}>
            <Check aria-hidden />
            Change hours, move, see why
          </Link>
        </Popover>
      )}
    </span>
  )
}
