import { type PointerEvent, useCallback, useEffect, useRef, useState } from 'react'

/** Pixels before a press is a drag. */
const SLACK = 4
/** Pixels from the window's edges, below the header, where the page begins to scroll, and its pixels a frame. */
const EDGE = 72
const SCROLL = 10

type Drag = { id: string; from: number; to: number; by: number; shift: number }

/**
 * Dragging the rows of a vertical list by pointer: mouse, pen and finger. The row in hand follows the pointer, those it
 * passes make room, and the page scrolls at the edges of the window; nothing is in a new order until it is let go. A
 * row passes another when its leading edge is over the other's middle, so rows of any height can be moved. Escape and
 * a lost pointer put it back.
 *
 * `handle(id)` are the events of a row's handle (`touch-action: none`), `styleOf(index)` what moves a row, `dragged`
 * the id in hand. Rows are the children of `list`, in the order of `ids`.
 */
export function useDragRows(
  list: { current: HTMLElement | null },
  ids: string[],
  on: {
    start: (id: string) => void
    over: (id: string, to: number) => void
    drop: (id: string, to: number) => void
  },
) {
  const [drag, setDrag] = useState<Drag | null>(null)
  const stop = useRef<(() => void) | null>(null)
  const now = useRef({ ids, on })
  now.current = { ids, on }
  useEffect(() => () => stop.current?.(), [])

  const begin = useCallback(
    (event: PointerEvent<HTMLElement>, id: string) => {
      if (event.button !== 0 || !event.isPrimary || stop.current) return
      const rows = [...(list.current?.children ?? [])] as HTMLElement[]
      const from = now.current.ids.indexOf(id)
      const mine = rows[from]
      if (!mine) return
      const handle = event.currentTarget
      const pointer = event.pointerId
      const startY = event.clientY + window.scrollY
      const boxes = rows.map((row) => {
        const { top, height } = row.getBoundingClientRect()
        return { top: top + window.scrollY, height }
      })
      const own = boxes[from]!
      // What a row moves by when this one leaves or takes its place: its height and the gap below or above it.
      const next = boxes[from + 1]
      const before = boxes[from - 1]
      const gap = next ? next.top - own.top - own.height : before ? own.top - before.top - before.height : 0
      let y = event.clientY
      let current: Drag | null = null
      let frame = 0

      const follow = () => {
        const by = Math.min(
          boxes.at(-1)!.top + boxes.at(-1)!.height - own.top - own.height,
          Math.max(boxes[0]!.top - own.top, y + window.scrollY - startY),
        )
        if (!current && Math.abs(by) < SLACK) return
        const to = boxes.reduce((place, { top, height }, index) => {
          const middle = top + height / 2
          if (index > from && own.top + own.height + by > middle) return Math.max(place, index)
          if (index < from && own.top + by < middle) return Math.min(place, index)
          return place
        }, from)
        if (!current) now.current.on.start(id)
        if (to !== (current?.to ?? from)) now.current.on.over(id, to)
        current = { id, from, to, by, shift: own.height + gap }
        setDrag(current)
      }
      const scroll = () => {
        frame = requestAnimationFrame(scroll)
        if (!current) return
        const step = y < EDGE ? -SCROLL : y > window.innerHeight - EDGE ? SCROLL : 0
        if (!step) return
        window.scrollBy(0, step)
        follow()
      }
      const move = (moved: globalThis.PointerEvent) => {
        if (moved.pointerId !== pointer) return
        y = moved.clientY
        follow()
      }
      const end = (ended: globalThis.PointerEvent) => {
        if (ended.pointerId !== pointer) return
        const done = current
        leave()
        if (done) now.current.on.drop(id, ended.type === 'pointerup' ? done.to : done.from)
      }
      const key = (pressed: globalThis.KeyboardEvent) => {
        if (pressed.key !== 'Escape' || !current) return
        pressed.preventDefault()
        pressed.stopPropagation()
        leave()
        now.current.on.drop(id, from)
      }
      const leave = () => {
        cancelAnimationFrame(frame)
        handle.removeEventListener('pointermove', move)
        handle.removeEventListener('pointerup', end)
        handle.removeEventListener('pointercancel', end)
        window.removeEventListener('keydown', key, true)
        stop.current = null
        setDrag(null)
      }
      handle.setPointerCapture(pointer)
      handle.addEventListener('pointermove', move)
      handle.addEventListener('pointerup', end)
      handle.addEventListener('pointercancel', end)
      window.addEventListener('keydown', key, true)
      frame = requestAnimationFrame(scroll)
      stop.current = leave
    },
    [list],
  )

  return {
    dragged: drag?.id ?? null,
    handle: (id: string) => ({ onPointerDown: (event: PointerEvent<HTMLElement>) => begin(event, id) }),
    styleOf: (index: number) => {
      if (!drag) return undefined
      if (index === drag.from) return { transform: `translate3d(0, ${drag.by}px, 0)` }
      const moved =
        index > drag.from && index <= drag.to
          ? -drag.shift
          : index < drag.from && index >= drag.to
            ? drag.shift
            : 0
      return { transform: `translate3d(0, ${moved}px, 0)`, transition: 'transform 150ms ease' }
    },
  }
}
