import { write } from '@/db/client'
import { courseCoordinators, courses, terms } from '@/db/schema'
import { newId } from '@/db/sql'
import { dayFromNow, fold, type Insert, next } from './common'

/** An open term that starts in 30 days, with deadlines in 20 days. */
export async function makeTerm(given: Insert<typeof terms> = {}): Promise<string> {
  const n = next()
  const id = given.id ?? newId()
  const now = new Date()
  await write(async (tx) => {
    await tx.insert(terms).values({
      id,
      name: `Term ${n}`,
      startsOn: dayFromNow(30),
      endsOn: dayFromNow(30 + 84),
      breakWeeks: 0,
      open: true,
      tutorLimit: 'one',
      markerLimit: 'one',
      tutorDeadline: dayFromNow(20),
      markerDeadline: dayFromNow(20),
      createdAt: now,
      updatedAt: now,
      ...given,
    })
  })
  return id
}

/** A course that needs both positions and has 100 h. */
export async function makeCourse(
  termId: string,
  given: Insert<typeof courses> & { coordinators?: string[] } = {},
): Promise<string> {
  const n = next()
  const { coordinators = [], ...course } = given
  const id = course.id ?? newId()
  const now = new Date()
  const code = course.code ?? `COMPSCI ${String(n).padStart(3, '0')}`
  const name = course.name ?? `Course Number ${n}`
  await write(async (tx) => {
    await tx.insert(courses).values({
      id,
      termId,
      code,
      name,
      availableQuarters: 400,
      needTutors: true,
      needMarkers: true,
      searchText: fold(code, name),
      createdAt: now,
      updatedAt: now,
      ...course,
    })
    for (const userId of coordinators)
      await tx.insert(courseCoordinators).values({ courseId: id, userId, createdAt: now })
  })
  return id
}
