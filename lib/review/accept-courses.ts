import { and, asc, eq, inArray } from 'drizzle-orm'
import { db } from '@/db/client'
import { courses } from '@/db/schema'
import { countedOf } from '@/lib/allocations/counted'
import { usedQuarters } from '@/lib/allocations/facts'
import type { Position } from '@/lib/vocabulary'
import { suggestHours } from './prefill'
import type { ApplicationRow } from './scope'

/** A course as the accept form shows it: what it has left and what the person shall get there. */
export type AcceptCourse = {
  courseId: string
  code: string
  name: string
  rank: number | null
  /** The course asks for this position. */
  needed: boolean
  /** Left for the position now, without what this application takes; negative when over. */
  leftQuarters: number
  /** Budget for the position: its split, or the whole. */
  budgetQuarters: number
  /** Held in this position by something else than this application (a pre-assignment). */
  heldQuarters: number
  /** Given by this application now. */
  givenQuarters: number
  /** What the form begins with. */
  suggestedQuarters: number
}

type LiveRow = {
  courseId: string
  position: Position
  quarters: number
  agreedQuarters: number | null
  applicationId: string | null
}

/** Courses of the accept form: the wishes in their order, then others that the person holds by this application. */
export async function acceptCourses(
  application: ApplicationRow,
  wishes: readonly { courseId: string; rank: number }[],
  live: readonly LiveRow[],
  rules: { weeks: number; visaCapQuarters: number; usualQuarters: number; stepQuarters: number },
): Promise<AcceptCourse[]> {
  const { position } = application
  const mine = live.filter((row) => row.applicationId === application.id)
  const ids = [...new Set([...wishes, ...mine].map((row) => row.courseId))]
  if (ids.length === 0) return []
  const [rows, used] = await Promise.all([
    db.select().from(courses).where(inArray(courses.id, ids)),
    usedQuarters(db, ids),
  ])
  const byId = new Map(rows.map((row) => [row.id, row]))
  const list = ids.flatMap((courseId) => {
    const course = byId.get(courseId)
    if (!course) return []
    return [
      acceptCourse(course, position, used.get(courseId), {
        rank: wishes.find((wish) => wish.courseId === courseId)?.rank ?? null,
        given: mine.find((row) => row.courseId === courseId && row.position === position)?.quarters ?? 0,
        held:
          live.find(
            (row) =>
              row.courseId === courseId && row.position === position && row.applicationId !== application.id,
          )?.quarters ?? 0,
      }),
    ]
  })
  const decided = application.decision === 'accepted'
  const load = live
    .filter((row) => row.applicationId !== application.id)
    .reduce((sum, row) => sum + countedOf(row), 0)
  const suggestion = suggestHours(list, {
    ...rules,
    wanted: new Map(rows.map((row) => [row.id, position === 'tutor' ? row.wantedTutors : row.wantedMarkers])),
    capacityQuarters: capacityOf(application, rules) - load,
  })
  return list.map((course) => ({
    ...course,
    suggestedQuarters: decided ? course.givenQuarters : (suggestion.get(course.courseId) ?? 0),
  }))
}

/** The most a person can take in the term: weekly maximum, and the visa cap where it applies. */
export function capacityOf(
  application: Pick<ApplicationRow, 'maxWeekQuarters' | 'citizenOrResident'>,
  rules: { weeks: number; visaCapQuarters: number },
): number {
  const week = Math.min(
    application.maxWeekQuarters ?? Number.POSITIVE_INFINITY,
    application.citizenOrResident === false ? rules.visaCapQuarters : Number.POSITIVE_INFINITY,
  )
  return week === Number.POSITIVE_INFINITY ? 400_000 : week * rules.weeks
}

export function acceptCourse(
  course: typeof courses.$inferSelect,
  position: Position,
  used: Record<Position, number> = { tutor: 0, marker: 0 },
  person: { rank: number | null; given: number; held: number },
): AcceptCourse {
  const split = position === 'tutor' ? course.tutorQuarters : course.markerQuarters
  const all = course.availableQuarters - used.tutor - used.marker
  const left = split === null ? all : Math.min(all, split - used[position])
  return {
    courseId: course.id,
    code: course.code,
    name: course.name,
    rank: person.rank,
    needed: course.archivedAt === null && (position === 'tutor' ? course.needTutors : course.needMarkers),
    leftQuarters: left + person.given,
    budgetQuarters: split ?? course.availableQuarters,
    heldQuarters: person.held,
    givenQuarters: person.given,
    suggestedQuarters: 0,
  }
}

/** Courses of the term that a coordinator can add to an acceptance beyond the student's wishes. One query each. */
export async function listOtherCourses(
  termId: string,
  position: Position,
  except: readonly string[],
): Promise<AcceptCourse[]> {
  const need = position === 'tutor' ? courses.needTutors : courses.needMarkers
  const rows = await db
    .select()
    .from(courses)
    .where(and(eq(courses.termId, termId), eq(need, true)))
    .orderBy(asc(courses.code))
  const open = rows.filter((row) => row.archivedAt === null && !except.includes(row.id))
  const used = await usedQuarters(
    db,
    open.map((row) => row.id),
  )
  return open.map((row) => acceptCourse(row, position, used.get(row.id), { rank: null, given: 0, held: 0 }))
}
