import { eq } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { violates } from '@/db/errors'
import { profiles, users } from '@/db/schema'
import { insertIgnore, lockRows } from '@/db/sql'
import { audit, difference } from '@/lib/audit'
import { conflictError } from '@/lib/audit/conflict'
import { invalid, notFound } from '@/lib/errors'
import { seenVersion } from '@/lib/fields'
import { requireCan, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import { accountRecord, touched } from '@/lib/users/accounts'
import { requirePerson } from '@/lib/users/queries'
import { personFacts } from '@/lib/users/scope'
import { refreshSearchColumns } from '@/lib/users/search-text'
import { type ProfileInput, profileLabels } from './schema'
import { showProfileValue } from './show'

/** Turns a UPI or student ID that another account has into an error on its field. */
function asIdentityTaken(error: unknown): never {
  if (violates(error, 'profiles_upi', 'profiles.upi'))
    throw invalid({ upi: 'This UPI belongs to another account. Check it, or tell a coordinator.' })
  if (violates(error, 'profiles_auid', 'profiles.auid'))
    throw invalid({ auid: 'This student ID belongs to another account. Check it, or tell a coordinator.' })
  throw error
}

/** The person's account row (locked) and profile row, made when there is none. */
export async function holdProfile(tx: Tx, userId: string, now: Date) {
  const [user] = await lockRows(tx, users, [userId])
  if (!user || user.state === 'deleted') throw notFound('This person')
  await insertIgnore(tx, profiles, [{ userId, updatedAt: now }])
  const [profile] = await tx.select().from(profiles).where(eq(profiles.userId, userId))
  return { user, profile: profile! }
}

/**
 * Saves what is given of the viewer's own profile; a blank value is cleared. UPI and student ID stay as they are once an
 * application has been submitted. Throws `invalid` on a UPI or student ID that is taken, `conflict` when
 * the profile changed since the version that was seen.
 */
export async function saveOwnProfile(viewer: Viewer, input: ProfileInput): Promise<void> {
  requireCan(viewer, 'profile.edit', { ownerId: viewer.id })
  const { timeZone } = await loadSettings()
  await write(async (tx) => {
    const now = new Date()
    const { user, profile } = await holdProfile(tx, viewer.id, now)
    const { name, preferredName, messages, upi, auid, version, conflictVersion, conflict, ...rest } = input
    const seen = seenVersion({ version, conflictVersion, conflict })
    const names = { name, preferredName }
    const identity = profile.identityLockedAt || upi === undefined ? {} : { upi, auid }
    const answers = { ...identity, ...rest, notifications: { ...profile.notifications, messages } }
    // Not chosen yet reads as the default, so that the first save does not count as a change of it.
    const before = { ...user, ...profile, notifications: profile.notifications ?? { messages: 'at_once' } }
    const change = difference(before, { ...names, ...answers })
    if (Object.keys(change.after).length === 0) return
    if (profile.version !== seen)
      throw await conflictError(
        tx,
        { type: 'user', id: user.id, name: 'Your profile', version: profile.version },
        Object.keys(change.after).map((key) => ({
          field: profileLabels[key] ?? key,
          yours: showProfileValue(key, change.after[key]),
          theirs: showProfileValue(key, change.before[key]),
        })),
        timeZone,
      )
    if (name !== user.name || preferredName !== user.preferredName)
      await tx
        .update(users)
        .set({ ...names, ...touched(now) })
        .where(eq(users.id, user.id))
    await tx
      .update(profiles)
      .set({ ...answers, version: profile.version + 1, updatedAt: now })
      .where(eq(profiles.userId, user.id))
    await refreshSearchColumns(tx, user.id)
    await audit(tx, { actor: viewer, action: 'profile.save', ...accountRecord(user), ...change })
  }).catch(asIdentityTaken)
}

/**
 * Corrects UPI and student ID of a person, locked or not. Throws notFound for one outside the viewer's
 * scope, `invalid` for a value that is taken, `conflict` when the profile changed since `version`.
 */
export async function correctIdentity(
  viewer: Viewer,
  userId: string,
  input: { upi: string | null; auid: string | null; reason: string | null; version: number },
): Promise<void> {
  await requirePerson(viewer, userId)
  requireCan(viewer, 'profile.correctIdentity', await personFacts(userId))
  const { timeZone } = await loadSettings()
  await write(async (tx) => {
    const now = new Date()
    const { user, profile } = await holdProfile(tx, userId, now)
    const { upi, auid, reason } = input
    const change = difference(profile, { upi, auid })
    if (Object.keys(change.after).length === 0) return
    if (profile.version !== input.version)
      throw await conflictError(
        tx,
        { type: 'user', id: user.id, name: `The profile of ${user.name}`, version: profile.version },
        Object.keys(change.after).map((key) => ({
          field: profileLabels[key] ?? key,
          yours: showProfileValue(key, change.after[key]),
          theirs: showProfileValue(key, change.before[key]),
        })),
        timeZone,
      )
    await tx
      .update(profiles)
      .set({ upi, auid, version: profile.version + 1, updatedAt: now })
      .where(eq(profiles.userId, userId))
    await refreshSearchColumns(tx, userId)
    await audit(tx, {
      actor: viewer,
      action: 'profile.correctIdentity',
      ...accountRecord(user),
      ...change,
      reason,
    })
  }).catch(asIdentityTaken)
}
