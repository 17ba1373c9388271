import { write } from '@/db/client'
import { profiles, userRoles, users } from '@/db/schema'
import { newId } from '@/db/sql'
import { viewerOf } from '@/lib/auth/session'
import type { Viewer } from '@/lib/permissions'
import type { Role } from '@/lib/vocabulary'
import { fold, type Insert, next } from './common'

/** A user with the given roles, no password and a filled-in profile. Returns the row's id. */
export async function makeUser(
  role: Role | Role[] = 'student',
  given: Insert<typeof users> & { profile?: Insert<typeof profiles> } = {},
): Promise<string> {
  const n = next()
  const { profile, ...user } = given
  const now = new Date()
  const id = user.id ?? newId()
  const username = user.username ?? `user${String(n).padStart(4, '0')}`
  const name = user.name ?? `Person Number${n}`
  const email = user.email ?? `${username}@example.test`
  const auid = profile?.auid ?? String(100_000_000 + n)
  await write(async (tx) => {
    await tx.insert(users).values({
      id,
      username,
      email,
      name,
      sortName: fold(name),
      searchText: fold(name, username, email, auid),
      state: 'active',
      emailVerifiedAt: now,
      createdAt: now,
      updatedAt: now,
      ...user,
    })
    await tx.insert(profiles).values({
      userId: id,
      upi: username,
      auid,
      degreeLevel: 'postgraduate',
      enrolmentDetails: 'PhD in Computer Science, second year',
      citizenOrResident: true,
      overseas: false,
      otherContracts: false,
      maxWeekQuarters: 80,
      updatedAt: now,
      ...profile,
    })
    for (const r of Array.isArray(role) ? role : [role])
      await tx.insert(userRoles).values({ userId: id, role: r, createdAt: now })
  })
  return id
}

/** A user and the viewer that they are. Call `refresh` after giving them courses. */
export async function makeViewer(
  role: Role | Role[],
  given: Parameters<typeof makeUser>[1] = {},
): Promise<Viewer> {
  return viewer(await makeUser(role, given))
}

/** The viewer that a user is now. */
export async function viewer(userId: string): Promise<Viewer> {
  const found = await viewerOf(userId)
  if (!found) throw new Error(`no active user ${userId}`)
  return found
}
