import { write } from '@/db/client'
import { addSampleTerm } from '@/db/sample'
import { settings, userRoles, users } from '@/db/schema'
import { newId, upsert } from '@/db/sql'
import { audit } from '@/lib/audit'
import { hashPassword } from '@/lib/auth/password'
import { passwordProblem } from '@/lib/auth/password-rules'
import { insertSession } from '@/lib/auth/session'
import { consumeToken, findToken } from '@/lib/auth/tokens'
import { invalid, stateError } from '@/lib/errors'
import { searchColumns } from './search-text'

export type Setup = {
  token: string
  name: string
  username: string
  email: string
  password: string
  institutionName: string
  timeZone: string
}

const gone = () =>
  stateError(
    'This set-up link is no longer valid. Restart MTMS to get a new one, or sign in if it is set up already.',
  )

/**
 * Makes the first admin and signs them in. Two that come at the same moment: one is the admin, the
 * other is refused. Throws `invalid` for the password and `state` when the link does not count.
 */
export async function createFirstAdmin(
  input: Setup,
  caller: { ip: string; userAgent: string | null },
): Promise<{ userId: string; sessionId: string }> {
  const problem = passwordProblem(input.password, input.username)
  if (problem) throw invalid({ password: problem })
  if (!(await findToken('setup', input.token))) throw gone()
  const passwordHash = await hashPassword(input.password)
  return write(async (tx) => {
    const now = new Date()
    // Taking this row's lock first makes two of these wait for each other on MySQL, too.
    const chosen = { institutionName: input.institutionName, timeZone: input.timeZone }
    for (const [key, value] of Object.entries(chosen)) {
      const row = { key, value, updatedAt: now, updatedBy: null }
      await upsert(tx, settings, row, [settings.key], { value, updatedAt: now })
    }
    const token = await findToken('setup', input.token, { from: tx, now })
    const [someone] = await tx.select({ id: users.id }).from(users).limit(1)
    if (!token || someone || !(await consumeToken(tx, token.id, now))) throw gone()
    const userId = newId()
    const { name, username, email } = input
    await tx.insert(users).values({
      id: userId,
      username,
      email,
      name,
      ...searchColumns({ name, username, email }),
      passwordHash,
      state: 'active',
      // Whoever holds the link holds the server; there is no mail server to ask yet.
      emailVerifiedAt: now,
      lastSignInAt: now,
      createdAt: now,
      updatedAt: now,
    })
    await tx.insert(userRoles).values({ userId, role: 'admin', grantedBy: null, createdAt: now })
    const actor = { id: userId, name }
    await audit(
      tx,
      {
        actor,
        action: 'account.setUp',
        record: { type: 'user', id: userId, name },
        scope: { subjectId: userId },
        after: { username, email, roles: ['admin'] },
      },
      {
        actor,
        action: 'settings.save',
        record: { type: 'setting', id: 'institution', name: 'Institution' },
        after: chosen,
      },
    )
    const sessionId = await insertSession(tx, { userId, keep: false, ...caller })
    return { userId, sessionId }
  })
}

/** Names that the sample term needs for its own people, as the set-up page must refuse them. */
const sampleNames = /^(tutorco|markerco|coord0[1-6]|stud\d{3})$/

/** Why the sample term cannot be loaded with these answers; an empty object when it can. */
export function sampleProblems(input: { username: string; samplePassword: string }): Record<string, string> {
  const fields: Record<string, string> = {}
  const problem = passwordProblem(input.samplePassword, '')
  if (problem) fields.samplePassword = problem
  if (sampleNames.test(input.username))
    fields.username = 'The sample term has a person of this user name. Choose another.'
  return fields
}

/** Adds the sample term for an institution that was just set up; all its people get this password. */
export async function loadSampleTerm(password: string): Promise<void> {
  await addSampleTerm({ password })
}
