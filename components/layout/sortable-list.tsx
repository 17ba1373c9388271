'use client'
/**
 * A list in an order the person chooses: by dragging, by buttons, by keyboard (space on the handle, arrows).
 * The order is posted as repeated hidden inputs; the buttons are submit buttons (`move` = "<id>:up" or
 * "<id>:down"), so that it works without JavaScript. Put it inside a form.
 *
 *   <SortableList name="order" label="Preferred courses" items={[{ id, label: 'COMPSCI 101', content: <…/> }]} />
 *
 * With `saveOnMove` the form is sent after each move.
 */
import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable'
import { ChevronDown, ChevronUp, GripVertical } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { IconButton } from '../ui/button'
import { cn } from '../ui/cn'

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
  const dndId = useId()
  useEffect(() => setOrder(fromServer ? fromServer.split('\n') : []), [fromServer])
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  )
  const byId = new Map(items.map((item) => [item.id, item]))
  const shown = order.flatMap((id) => byId.get(id) ?? [])

  const nameOf = (id: string | number) => byId.get(String(id))?.label ?? ''
  const placeOf = (id: string | number) =>
    `number ${shown.findIndex((item) => item.id === id) + 1} of ${shown.length}`

  function move(from: number, to: number) {
    const item = shown[from]
    if (!item || from === to || to < 0 || to >= shown.length) return
    const next = arrayMove(
      shown.map((one) => one.id),
      from,
      to,
    )
    setOrder(next)
    setSaid(`${item.label} is now number ${to + 1} of ${shown.length}`)
    onOrder?.(next)
    if (saveOnMove) {
      // After React has put the hidden inputs in their new order.
      requestAnimationFrame(() => list.current?.closest('form')?.requestSubmit())
    }
  }

  return (
    <DndContext
      id={dndId}
      sensors={sensors}
      collisionDetection={closestCenter}
      accessibility={{
        screenReaderInstructions: {
          draggable: 'Press space to pick up, the arrow keys to move, space to put down, escape to cancel.',
        },
        announcements: {
          onDragStart: ({ active }) => `${nameOf(active.id)} is picked up, ${placeOf(active.id)}.`,
          onDragOver: ({ active, over }) =>
            over ? `${nameOf(active.id)} is moved to ${placeOf(over.id)}.` : undefined,
          // The status line below tells the new place.
          onDragEnd: ({ active, over }) =>
            over && over.id !== active.id ? undefined : `${nameOf(active.id)} stays where it was.`,
          onDragCancel: ({ active }) => `${nameOf(active.id)} stays where it was.`,
        },
      }}
      onDragEnd={({ active, over }: DragEndEvent) => {
        if (!over) return
        move(
          shown.findIndex((item) => item.id === active.id),
          shown.findIndex((item) => item.id === over.id),
        )
      }}
    >
      <SortableContext items={shown.map((item) => item.id)} strategy={verticalListSortingStrategy}>
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
            />
          ))}
        </ol>
      </SortableContext>
      <p role="status" className="sr-only">
        {said}
      </p>
    </DndContext>
  )
}

function SortableRow({
  item,
  index,
  last,
  name,
  numbered,
  onMove,
}: {
  item: SortableItem
  index: number
  last: boolean
  name: string
  numbered: boolean
  onMove: (step: number) => void
}) {
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } =
    useSortable({
      id: item.id,
      transition: { duration: 150, easing: 'ease' },
    })
  return (
    <li
      ref={setNodeRef}
      style={{ transform: transform ? `translate3d(0, ${transform.y}px, 0)` : undefined, transition }}
      className={cn(
        'flex flex-wrap items-start gap-x-2 rounded border border-line bg-surface p-2',
        isDragging && 'relative z-10 shadow-float',
      )}
    >
      <input type="hidden" name={name} value={item.id} />
      <button
        ref={setActivatorNodeRef}
        type="button"
        {...attributes}
        {...listeners}
        aria-label={`Drag ${item.label}`}
        className="js-only flex min-h-10 w-8 shrink-0 cursor-grab touch-none items-center justify-center rounded text-muted hover:bg-hover hover:text-ink active:cursor-grabbing pointer-coarse:w-11"
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
      {item.body && <div className="basis-full">{item.body}</div>}
    </li>
  )
}
