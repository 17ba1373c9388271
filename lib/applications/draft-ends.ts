import { and, desc, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm'
import { type Db, db, type Tx } from '@/db/client'
import { applicationDrafts, applications, courses, lateGrants, terms } from '@/db/schema'
import type { IsoDay } from '@/lib/dates'
import type { Position } from '@/lib/vocabulary'
import { parseAnswers } from './answers'
import { type DraftEnd, draftEnd, passedDay } from './deadlines'
import { deadlineColumn } from './load'

/** A draft with what decides until when it can be submitted. */
export type DraftRow = {
  application: { id: string; position: Position }
  /** What is typed so far; null when nothing is. */
  answers: unknown
  lateUntil: Date | null
  term: Pick<typeof terms.$inferSelect, 'open' | 'archivedAt' | 'tutorDeadline' | 'markerDeadline'>
}

/** Joins a late-submission grant with the application that it opens. */
export const grantOfApplication = and(
  eq(lateGrants.studentId, applications.studentId),
  eq(lateGrants.termId, applications.termId),
  sql`${lateGrants.position} = ${applications.position}`,
)

/** Until when a draft can be submitted, and the deadline that ended that. */
export type DraftTime = { end: DraftEnd; passedOn: IsoDay | null }

/** Until when each draft can be submitted, by its id. One query, for the deadlines of the chosen courses. */
export async function draftEnds(
  from: Db | Tx,
  rows: readonly DraftRow[],
  now: Date,
  zone: string,
): Promise<Map<string, DraftTime>> {
  const chosen = new Map(
    rows.map((row) => [
      row.application.id,
      row.answers ? parseAnswers(row.answers).courses.map((course) => course.courseId) : [],
    ]),
  )
  const known = await from
    .select({
      id: courses.id,
      tutorDeadline: courses.tutorDeadline,
      markerDeadline: courses.markerDeadline,
    })
    .from(courses)
    .where(
      and(inArray(courses.id, ['', ...new Set([...chosen.values()].flat())]), isNull(courses.archivedAt)),
    )
  const byId = new Map(known.map((course) => [course.id, course]))
  return new Map(
    rows.map(({ application, term, lateUntil }) => {
      const column = deadlineColumn[application.position]
      const dated = (chosen.get(application.id) ?? []).flatMap((id) => {
        const course = byId.get(id)
        return course ? [{ deadline: course[column] }] : []
      })
      const window = {
        now,
        zone,
        term: { open: term.open, archived: term.archivedAt !== null, deadline: term[column] },
        lateUntil,
      }
      return [application.id, { end: draftEnd(dated, window), passedOn: passedDay(dated, window) }]
    }),
  )
}

/** `changes`: not a first submission, but changes to what was submitted. */
export type OwnDraft = DraftTime & { id: string; termName: string; position: Position; changes: boolean }

/**
 * Own drafts of terms that are not archived, newest term first, each with until when it can be submitted; also the
 * changes to submitted applications that are not submitted themselves. Two queries.
 */
export async function ownDrafts(studentId: string, now: Date, zone: string): Promise<OwnDraft[]> {
  const rows = await db
    .select({
      application: { id: applications.id, position: applications.position },
      state: applications.state,
      answers: applicationDrafts.answers,
      lateUntil: lateGrants.until,
      term: {
        name: terms.name,
        open: terms.open,
        archivedAt: terms.archivedAt,
        tutorDeadline: terms.tutorDeadline,
        markerDeadline: terms.markerDeadline,
      },
    })
    .from(applications)
    .innerJoin(terms, eq(terms.id, applications.termId))
    .leftJoin(applicationDrafts, eq(applicationDrafts.applicationId, applications.id))
    .leftJoin(lateGrants, grantOfApplication)
    .where(
      and(
        eq(applications.studentId, studentId),
        or(
          eq(applications.state, 'draft'),
          and(eq(applications.state, 'submitted'), isNotNull(applicationDrafts.applicationId)),
        ),
        isNull(terms.archivedAt),
      ),
    )
    .orderBy(desc(terms.startsOn), applications.position, applications.id)
    .limit(50)
  const ends = await draftEnds(db, rows, now, zone)
  return rows.map(({ application, state, term }) => ({
    ...application,
    termName: term.name,
    changes: state === 'submitted',
    ...(ends.get(application.id) ?? { end: null, passedOn: null }),
  }))
}
