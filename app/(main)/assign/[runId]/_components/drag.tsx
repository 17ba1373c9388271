'use client'
/**
 * Dragging on a board: a chip onto another course moves it, a person onto a course gives them a useful block
 * there. All of it is also in the menus and panels; this only fills in and sends the same form.
 */
import { type DragEvent, type ReactNode, useRef } from 'react'
import { editRunAction } from '../../actions'

type Dragged = { userId: string; courseId: string | null; position: string }

export function DragBoard({
  children,
  fields,
  block,
  positions,
}: {
  children: ReactNode
  /** Hidden fields of every edit: id, version, back. */
  fields: { id: string; version: number; back: string }
  /** Hours that a person dragged onto a course is given. */
  block: number
  /** Position of a person dragged onto a course. */
  positions: string
}) {
  const dragged = useRef<Dragged | null>(null)
  const over = useRef<Element | null>(null)
  const form = useRef<HTMLFormElement>(null)

  const mark = (next: Element | null) => {
    if (over.current === next) return
    over.current?.removeAttribute('data-over')
    next?.setAttribute('data-over', '')
    over.current = next
  }
  const courseOf = (event: DragEvent) => (event.target as Element).closest('[data-course]')

  const start = (event: DragEvent) => {
    const from = (event.target as Element).closest<HTMLElement>('[data-chip], [data-person]')
    if (!from) return
    const [userId = '', courseId = '', position = ''] = (from.dataset.chip ?? '').split(' ')
    dragged.current = from.dataset.chip
      ? { userId, courseId, position }
      : { userId: from.dataset.person ?? '', courseId: null, position: positions }
    event.dataTransfer.effectAllowed = 'move'
  }
  const drop = (event: DragEvent) => {
    const to = courseOf(event)?.getAttribute('data-course')
    const what = dragged.current
    mark(null)
    dragged.current = null
    if (!to || !what || !form.current || what.courseId === to) return
    event.preventDefault()
    const set = (name: string, value: string) => {
      const input = form.current?.elements.namedItem(name)
      if (input instanceof HTMLInputElement) input.value = value
    }
    set('userId', what.userId)
    set('position', what.position)
    set('act', what.courseId === null ? 'hours' : 'move')
    set('courseId', what.courseId ?? to)
    set('toCourseId', what.courseId === null ? '' : to)
    set('hours', what.courseId === null ? String(block) : '')
    form.current.requestSubmit()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging is a shortcut; menus and panels do the same by keyboard
    <div
      onDragStart={start}
      onDragOver={(event) => {
        const course = dragged.current ? courseOf(event) : null
        if (course) event.preventDefault()
        mark(course)
      }}
      onDragEnd={() => {
        mark(null)
        dragged.current = null
      }}
      onDrop={drop}
    >
      {children}
      <form ref={form} action={editRunAction} hidden>
        <input type="hidden" name="id" value={fields.id} />
        <input type="hidden" name="version" value={fields.version} />
        <input type="hidden" name="back" value={fields.back} />
        {['act', 'userId', 'courseId', 'position', 'toCourseId', 'hours'].map((name) => (
          <input key={name} type="hidden" name={name} defaultValue="" />
        ))}
      </form>
    </div>
  )
}
