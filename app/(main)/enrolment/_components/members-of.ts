import { cache } from 'react'
import { getCourseMembers } from '@/lib/allocations/queries'

/** Read once per request, by the title and the page. */
export const membersOf = cache(getCourseMembers)
