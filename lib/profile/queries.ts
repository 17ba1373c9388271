import { and, eq, inArray, isNull } from 'drizzle-orm'
import { db } from '@/db/client'
import { files, profiles, users } from '@/db/schema'
import { notFound } from '@/lib/errors'
import { requireCan, type Viewer } from '@/lib/permissions'
import type { FileKind } from '@/lib/vocabulary'

export type ProfileFile = { id: string; kind: FileKind; name: string; size: number; createdAt: Date }

export type OwnProfile = Omit<typeof profiles.$inferSelect, 'version' | 'updatedAt'> & {
  name: string
  preferredName: string | null
  username: string
  email: string
  version: number
  cv: ProfileFile | null
  transcript: ProfileFile | null
}

/** The files that a profile names. One query, or none. The caller has checked the scope. */
export async function filesOfProfile(
  profile: Pick<typeof profiles.$inferSelect, 'cvFileId' | 'transcriptFileId'> | null | undefined,
): Promise<ProfileFile[]> {
  const wanted = [profile?.cvFileId, profile?.transcriptFileId].filter((id) => typeof id === 'string')
  if (wanted.length === 0) return []
  return db
    .select({
      id: files.id,
      kind: files.kind,
      name: files.name,
      size: files.size,
      createdAt: files.createdAt,
    })
    .from(files)
    .where(and(inArray(files.id, wanted), isNull(files.removedAt)))
}

/** The viewer's own profile with the files it names. Two queries. */
export async function getOwnProfile(viewer: Viewer): Promise<OwnProfile> {
  requireCan(viewer, 'profile.edit', { ownerId: viewer.id })
  const [row] = await db
    .select({
      name: users.name,
      preferredName: users.preferredName,
      username: users.username,
      email: users.email,
      profile: profiles,
    })
    .from(users)
    .leftJoin(profiles, eq(profiles.userId, users.id))
    .where(eq(users.id, viewer.id))
  if (!row) throw notFound('This profile')
  const { profile, ...user } = row
  const found = await filesOfProfile(profile)
  const file = (id: string | null | undefined) => found.find((one) => one.id === id) ?? null
  return {
    ...(profile ?? blankProfile(viewer.id)),
    ...user,
    version: profile?.version ?? 1,
    cv: file(profile?.cvFileId),
    transcript: file(profile?.transcriptFileId),
  }
}

/** A profile nobody has filled in. */
function blankProfile(userId: string): Omit<typeof profiles.$inferSelect, 'version' | 'updatedAt'> {
  return {
    userId,
    upi: null,
    auid: null,
    identityLockedAt: null,
    degreeLevel: null,
    enrolmentDetails: null,
    citizenOrResident: null,
    validVisa: null,
    overseas: null,
    returning: null,
    otherContracts: null,
    otherContractsText: null,
    otherContractQuarters: null,
    maxWeekQuarters: null,
    gpaHundredths: null,
    phone: null,
    cvFileId: null,
    transcriptFileId: null,
    notifications: null,
  }
}
