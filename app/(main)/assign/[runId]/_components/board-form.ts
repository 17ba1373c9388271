'use client'
/** What the chips and panels of one board share. */
import { createContext } from 'react'

/** Id of the form that chips, the rows of a panel and dragging post. */
export const BOARD_FORM = 'board-edit'

/** Address of the board without a panel. */
export const BoardContext = createContext({ closed: '' })

/** The value of a button of that form (`editForm` takes it apart): act, person, course, position, and hours where they are given. */
export const pairValue = (
  act: string,
  userId: string,
  courseId: string,
  position: 0 | 1,
  hours?: number,
): string =>
  [act, userId, courseId, position === 0 ? 'tutor' : 'marker', ...(hours === undefined ? [] : [hours])].join(
    ' ',
  )
