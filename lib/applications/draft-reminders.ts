import { and, asc, between, eq, gt, inArray, isNull, lte, or } from 'drizzle-orm'
import { type Db, db, type Tx, write } from '@/db/client'
import { applicationDrafts, applications, courses, emails, lateGrants, terms, users } from '@/db/schema'
import { lockRows } from '@/db/sql'
import { addDays, dayIn, localInstant, todayIn } from '@/lib/dates'
import { queueEmail } from '@/lib/emails/queue'
import { emitMany } from '@/lib/outbox'
import { loadSettings } from '@/lib/settings/queries'
import { draftEnds, grantOfApplication } from './draft-ends'

/** Days before its deadline on which the student of a draft is told, and the time of day (SPEC 11). */
const REMINDER_DAYS = 3
const REMINDER_TIME = '09:00'
const piece = 500

/**
 * The deadline of which a draft is to be reminded now; null when none is. Due from 09:00 three days before
 * it, for drafts that were begun before that.
 */
function dueDeadline(
  draft: { createdAt: Date },
  deadline: Date | null,
  now: Date,
  zone: string,
): Date | null {
  if (!deadline) return null
  const at = localInstant(addDays(dayIn(deadline, zone), -REMINDER_DAYS), REMINDER_TIME, zone)
  return now >= at && draft.createdAt < at ? deadline : null
}

/** Once per application and deadline. */
const keyOf = (applicationId: string, deadline: Date, zone: string) =>
  `draft:${applicationId}:${dayIn(deadline, zone)}`

/**
 * Looks which drafts are to be reminded of, and sets a job going for each. While no deadline is near it is
 * three small queries; else two more for every 500 drafts.
 */
export async function findDueDrafts(now: Date): Promise<{ due: number }> {
  const { timeZone } = await loadSettings()
  const termIds = await termsWithNearDeadline(now, timeZone)
  let due = 0
  let after = ''
  while (termIds.length > 0) {
    const rows = await selectDrafts(
      db,
      and(eq(applications.state, 'draft'), inArray(applications.termId, termIds), gt(applications.id, after)),
    )
    if (rows.length === 0) break
    after = rows.at(-1)!.application.id
    const keys = new Map<string, string>()
    for (const { applicationId, deadline } of await dueOf(db, rows, now, timeZone))
      keys.set(keyOf(applicationId, deadline, timeZone), applicationId)
    if (keys.size === 0) continue
    const told = await db
      .select({ key: emails.idempotencyKey })
      .from(emails)
      .where(inArray(emails.idempotencyKey, [...keys.keys()]))
    for (const { key } of told) keys.delete(key)
    const ids = [...keys.values()].map((applicationId) => ({ applicationId }))
    due += ids.length
    if (ids.length > 0) await write((tx) => emitMany(tx, 'applications/draft-due', ids))
  }
  return { due }
}

/** Tells the student of a draft that it is not submitted, if that is due now and was not told. */
export async function remindOfDraft(applicationId: string, now = new Date()): Promise<boolean> {
  const { timeZone } = await loadSettings()
  return write(async (tx) => {
    const [locked] = await lockRows(tx, applications, [applicationId])
    if (locked?.state !== 'draft') return false
    const rows = await selectDrafts(tx, eq(applications.id, applicationId))
    const [due] = await dueOf(tx, rows, now, timeZone)
    const [row] = rows
    if (!row || !due) return false
    const { application, term, user } = row
    if (user.state !== 'active') return false
    await queueEmail(tx, {
      kind: 'draft_not_submitted',
      to: { userId: user.id, name: user.preferredName ?? user.name, address: user.email },
      idempotencyKey: keyOf(application.id, due.deadline, timeZone),
      // A draft is the student's alone: no coordinator learns of it by the log.
      scope: { termId: application.termId, applicationId: application.id },
      props: {
        applicationId: application.id,
        position: application.position,
        termName: term.name,
        deadline: due.deadline.toISOString(),
      },
    })
    return true
  })
}

/** Terms in which some deadline of the next days could be that of a draft. Three queries. */
async function termsWithNearDeadline(now: Date, zone: string): Promise<string[]> {
  const from = todayIn(zone, now)
  const until = addDays(from, REMINDER_DAYS + 1)
  const [own, ofCourses, late] = await Promise.all([
    db
      .select({ id: terms.id })
      .from(terms)
      .where(
        and(
          isNull(terms.archivedAt),
          or(between(terms.tutorDeadline, from, until), between(terms.markerDeadline, from, until)),
        ),
      ),
    db
      .selectDistinct({ id: courses.termId })
      .from(courses)
      .where(
        and(
          isNull(courses.archivedAt),
          or(between(courses.tutorDeadline, from, until), between(courses.markerDeadline, from, until)),
        ),
      ),
    db
      .selectDistinct({ id: lateGrants.termId })
      .from(lateGrants)
      .where(
        and(
          gt(lateGrants.until, now),
          lte(lateGrants.until, new Date(now.getTime() + (REMINDER_DAYS + 1) * 86_400_000)),
        ),
      ),
  ])
  return [...new Set([...own, ...ofCourses, ...late].map((row) => row.id))]
}

function selectDrafts(from: Db | Tx, where: ReturnType<typeof and>) {
  return from
    .select({
      application: {
        id: applications.id,
        termId: applications.termId,
        position: applications.position,
        createdAt: applications.createdAt,
      },
      answers: applicationDrafts.answers,
      lateUntil: lateGrants.until,
      term: terms,
      user: {
        id: users.id,
        name: users.name,
        preferredName: users.preferredName,
        email: users.email,
        state: users.state,
      },
    })
    .from(applications)
    .innerJoin(terms, eq(terms.id, applications.termId))
    .innerJoin(users, eq(users.id, applications.studentId))
    .leftJoin(applicationDrafts, eq(applicationDrafts.applicationId, applications.id))
    .leftJoin(lateGrants, grantOfApplication)
    .where(where)
    .orderBy(asc(applications.id))
    .limit(piece)
}

/** Which of the drafts are due, with their deadline. One query, for the deadlines of the chosen courses. */
async function dueOf(
  from: Db | Tx,
  rows: Awaited<ReturnType<typeof selectDrafts>>,
  now: Date,
  zone: string,
): Promise<{ applicationId: string; deadline: Date }[]> {
  const ends = await draftEnds(from, rows, now, zone)
  return rows.flatMap(({ application }) => {
    const end = ends.get(application.id)?.end
    const due = dueDeadline(application, end instanceof Date ? end : null, now, zone)
    return due ? [{ applicationId: application.id, deadline: due }] : []
  })
}
