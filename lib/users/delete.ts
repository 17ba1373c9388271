import { and, count, eq, inArray, sql } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { violates } from '@/db/errors'
import {
  allocations,
  applicationDrafts,
  applicationNotes,
  applications,
  bulkDecided,
  courseCoordinators,
  courses,
  emailBodies,
  emails,
  endorsements,
  importPreviews,
  lateGrants,
  preferences,
  preferredCourses,
  profiles,
  savedViews,
  timesheetLines,
  timesheets,
  tokens,
  userRoles,
  users,
} from '@/db/schema'
import { audit } from '@/lib/audit'
import { stateError } from '@/lib/errors'
import { eraseFiles } from '@/lib/files/commands'
import { requireCan, type Viewer } from '@/lib/permissions'
import { unpaidSheets } from '@/lib/timesheets/unpaid'
import { positionNames } from '@/lib/vocabulary'
import { accountRecord, endSessions, touched } from './accounts'
import { holdAccount } from './commands'
import { eraseLog } from './delete-log'
import { searchColumns } from './search-text'

/**
 * Deletes a deactivated account: its identity becomes "Former user N"; its profile, files, mails, drafts,
 * coordination of courses and free texts go, from the audit log too, what is not published is withdrawn; results, allocations and
 * hours stay. Cannot be undone. Throws `state` unless the account is deactivated and its hours are paid.
 */
export async function deletePerson(viewer: Viewer, id: string, reason: string | null): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write((tx) => erase(tx, viewer, id, reason))
    } catch (error) {
      // Two deletions took the same number at the same moment (MySQL): the next one is free.
      if (attempt >= 8 || !violates(error, 'users_username', 'users.username')) throw error
    }
  }
}

async function erase(tx: Tx, viewer: Viewer, id: string, reason: string | null): Promise<void> {
  const now = new Date()
  const { user, held } = await holdAccount(tx, viewer, id)
  requireCan(viewer, 'users.delete', { ownerId: id, targetRoles: held })
  if (user.state !== 'deactivated') throw stateError('Deactivate this account before deleting it.')
  await requireNothingToPay(tx, id)
  const [counted] = await tx
    .select({ deleted: sql<number>`count(*)`.mapWith(Number) })
    .from(users)
    .where(eq(users.state, 'deleted'))
  const number = (counted?.deleted ?? 0) + 1
  const name = `Former user ${number}`
  // Neither can be typed by anybody: user names have no hyphen, the domain can receive no mail.
  const username = `former-user-${number}`
  const email = `${username}@deleted.invalid`
  const folded = searchColumns({ name, username, email })
  await eraseLog(tx, id, [user.name, user.preferredName], name)
  await tx
    .update(users)
    .set({
      name,
      username,
      email,
      ...folded,
      preferredName: null,
      passwordHash: null,
      emailVerifiedAt: null,
      lastSignInAt: null,
      state: 'deleted',
      ...touched(now),
    })
    .where(eq(users.id, id))
  await endSessions(tx, id)
  for (const from of [
    userRoles,
    profiles,
    preferences,
    savedViews,
    tokens,
    courseCoordinators,
    importPreviews,
  ] as const)
    await tx.delete(from).where(eq(from.userId, id))
  await tx.delete(lateGrants).where(eq(lateGrants.studentId, id))
  await eraseApplications(tx, id, { name, ...folded }, now)
  await endOffers(tx, viewer, { id, name }, now)
  await eraseMails(tx, id, { toName: name, toAddress: email, searchText: folded.searchText })
  await eraseFiles(tx, id, now)
  await audit(tx, {
    actor: viewer,
    action: 'users.delete',
    ...accountRecord({ id, name }),
    before: { state: user.state },
    after: { state: 'deleted' },
    reason,
  })
}

async function eraseApplications(
  tx: Tx,
  studentId: string,
  identity: { name: string; sortName: string; searchText: string },
  now: Date,
): Promise<void> {
  const own = await tx
    .select({ id: applications.id, state: applications.state })
    .from(applications)
    .where(eq(applications.studentId, studentId))
  const ids = own.map((row) => row.id)
  if (ids.length > 0) {
    await tx.delete(applicationDrafts).where(inArray(applicationDrafts.applicationId, ids))
    await tx
      .update(applications)
      .set({
        ...identity,
        upi: null,
        auid: null,
        email: null,
        enrolmentDetails: null,
        otherContractsText: null,
        cvFileId: null,
        transcriptFileId: null,
        version: sql`${applications.version} + 1` as never,
        updatedAt: now,
      })
      .where(inArray(applications.id, ids))
  }
  const open = own.filter((row) => row.state === 'draft' || row.state === 'submitted').map((row) => row.id)
  if (open.length > 0)
    await tx
      .update(applications)
      .set({ state: 'withdrawn', liveKey: null, withdrawnAt: now })
      .where(inArray(applications.id, open))
  if (ids.length > 0) await eraseTexts(tx, ids)
}

/** What people wrote in applications, and what others wrote about them; decisions, grades and ranks stay. */
async function eraseTexts(tx: Tx, applicationIds: string[]): Promise<void> {
  await tx
    .update(preferredCourses)
    .set({ whySuitable: null, experience: null })
    .where(inArray(preferredCourses.applicationId, applicationIds))
  await tx
    .update(applications)
    .set({ noteToStudent: null, internalReason: null })
    .where(inArray(applications.id, applicationIds))
  await tx
    .update(endorsements)
    .set({ comment: null })
    .where(inArray(endorsements.applicationId, applicationIds))
  await tx.delete(applicationNotes).where(inArray(applicationNotes.applicationId, applicationIds))
  await tx.delete(bulkDecided).where(inArray(bulkDecided.applicationId, applicationIds))
}

async function requireNothingToPay(tx: Tx, userId: string): Promise<void> {
  const [row] = await tx.select({ n: count() }).from(timesheets).where(unpaidSheets(userId))
  const n = row?.n ?? 0
  if (n > 0)
    throw stateError(
      `${n === 1 ? 'One timesheet is' : `${n} timesheets are`} not paid yet. Approve and export the hours first: without name and student ID they could not be paid.`,
    )
}

/**
 * Offers that nobody can answer any more give their hours back, proposals go, a change that waits falls back
 * to the hours agreed to; accepted work and its hours stay. Each is recorded.
 */
async function endOffers(tx: Tx, viewer: Viewer, person: { id: string; name: string }, now: Date) {
  const rows = await tx
    .select({ allocation: allocations, code: courses.code })
    .from(allocations)
    .innerJoin(courses, eq(courses.id, allocations.courseId))
    .where(and(eq(allocations.userId, person.id), inArray(allocations.state, ['proposed', 'offered'])))
    .orderBy(allocations.id)
  const reason = 'The account was deleted'
  for (const { allocation: a, code } of rows) {
    const touchedRow = { answerBy: null, version: a.version + 1, updatedAt: now }
    const hours = a.quarters / 4
    const entry = {
      actor: viewer,
      record: {
        type: 'allocation',
        id: a.id,
        name: `${person.name}, ${positionNames[a.position].toLowerCase()} in ${code}`,
      },
      scope: { termId: a.termId, courseId: a.courseId, position: a.position, subjectId: person.id },
      before: { hours, state: a.state },
      reason,
    }
    const its = eq(allocations.id, a.id)
    if (a.state === 'proposed') {
      await tx.delete(allocations).where(its)
      await audit(tx, { ...entry, action: 'allocations.removeProposal' })
    } else if (a.agreedQuarters === null) {
      const ended = { state: 'ended' as const, liveKey: null, endedAt: now, endReason: reason }
      await tx
        .update(allocations)
        .set({ ...touchedRow, ...ended })
        .where(its)
      await audit(tx, { ...entry, action: 'allocations.end', after: { hours, state: 'ended' } })
    } else {
      const agreed = { state: 'accepted' as const, quarters: a.agreedQuarters, agreedQuarters: null }
      await tx
        .update(allocations)
        .set({ ...touchedRow, ...agreed })
        .where(its)
      const after = { hours: a.agreedQuarters / 4, state: 'accepted' }
      await audit(tx, { ...entry, action: 'allocations.changeHours', after })
    }
  }
  await tx.update(allocations).set({ declineReason: null }).where(eq(allocations.userId, person.id))
  const sheets = tx.select({ id: timesheets.id }).from(timesheets).where(eq(timesheets.userId, person.id))
  await tx.update(timesheetLines).set({ note: null }).where(inArray(timesheetLines.timesheetId, sheets))
}

async function eraseMails(
  tx: Tx,
  toUserId: string,
  { toName, toAddress, searchText }: { toName: string; toAddress: string; searchText: string },
): Promise<void> {
  const mails = tx.select({ id: emails.id }).from(emails).where(eq(emails.toUserId, toUserId))
  await tx.delete(emailBodies).where(inArray(emailBodies.emailId, mails))
  await tx
    .update(emails)
    .set({ toName, toAddress, searchText, subject: 'Removed with the account', error: null })
    .where(eq(emails.toUserId, toUserId))
  await tx
    .update(emails)
    .set({ state: 'cancelled' })
    .where(and(eq(emails.toUserId, toUserId), eq(emails.state, 'queued')))
}
