import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { violates } from '@/db/errors'
import {
  allocations,
  applicationDrafts,
  applications,
  emailBodies,
  emails,
  preferences,
  profiles,
  savedViews,
  tokens,
  userRoles,
  users,
} from '@/db/schema'
import { audit } from '@/lib/audit'
import { stateError } from '@/lib/errors'
import { eraseFiles } from '@/lib/files/commands'
import { requireCan, type Viewer } from '@/lib/permissions'
import { accountRecord, endSessions, touched } from './accounts'
import { holdAccount } from './commands'
import { searchColumns } from './search-text'

/**
 * Deletes a deactivated account: its identity becomes "Former user N", its profile, files, mails and
 * drafts go, what is not published is withdrawn; results, allocations and hours stay. Cannot be undone.
 * Throws `state` unless the account is deactivated first.
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
  for (const from of [userRoles, profiles, preferences, savedViews, tokens] as const)
    await tx.delete(from).where(eq(from.userId, id))
  await eraseApplications(tx, id, { name, ...folded }, now)
  await eraseMails(tx, id, { toName: name, toAddress: email, searchText: folded.searchText })
  await eraseFiles(tx, id, now)
  await audit(tx, {
    actor: viewer,
    action: 'users.delete',
    // The name it had stays in the log's earlier entries; this one carries the new name.
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
  // Offers that nobody can answer any more give their hours back; accepted work and its hours stay.
  const theirs = eq(allocations.userId, studentId)
  await tx
    .update(allocations)
    .set({ state: 'ended', liveKey: null, version: sql`${allocations.version} + 1` as never, updatedAt: now })
    .where(
      and(theirs, inArray(allocations.state, ['proposed', 'offered']), isNull(allocations.agreedQuarters)),
    )
  await tx
    .update(allocations)
    .set({
      state: 'accepted',
      // Stands before the column that it is taken from in the statement: MySQL assigns from left to right.
      quarters: sql`${allocations.agreedQuarters}` as never,
      agreedQuarters: null,
      answerBy: null,
      version: sql`${allocations.version} + 1` as never,
      updatedAt: now,
    })
    .where(and(theirs, isNotNull(allocations.agreedQuarters)))
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
