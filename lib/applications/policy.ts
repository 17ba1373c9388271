import { eq } from 'drizzle-orm'
import { type Db, db } from '@/db/client'
import { applications } from '@/db/schema'
import { notFound } from '@/lib/errors'
import { requireCanOr, type Viewer } from '@/lib/permissions'

export type Application = typeof applications.$inferSelect

/**
 * The application if the viewer may fill it in, submit and withdraw it. Someone else's reads as not
 * found, like one that does not exist. Throws `not_found`.
 */
export async function requireOwnApplication(
  viewer: Viewer,
  id: string,
  handle: Db = db,
): Promise<Application> {
  const [row] = await handle.select().from(applications).where(eq(applications.id, id))
  return requireWritable(viewer, row)
}

/** The same for a row that is in hand already. */
export function requireWritable(viewer: Viewer, row: Application | undefined): Application {
  if (!row) throw notFound('This application')
  requireCanOr(notFound('This application'), viewer, 'applications.write', { ownerId: row.studentId })
  return row
}

/** True when somebody else fills it in; the audit log then keeps every step, not only the submission. */
export const onBehalf = (viewer: Viewer, application: Pick<Application, 'studentId'>): boolean =>
  viewer.id !== application.studentId
