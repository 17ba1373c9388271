import { asc, eq, inArray } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { allocations, applications, courses, terms, users } from '@/db/schema'
import { inPieces } from '@/db/sql'
import { type EmailRequest, queueEmails } from '@/lib/emails/queue'

/**
 * The mails that tell students what was decided (SPEC 7): written to the log in the transaction of the
 * publication, one per application, and one per allocation that is given without an application. Their
 * keys make a second mail of the same publication impossible, whatever repeats.
 */

type Told = {
  applicationId: string | null
  userId: string
  code: string
  name: string
  quarters: number
  answerBy: Date | null
}

/** One mail per published application. Call it after states and allocations are written. */
export async function queuePublicationMails(
  tx: Tx,
  input: { publicationId: string; applicationIds: readonly string[] },
): Promise<void> {
  const rows = await inPieces(input.applicationIds, (ids) =>
    tx
      .select({ application: applications, user: users, term: terms })
      .from(applications)
      .innerJoin(users, eq(users.id, applications.studentId))
      .innerJoin(terms, eq(terms.id, applications.termId))
      .where(inArray(applications.id, ids)),
  )
  const first = rows[0]
  if (!first) return
  const { termId, position } = first.application
  const told = await toldTo(
    tx,
    rows.filter((row) => row.application.decision === 'accepted').map((row) => row.user.id),
    { termId, position },
  )
  const requests = rows.flatMap(({ application: a, user, term }): EmailRequest[] => {
    if (!a.decision || user.state === 'deleted') return []
    const common = {
      to: { userId: user.id, name: user.preferredName ?? user.name, address: a.email ?? user.email },
      idempotencyKey: `result:${input.publicationId}:${a.id}`,
      scope: {
        position: a.position,
        termId: a.termId,
        applicationId: a.id,
        publicationId: input.publicationId,
      },
    }
    const props = {
      applicationId: a.id,
      position: a.position,
      termName: term.name,
      note: a.noteToStudent,
    }
    if (a.decision !== 'accepted') return [{ ...common, kind: a.decision, props }]
    return [
      {
        ...common,
        kind: 'accepted',
        props: { ...props, ...offerOf(told.get(user.id) ?? [], term.startsOn) },
      },
    ]
  })
  await queueEmails(tx, requests)
}

/**
 * A mail per allocation that is told on its own: direct enrolment and pre-assignment, and hours given from
 * the reserve list, which are the new result of an application.
 */
export async function queueEnrolmentMails(tx: Tx, allocationIds: readonly string[]): Promise<void> {
  const rows = await inPieces(allocationIds, (ids) =>
    tx
      .select({ allocation: allocations, user: users, term: terms, course: courses })
      .from(allocations)
      .innerJoin(users, eq(users.id, allocations.userId))
      .innerJoin(terms, eq(terms.id, allocations.termId))
      .innerJoin(courses, eq(courses.id, allocations.courseId))
      .where(inArray(allocations.id, ids)),
  )
  const requests = rows.map(
    ({ allocation: a, user, term, course }): EmailRequest => ({
      kind: 'accepted',
      to: { userId: user.id, name: user.preferredName ?? user.name, address: user.email },
      idempotencyKey: `offer:${a.id}`,
      scope: {
        position: a.position,
        termId: a.termId,
        courseId: a.courseId,
        applicationId: a.applicationId,
      },
      props: {
        applicationId: a.applicationId,
        position: a.position,
        termName: term.name,
        note: null,
        ...offerOf(
          [
            {
              applicationId: null,
              userId: user.id,
              code: course.code,
              name: course.name,
              quarters: a.quarters,
              answerBy: a.answerBy,
            },
          ],
          term.startsOn,
        ),
      },
    }),
  )
  await queueEmails(tx, requests)
}

function offerOf(told: readonly Told[], startsOn: string) {
  const answers = told.flatMap((one) => (one.answerBy ? [one.answerBy.getTime()] : []))
  return {
    courses: told.map(({ code, name, quarters }) => ({ code, name, quarters })),
    answerBy: answers.length > 0 ? new Date(Math.min(...answers)).toISOString() : null,
    startsOn,
  }
}

/** What accepted people hold that they may know of, in the position and term of the publication. */
async function toldTo(
  tx: Tx,
  userIds: readonly string[],
  { termId, position }: Pick<typeof applications.$inferSelect, 'termId' | 'position'>,
): Promise<Map<string, Told[]>> {
  const rows = await inPieces(userIds, (ids) =>
    tx
      .select({
        applicationId: allocations.applicationId,
        userId: allocations.userId,
        termId: allocations.termId,
        position: allocations.position,
        state: allocations.state,
        code: courses.code,
        name: courses.name,
        quarters: allocations.quarters,
        answerBy: allocations.answerBy,
      })
      .from(allocations)
      .innerJoin(courses, eq(courses.id, allocations.courseId))
      .where(inArray(allocations.userId, ids))
      .orderBy(asc(courses.code)),
  )
  const visible = rows.filter(
    (row) =>
      row.termId === termId &&
      row.position === position &&
      (row.state === 'offered' || row.state === 'accepted'),
  )
  return Map.groupBy(visible, (row) => row.userId)
}
