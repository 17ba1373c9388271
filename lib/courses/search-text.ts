import { searchTextOf } from '@/lib/text'

/** The folded text by which a course is found; the code also without its spaces, as many people type it. */
export function courseSearchText(course: {
  code: string
  name: string
  prerequisite: string | null
}): string {
  return searchTextOf([course.code, course.code.replace(/\s/g, ''), course.name, course.prerequisite], 760)
}
