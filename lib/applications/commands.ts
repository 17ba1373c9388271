import { and, eq } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { violates } from '@/db/errors'
import { applicationDrafts, applications, lateGrants, profiles, terms, userRoles, users } from '@/db/schema'
import { lockRows, newId } from '@/db/sql'
import { removeProposals } from '@/lib/allocations/change-set'
import { audit, difference } from '@/lib/audit'
import { allowAtMost } from '@/lib/auth/throttle'
import { notFound, stateError } from '@/lib/errors'
import { releaseFiles } from '@/lib/files/commands'
import { requireCanOr, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import { type Position, positionNames } from '@/lib/vocabulary'
import { type Answers, blankAnswers, blankCourse, eligibilityOf } from './answers'
import { courseBar } from './course-bars'
import { termTakes } from './deadlines'
import { limitIsOne, liveApplication, liveKeyOf } from './limit'
import { deadlineColumn, loadForm } from './load'
import { requireWritable } from './policy'
import { applicationSearch } from './search-text'
import { requireTransition } from './states'
import { applicationName, auditScope, courseOf } from './step-commands'

/** Each application that is submitted sends a mail to an address that its student types, proved or not. */
const startsAnHour = { max: 20, seconds: 3600 }

/**
 * Starts a draft, filled in from the student's profile. With the limit `one` a draft that is there
 * already is the answer (a second click starts nothing). `courseId` is chosen at once when it can be.
 * Throws `state` when the term does not take applications, or when one is submitted already, `limit` after 20 within an
 * hour.
 */
export async function startApplication(
  viewer: Viewer,
  input: { termId: string; position: Position; courseId?: string; studentId?: string },
): Promise<{ id: string; existing: boolean }> {
  const studentId = input.studentId ?? viewer.id
  requireCanOr(notFound('This person'), viewer, 'applications.write', { ownerId: studentId })
  const settings = await loadSettings()
  const start = () =>
    write(async (tx) => {
      const now = new Date()
      const [term] = await tx.select().from(terms).where(eq(terms.id, input.termId))
      const student = await studentOf(tx, studentId)
      if (!student) throw notFound('This student')
      if (!term) throw notFound('This term')
      const [grant] = await tx
        .select({ until: lateGrants.until })
        .from(lateGrants)
        .where(
          and(
            eq(lateGrants.studentId, studentId),
            eq(lateGrants.termId, term.id),
            eq(lateGrants.position, input.position),
          ),
        )
      const window = {
        now,
        zone: settings.timeZone,
        term: {
          open: term.open,
          archived: term.archivedAt !== null,
          deadline: term[deadlineColumn[input.position]],
        },
        lateUntil: grant?.until ?? null,
      }
      if (!termTakes(window)) throw stateError(`${term.name} does not take applications.`)

      const scope = { studentId, termId: term.id, position: input.position }
      const one = limitIsOne(term, input.position, settings)
      const live = await liveApplication(tx, scope)
      if (one && live?.state === 'draft') return { id: live.id, existing: true }
      if (one && live)
        throw stateError(
          `There is an application as ${input.position} for ${term.name} already; one is the limit.`,
        )

      await allowAtMost(tx, 'applications-started', studentId, {
        ...startsAnHour,
        message: (wait) =>
          `${startsAnHour.max} applications were started within an hour. Try again in ${wait}.`,
      })
      const id = newId()
      const application = {
        id,
        studentId,
        termId: term.id,
        position: input.position,
        state: 'draft' as const,
        liveKey: one ? liveKeyOf(scope) : null,
        stepsSaved: [],
        ...applicationSearch(student),
        createdAt: now,
        updatedAt: now,
        updatedBy: viewer.id,
      }
      await tx.insert(applications).values(application)
      const [row] = await tx.select().from(applications).where(eq(applications.id, id))
      const answers = prefilled(student)
      if (input.courseId) {
        const course = await courseOf(tx, row!, input.courseId)
        const { context } = await loadForm(tx, row!, { now, zone: settings.timeZone })
        if (course && courseBar(course, context) === null) answers.courses = [blankCourse(course.id)]
      }
      await tx
        .insert(applicationDrafts)
        .values({ applicationId: id, answers, updatedAt: now, updatedBy: viewer.id })
      await audit(tx, {
        actor: viewer,
        action: 'applications.start',
        record: {
          type: 'application',
          id,
          name: `${positionNames[input.position]} application of ${student.name}, ${term.name}`,
        },
        scope: { termId: term.id, position: input.position, subjectId: studentId },
      })
      return { id, existing: false }
    })
  try {
    return await start()
  } catch (error) {
    // Two first clicks at once: the other one has won, and this one finds it.
    if (violates(error, 'applications_live', 'applications.live_key')) return await start()
    throw error
  }
}

export type Student = {
  id: string
  name: string
  username: string
  email: string
  profile: typeof profiles.$inferSelect | null
}

/** An active account with the role of student, and its profile. */
export async function studentOf(tx: Tx, id: string): Promise<Student | null> {
  const [row] = await tx
    .select({ user: users, profile: profiles })
    .from(users)
    .innerJoin(userRoles, and(eq(userRoles.userId, users.id), eq(userRoles.role, 'student')))
    .leftJoin(profiles, eq(profiles.userId, users.id))
    .where(and(eq(users.id, id), eq(users.state, 'active')))
  if (!row) return null
  const { user, profile } = row
  return { id: user.id, name: user.name, username: user.username, email: user.email, profile }
}

/** What the profile knows; the files on it are offered in the form, never taken by themselves. */
function prefilled(student: Student): Answers {
  const { profile } = student
  // At the university the user name is the UPI.
  const upi = profile?.upi ?? (/^[a-z]{3,4}\d{3}$/.test(student.username) ? student.username : '')
  return {
    ...blankAnswers(),
    identity: { name: student.name, upi, auid: profile?.auid ?? '', email: student.email },
    ...(profile ? { eligibility: eligibilityOf(profile) } : {}),
  }
}

/** Deletes a draft with all that was typed into it; gives its student. Throws `state` for anything but a draft. */
export async function deleteDraft(viewer: Viewer, id: string): Promise<string> {
  const { timeZone: zone } = await loadSettings()
  const gone = await write(async (tx) => {
    const [row] = await lockRows(tx, applications, [id])
    const application = requireWritable(viewer, row)
    if (application.state !== 'draft')
      throw stateError('Only a draft can be deleted. An application that was submitted can be withdrawn.')
    const loaded = await loadForm(tx, application, { now: new Date(), zone })
    await tx.delete(applications).where(eq(applications.id, id))
    await audit(tx, {
      actor: viewer,
      action: 'applications.deleteDraft',
      record: { type: 'application', id, name: applicationName(loaded) },
      scope: auditScope(application),
    })
    return { ownerId: application.studentId, files: loaded.answers.documents }
  })
  await releaseFiles(gone.ownerId, Object.values(gone.files))
  return gone.ownerId
}

/** Forgets changes that were not submitted; what was submitted stands. Without any it does nothing. */
export async function discardChanges(viewer: Viewer, id: string): Promise<void> {
  const { timeZone: zone } = await loadSettings()
  const gone = await write(async (tx) => {
    const [row] = await lockRows(tx, applications, [id])
    const application = requireWritable(viewer, row)
    if (application.state === 'draft') throw stateError('A draft has nothing to go back to: delete it.')
    const loaded = await loadForm(tx, application, { now: new Date(), zone })
    if (!loaded.draft) return null
    await tx.delete(applicationDrafts).where(eq(applicationDrafts.applicationId, id))
    await audit(tx, {
      actor: viewer,
      action: 'applications.discardChanges',
      record: { type: 'application', id, name: applicationName(loaded) },
      scope: auditScope(application),
    })
    return { ownerId: application.studentId, files: loaded.answers.documents }
  })
  if (!gone) return
  await releaseFiles(gone.ownerId, Object.values(gone.files))
}

/**
 * Takes an application back, from draft or submitted, until its result is published. What was proposed
 * for it is freed in the same transaction; a new application can then be started.
 *
 * @returns its student
 */
export async function withdrawApplication(viewer: Viewer, id: string): Promise<string> {
  const { timeZone: zone } = await loadSettings()
  return write(async (tx) => {
    const [row] = await lockRows(tx, applications, [id])
    const application = requireWritable(viewer, row)
    requireTransition(application, 'withdraw')
    const now = new Date()
    const loaded = await loadForm(tx, application, { now, zone })
    await removeProposals(tx, viewer, id)
    const undecided = {
      decision: null,
      decidedAt: null,
      decidedBy: null,
      noteToStudent: null,
      internalReason: null,
    }
    await tx
      .update(applications)
      .set({
        state: 'withdrawn',
        withdrawnAt: now,
        liveKey: null,
        ...undecided,
        version: application.version + 1,
        updatedAt: now,
        updatedBy: viewer.id,
      })
      .where(eq(applications.id, id))
    await tx.delete(applicationDrafts).where(eq(applicationDrafts.applicationId, id))
    await audit(tx, {
      actor: viewer,
      action: 'applications.withdraw',
      record: { type: 'application', id, name: applicationName(loaded) },
      scope: auditScope(application),
      ...difference(
        {
          state: application.state,
          decision: application.decision,
          noteToStudent: application.noteToStudent,
          internalReason: application.internalReason,
        },
        { state: 'withdrawn', decision: null, noteToStudent: null, internalReason: null },
      ),
    })
    return application.studentId
  })
}
