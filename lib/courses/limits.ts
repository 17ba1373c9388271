import { MAX_QUARTERS } from '@/lib/hours'

/** What a course's fields hold at most; the form, the import and the columns of the database agree on it. */
export const COURSE_LIMITS = {
  /** Characters. */
  code: 32,
  name: 200,
  prerequisite: 500,
  responsibility: 5_000,
  /** Quarter hours. */
  quarters: MAX_QUARTERS,
  students: 100_000,
  /** Assignments; labs and tutorials a week. */
  sessions: 1_000,
} as const
