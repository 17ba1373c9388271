import { and, eq, inArray, or } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { applications, auditLog, preferredCourses } from '@/db/schema'

/** What of `before` and `after` tells of a course of events and of nobody's answers, words or identity. */
const keptFields = new Set([
  'state',
  'decision',
  'hours',
  'agreedHours',
  'roles',
  'late',
  'until',
  'keep',
  'sessions',
])

const kept = (values: Record<string, unknown> | null) =>
  values && Object.fromEntries(Object.entries(values).filter(([field]) => keptFields.has(field)))

/**
 * Takes a deleted person out of the audit log: entries stay, with who, what and when, under the new name; what the person
 * had answered, and what others wrote about them, goes from their values. Called before the application's own names are
 * replaced, which may differ from the account's.
 * @param names under which the account was known
 */
export async function eraseLog(
  tx: Tx,
  userId: string,
  names: readonly (string | null)[],
  newName: string,
): Promise<void> {
  const wanted = await tx
    .select({ name: applications.name, courseId: preferredCourses.courseId })
    .from(applications)
    .leftJoin(preferredCourses, eq(preferredCourses.applicationId, applications.id))
    .where(eq(applications.studentId, userId))
  const known = [...names, ...wanted.map((row) => row.name)].filter((name) => name !== null && name !== '')
  // The longest first, so that none is cut out of another; whole words only, for names such as Al.
  const olds = [...new Set(known as string[])].sort((a, b) => b.length - a.length)
  const whole = olds.map((old) => {
    const literal = old.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu')
  })
  const renamed = (text: string) => whole.reduce((so, old) => so.replaceAll(old, newName), text)
  const inOrder = (values: Record<string, unknown> | null) =>
    values && {
      ...values,
      order: Array.isArray(values.order)
        ? values.order.map((name) => (olds.includes(name) ? newName : name))
        : values.order,
    }

  await tx.update(auditLog).set({ actorName: newName }).where(eq(auditLog.actorId, userId))
  const courseIds = [...new Set(wanted.flatMap((row) => row.courseId ?? []))]
  const rows = await tx
    .select()
    .from(auditLog)
    .where(
      or(
        eq(auditLog.subjectId, userId),
        // The order in which a coordinator wants people is of a course, and names them.
        and(
          eq(auditLog.action, 'applications.orderEndorsed'),
          inArray(auditLog.courseId, [...courseIds, '']),
        ),
      ),
    )
  for (const row of rows) {
    const about = row.subjectId === userId
    // Reasons of decisions are internal words about the person; they go from the application as well.
    const reason = about && row.action.startsWith('applications.') ? null : row.reason && renamed(row.reason)
    await tx
      .update(auditLog)
      .set({
        recordName: renamed(row.recordName).slice(0, 300),
        before: about ? kept(row.before) : inOrder(row.before),
        after: about ? kept(row.after) : inOrder(row.after),
        reason,
      })
      .where(eq(auditLog.id, row.id))
  }
}
