import { eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { profiles, users } from '@/db/schema'
import { normaliseForSearch, searchTextOf } from '@/lib/text'

type Findable = {
  name: string
  preferredName?: string | null
  username: string
  email: string
  upi?: string | null
  auid?: string | null
}

/** The two folded columns of a user: order of lists, and all that a person is found by. */
export function searchColumns(person: Findable): { sortName: string; searchText: string } {
  const parts = [person.name, person.preferredName, person.username, person.email, person.upi, person.auid]
  return {
    sortName: normaliseForSearch(person.name).slice(0, 200),
    // The UPI is mostly the user name again: once is enough.
    searchText: searchTextOf([...new Set(parts)]),
  }
}

/** Makes the folded columns anew after names, email, UPI or student ID have changed. */
export async function refreshSearchColumns(tx: Tx, userId: string): Promise<void> {
  const [person] = await tx
    .select({
      name: users.name,
      preferredName: users.preferredName,
      username: users.username,
      email: users.email,
      upi: profiles.upi,
      auid: profiles.auid,
    })
    .from(users)
    .leftJoin(profiles, eq(profiles.userId, users.id))
    .where(eq(users.id, userId))
  if (person) await tx.update(users).set(searchColumns(person)).where(eq(users.id, userId))
}
