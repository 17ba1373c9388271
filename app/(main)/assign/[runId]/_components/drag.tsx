'use client'
/**
 * Dragging on a board: a chip onto another course moves it, a person onto a course gives them a useful block
 * there, after the question in which position where two are open. All of it is also in the menus and panels;
 * this only fills in and sends the same form.
 */
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogActions } from '@/components/ui/dialog'
import { editRunAction } from '../../actions'
import { BOARD_FORM, BoardContext, pairValue } from './board-form'

type Dragged = {
  userId: string
  /** Of a person. */
  name: string
  places: string
  /** Of a chip. */
  from: { courseId: string; position: string } | null
}
type Place = { userId: string; name: string; courseId: string; code: string }

/** The digit of `placesText` for a course that is open to the person in both positions. */
const BOTH = '3'
const words = ['tutor', 'marker'] as const
const fieldNames = ['act', 'userId', 'courseId', 'position', 'toCourseId', 'hours']

export function DragBoard({
  children,
  fields,
  block,
  position,
  closed,
}: {
  children: ReactNode
  /** Hidden fields of every edit: id, version, back. */
  fields: { id: string; version: number; back: string }
  /** Hours that a person dragged onto a course is given. */
  block: number
  /** Position of a person dragged onto a course that has none open for them: it is refused with the reason. */
  position: 0 | 1
  /** Address of the board without a panel. */
  closed: string
}) {
  const dragged = useRef<Dragged | null>(null)
  const over = useRef<Element | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const [asked, setAsked] = useState<Place | null>(null)

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
    const [userId = '', courseId = '', as = ''] = (from.dataset.chip ?? '').split(' ')
    dragged.current = {
      userId: from.dataset.person ?? userId,
      name: from.querySelector('a')?.textContent ?? '',
      places: from.dataset.places ?? '',
      from: from.dataset.chip ? { courseId, position: as } : null,
    }
    event.dataTransfer.effectAllowed = 'move'
  }
  const send = (values: Record<string, string>) => {
    for (const name of fieldNames) {
      const input = form.current?.elements.namedItem(name)
      if (input instanceof HTMLInputElement) input.value = values[name] ?? ''
    }
    form.current?.requestSubmit()
  }
  const drop = (event: DragEvent) => {
    const course = courseOf(event)
    const to = course?.getAttribute('data-course')
    const what = dragged.current
    mark(null)
    dragged.current = null
    if (!course || !to || !what || what.from?.courseId === to) return
    event.preventDefault()
    const { userId, name } = what
    if (what.from) {
      send({ act: 'move', userId, ...what.from, toCourseId: to })
      return
    }
    const open = what.places[Number(course.getAttribute('data-at'))]
    if (open === BOTH) {
      setAsked({ userId, name, courseId: to, code: course.querySelector('h3')?.textContent ?? '' })
      return
    }
    const as = open === '1' ? 'tutor' : open === '2' ? 'marker' : words[position]
    send({ act: 'hours', userId, courseId: to, position: as, hours: String(block) })
  }
  const choice = ({ userId, courseId }: Place, as: 0 | 1) => (
    <Button
      type="submit"
      form={BOARD_FORM}
      name="pair"
      value={pairValue('hours', userId, courseId, as, block)}
      variant={as === 0 ? 'primary' : 'secondary'}
      onClick={(event) => event.currentTarget.closest('dialog')?.close()}
    >
      {`As ${words[as]}`}
    </Button>
  )
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
      <BoardContext value={{ closed }}>{children}</BoardContext>
      <form ref={form} id={BOARD_FORM} action={editRunAction} hidden>
        <input type="hidden" name="id" value={fields.id} />
        <input type="hidden" name="version" value={fields.version} />
        <input type="hidden" name="back" value={fields.back} />
        {fieldNames.map((name) => (
          <input key={name} type="hidden" name={name} defaultValue="" />
        ))}
      </form>
      {asked && (
        <Dialog
          id="which-position"
          open
          onClose={() => setAsked(null)}
          title={`${asked.name} in ${asked.code}`}
          description={`In which position are they given ${block} h? Both are open.`}
        >
          <DialogActions>
            {choice(asked, 0)}
            {choice(asked, 1)}
          </DialogActions>
        </Dialog>
      )}
    </div>
  )
}
