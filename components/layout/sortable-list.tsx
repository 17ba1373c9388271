'use client'
/**
 * A list in an order the person chooses: by dragging, by buttons, by keyboard (space on the handle, arrows, space
 * again; escape puts it back).
 * The order is posted as repeated hidden inputs; the buttons are submit buttons (`move` = "<id>:up" or
 * "<id>:down"), so that it works without JavaScript. Put it inside a form.
 *
 *   <SortableList name="order" label="Preferred courses" items={[{ id, label: 'COMPSCI 101', content: <…/> }]} />
 *
 * With `saveOnMove` the form is sent after each move.
 */
import { ChevronDown, ChevronUp, GripVertical } from 'lucide-react'
import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import { FormContext } from '../form/form-context'
import { IconButton } from '../ui/button'
import { cn } from '../ui/cn'
import { useDragRows } from './use-drag-rows'

export type SortableItem = {
  id: string
  /** Names the item for screen readers. */
  label: string
  content: ReactNode
  /** Buttons at the end of the row. */
  actions?: ReactNode
  /** Below the row, over its whole width: what belongs to the item but is too long for a line. */
  body?: ReactNode
}

export function SortableList({
  name = 'order',
  label,
  items,
  saveOnMove,
  onOrder,
  numbered = true,
}: {
  name?: string
  label: string
  items: SortableItem[]
  saveOnMove?: boolean
  onOrder?: (ids: string[]) => void
  numbered?: boolean
}) {
  const fromServer = items.map((item) => item.id).join('\n')
  const [order, setOrder] = useState(() => items.map((item) => item.id))
  const [said, setSaid] = useState('')
  const list = useRef<HTMLOListElement>(null)
  const helpId = useId()
  // What the keyboard has picked up, and the order that Escape brings back.
  const [held, setHeld] = useState<{ id: string; before: string[] } | null>(null)
  // A form in hand takes no second post: moves made meanwhile are sent, as one, when its answer is there.
  const { pending } = useContext(FormContext)
  const [unsent, setUnsent] = useState(false)
  useEffect(() => {
    if (!unsent || pending) return
    setUnsent(false)
    list.current?.closest('form')?.requestSubmit()
  }, [unsent, pending])
  // biome-ignore lint/correctness/useExhaustiveDependencies: an order that is not sent yet is newer than the server's
  useEffect(() => {
    if (!unsent) setOrder(fromServer ? fromServer.split('\n') : [])
  }, [fromServer])
  const byId = new Map(items.map((item) => [item.id, item]))
  const shown = order.flatMap((id) => byId.get(id) ?? [])
  const ids = shown.map((item) => item.id)

  const nameOf = (id: string) => byId.get(id)?.label ?? ''
  const placeOf = (id: string) => `number ${ids.indexOf(id) + 1} of ${ids.length}`
  const { dragged, handle, styleOf } = useDragRows(list, ids, {
    start: (id) => setSaid(`${nameOf(id)} is picked up, ${placeOf(id)}.`),
    over: (id, to) => setSaid(`${nameOf(id)} is moved to number ${to + 1} of ${ids.length}.`),
    drop: (id, to) => {
      if (to === ids.indexOf(id)) setSaid(`${nameOf(id)} stays where it was.`)
      else move(ids.indexOf(id), to)
    },
  })

  function move(from: number, to: number) {
    const item = shown[from]
    if (!item || from === to || to < 0 || to >= shown.length) return
    settle(reordered(ids, from, to), item.id)
  }

  function settle(next: string[], moved: string) {
    setOrder(next)
    setSaid(`${nameOf(moved)} is now number ${next.indexOf(moved) + 1} of ${next.length}`)
    onOrder?.(next)
    if (saveOnMove) setUnsent(true)
  }

  function putDown() {
    if (!held) return
    setHeld(null)
    if (held.before.join() === ids.join()) setSaid(`${nameOf(held.id)} stays where it was.`)
    else settle(ids, held.id)
  }

  /** Space or Enter on a handle, or a screen reader's own way to press it. */
  function onHandlePressed(id: string) {
    if (held?.id === id) return putDown()
    setHeld({ id, before: ids })
    setSaid(`${nameOf(id)} is picked up, ${placeOf(id)}.`)
  }

  function onHandleKey(event: KeyboardEvent<HTMLElement>, id: string) {
    if (held?.id !== id) return
    if (event.key === 'Escape') {
      setOrder(held.before)
      setHeld(null)
      setSaid(`${nameOf(id)} stays where it was.`)
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      const from = ids.indexOf(id)
      const to = Math.min(ids.length - 1, Math.max(0, from + (event.key === 'ArrowUp' ? -1 : 1)))
      if (to !== from) setOrder(reordered(ids, from, to))
      setSaid(`${nameOf(id)} is moved to number ${to + 1} of ${ids.length}.`)
    } else return
    // The page neither scrolls nor closes its panel by a key that is meant for the list.
    event.preventDefault()
    event.stopPropagation()
  }

  // A card is higher than the window sometimes: what is in the hand stays in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each move
  useEffect(() => {
    if (held) document.activeElement?.scrollIntoView({ block: 'nearest' })
  }, [held, order])

  return (
    <>
      <ol ref={list} aria-label={label} className="space-y-2">
        {shown.map((item, index) => (
          <SortableRow
            key={item.id}
            item={item}
            index={index}
            last={index === shown.length - 1}
            name={name}
            numbered={numbered}
            onMove={(step) => move(index, index + step)}
            style={styleOf(index)}
            held={held?.id === item.id || dragged === item.id}
            helpId={helpId}
            pointer={handle(item.id)}
            onPressed={() => onHandlePressed(item.id)}
            onKey={(event) => onHandleKey(event, item.id)}
            onLeft={putDown}
          />
        ))}
      </ol>
      <p id={helpId} hidden>
        Press space to pick up, the arrow keys to move, space to put down, escape to cancel.
      </p>
      <p role="status" className="sr-only">
        {said}
      </p>
    </>
  )
}

/** `ids` with the one at `from` at `to`. */
function reordered(ids: string[], from: number, to: number): string[] {
  return ids.toSpliced(from, 1).toSpliced(to, 0, ids[from]!)
}

function SortableRow({
  item,
  index,
  last,
  name,
  numbered,
  onMove,
  style,
  held,
  helpId,
  pointer,
  onPressed,
  onKey,
  onLeft,
}: {
  item: SortableItem
  index: number
  last: boolean
  name: string
  numbered: boolean
  onMove: (step: number) => void
  style: CSSProperties | undefined
  /** Picked up, by keyboard or pointer. */
  held: boolean
  /** The element that tells how the handle is used. */
  helpId: string
  pointer: { onPointerDown: (event: PointerEvent<HTMLElement>) => void }
  onPressed: () => void
  onKey: (event: KeyboardEvent<HTMLElement>) => void
  /** The focus has gone elsewhere. */
  onLeft: () => void
}) {
  return (
    <li
      style={style}
      className={cn(
        'flex flex-wrap items-start gap-x-2 rounded border bg-surface p-2',
        held ? 'border-accent' : 'border-line',
        held && 'relative z-10 shadow-float',
      )}
    >
      <input type="hidden" name={name} value={item.id} />
      <button
        type="button"
        {...pointer}
        aria-label={`Drag ${item.label}`}
        aria-describedby={helpId}
        aria-pressed={held}
        onClick={(event) => {
          // A mouse presses and lets go here too; it drags.
          if (event.detail === 0) onPressed()
        }}
        onKeyDown={onKey}
        onBlur={() => held && onLeft()}
        className="js-only scroll-my-24 flex min-h-10 w-8 shrink-0 cursor-grab touch-none items-center justify-center rounded text-muted hover:bg-hover hover:text-ink active:cursor-grabbing pointer-coarse:w-11"
      >
        <GripVertical aria-hidden className="size-4" />
      </button>
      {numbered && (
        <span className="flex min-h-10 min-w-6 items-center justify-center text-sm text-muted tabular-nums">
          {index + 1}
        </span>
      )}
      <div className="min-w-28 flex-1 py-2">{item.content}</div>
      <div className="ml-auto flex shrink-0 flex-wrap justify-end">
        <IconButton
          type="submit"
          name="move"
          value={`${item.id}:up`}
          label={`Move ${item.label} up`}
          aria-disabled={index === 0 || undefined}
          icon={<ChevronUp aria-hidden />}
          onClick={(event) => {
            event.preventDefault()
            onMove(-1)
          }}
        />
        <IconButton
          type="submit"
          name="move"
          value={`${item.id}:down`}
          label={`Move ${item.label} down`}
          aria-disabled={last || undefined}
          icon={<ChevronDown aria-hidden />}
          onClick={(event) => {
            event.preventDefault()
            onMove(1)
          }}
        />
        {item.actions}
      </div>
      {/* A long word typed into a field of it must not widen the page. */}
      {item.body && <div className="min-w-0 basis-full">{item.body}</div>}
    </li>
  )
}
