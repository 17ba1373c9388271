import { searchColumns } from '@/lib/users/search-text'

/** Words of the lists: order by name, search by all that an applicant is known by. */
export function applicationSearch(
  student: { name: string; username: string; email: string },
  given: { name?: string | null; upi?: string | null; auid?: string | null; email?: string | null } = {},
): { sortName: string; searchText: string } {
  const { name, upi, auid, email } = given
  return searchColumns({
    name: name ?? student.name,
    preferredName: student.name,
    username: student.username,
    email: `${student.email} ${email ?? ''}`,
    upi,
    auid,
  })
}
