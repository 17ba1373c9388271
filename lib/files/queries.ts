import { and, eq, inArray, or } from 'drizzle-orm'
import { db } from '@/db/client'
import { applications, files, preferredCourses, profiles } from '@/db/schema'
import { notFound } from '@/lib/errors'
import { can, type Viewer } from '@/lib/permissions'
import { personFacts } from '@/lib/users/scope'
import type { FileRow } from './commands'

/**
 * A file that the viewer may read: its owner; an admin; who may read an application to which it was
 * submitted, by position or as a coordinator of one of its courses; and for the file on the profile, who
 * may read the person's profile. A file that stands only in a draft is the owner's alone. Everyone else,
 * and a file that was removed: `not_found`. Five queries at most.
 */
export async function requireReadableFile(viewer: Viewer, id: string): Promise<FileRow> {
  const [file] = await db.select().from(files).where(eq(files.id, id))
  if (!file || file.removedAt) throw notFound('This file')
  if (can(viewer, 'people.read', { ownerId: file.ownerId }).allowed) return file
  const attached = await db
    .select({
      position: applications.position,
      courseId: preferredCourses.courseId,
    })
    .from(applications)
    .leftJoin(preferredCourses, eq(preferredCourses.applicationId, applications.id))
    .where(
      and(
        eq(applications.studentId, file.ownerId),
        or(eq(applications.cvFileId, id), eq(applications.transcriptFileId, id)),
        inArray(applications.state, ['submitted', 'published']),
      ),
    )
  const personPositions = [...new Set(attached.map((row) => row.position))]
  const personCourseIds = attached.flatMap((row) => row.courseId ?? [])
  if (can(viewer, 'people.read', { ownerId: file.ownerId, personPositions, personCourseIds }).allowed)
    return file
  const [profile] = await db
    .select({ id: profiles.userId })
    .from(profiles)
    .where(
      and(
        eq(profiles.userId, file.ownerId),
        or(eq(profiles.cvFileId, id), eq(profiles.transcriptFileId, id)),
      ),
    )
  if (profile && can(viewer, 'people.read', await personFacts(file.ownerId)).allowed) return file
  throw notFound('This file')
}
