import type { Position } from '@/lib/vocabulary'

/**
 * The assignment problem as plain data (format `assign-instance/1`) and what a solution of it is. The model is
 * fixed by its documentation in `lib/assignment/README.md`; nothing here knows of a database.
 *
 * Hours are hours of the whole term and multiples of `policy.unit`; positions are 0 = tutor, 1 = marker.
 */

/** Index of a position in the instance's arrays. */
export type PositionIndex = 0 | 1
export const positionOf = (index: PositionIndex): Position => (index === 0 ? 'tutor' : 'marker')
export const positionIndex = (position: Position): PositionIndex => (position === 'tutor' ? 0 : 1)

/** What a course needs in one position. `profile`: integer percent of the hours in each week, sums to 100. */
export type Demand = {
  hours: number
  maxPeople: number
  profile: number[]
  /** For words alone: people wanted in all (null: nobody said how many), and who works there and takes no part. */
  wanted?: number | null
  /** Hours in all, where they are this position's alone; `hours` are whole steps of what is left of them. */
  budget?: number
  others?: Others
}

/** People of a course who take no part: how many, and as far as they are known who has which hours. */
export type Others = { people: number; hours: number; who: [id: string, hours: number][] }

/** For words alone: a grade that has no value in the model, and that only the person says they worked there. */
export type PreferenceWords = { grade?: string; says?: boolean }

/**
 * A person's limits as they are: hours in the term and a week, of them held outside this instance, and what of the term
 * is less than a step and so no part of `maxTerm`.
 */
export type LimitWords = {
  term: number
  elsewhere: number
  over: number
  maxWeek: number
  visaWeek: number
}

export type AssignmentCourse = {
  id: string
  dept: number
  level: number
  /** Weight of an unfilled hour against other courses; 1 when absent. */
  priority?: number
  d: [Demand | null, Demand | null]
  /** Hours of both positions together, where a course has one budget for both; absent: only the split binds. */
  shared?: number
}

/** `[courseIndex, grade 0 = A+ … 8 = C- or -1 none, justified 0/1, experience 0 none | 1 this position elsewhere | 2 this course]` */
export type Preference = [course: number, grade: number, justified: number, experience: number]

export type AssignmentApplicant = {
  id: string
  degree: 'UG' | 'PG'
  /** 0–9 */
  gpa: number
  /** Bits: 1 tutor, 2 marker. */
  roles: number
  maxWeek: number
  visaWeek: number
  maxTerm: number
  /** In rank order, at most 10. */
  prefs: Preference[]
  /** Beside `prefs`. */
  words?: (PreferenceWords | null)[]
  /** For words alone, where the limits above are what is left of larger ones, or whole steps of them. */
  limits?: LimitWords
}

export type Weights = {
  preference: number
  grade: number
  experience: number
  endorsement: number
  academic: number
}

export type Policy = {
  /** Which weekly limit binds: the visa cap, the smaller of it and the person's own, or none. */
  weekly: 'legal' | 'personal' | 'off'
  unit: number
  minChunk: number
  maxCourses: number
  tierHours: number
  /** Worst grade that suffices, by position. */
  minGrade: [number, number]
  weights: Weights
  coverage: number
  fairness: number
}

export type Instance = {
  format: 'assign-instance/1'
  id: string
  seed?: number
  weeks: number
  policy: Policy
  courses: AssignmentCourse[]
  applicants: AssignmentApplicant[]
  /** `[applicant, course, +1 | -1]` */
  endorse: [number, number, number][]
  /** `[applicant, course]` of those that are endorsed strongly: for words alone, it counts no more. */
  strong?: [number, number][]
  /** `[applicant, course, position, places…]`: where their coordinators put those whom they want, from 1; for words alone. */
  order?: [number, number, PositionIndex, ...number[]][]
  /** `[applicant, course, position, hours]`, fixed. */
  pins: [number, number, PositionIndex, number][]
  /** `[applicant, course]` */
  forbid: [number, number][]
  /**
   * `[applicant, course, position]`: of a person who applied for both positions with different courses, a course
   * that they want in this position alone. Absent: each course is wanted in all positions applied for.
   */
  only?: [number, number, PositionIndex][]
}

/** One person in one course in one position; indices into the instance. */
export type Pair = { applicant: number; course: number; position: PositionIndex; hours: number }

/** Why a pair cannot be chosen at all. */
export const refusalCodes = [
  'POSITION_NOT_NEEDED',
  'NOT_RANKED',
  'ROLE_NOT_APPLIED',
  'FORBIDDEN',
  'NO_GRADE_NO_REASON',
  'GRADE_BELOW_MINIMUM',
  'ALREADY_FILLED_BY_PINS',
  'WEEKLY_LIMIT_TOO_SMALL',
  'TERM_LIMIT_TOO_SMALL',
] as const
export type RefusalCode = (typeof refusalCodes)[number]

export type SolveStatus = 'optimal' | 'within_gap' | 'time_limit' | 'cancelled' | 'infeasible'

/** What the solver says while it works. `objective` and `bound` in points; `gap` as a fraction, null before a first solution. */
export type Progress = { seconds: number; objective: number | null; bound: number | null; gap: number | null }

export type SolveOptions = {
  /** Seconds. */
  timeLimit: number
  /** Relative gap at which the solver stops; 0 proves the optimum. */
  gap: number
  /** A solution to start from (a warm start). */
  start?: readonly Pair[]
  /** Points per unit kept of these pairs ("stay close to this one"); not part of the reported objective. */
  stayClose?: { pairs: readonly Pair[]; reward: number }
  /** A pair that must be chosen, with any hours it may have; what it costs is the objective lost by it. */
  force?: { applicant: number; course: number; position: PositionIndex }
  /** Decides the pairs of these courses alone; all others stay as in `pairs`. Objective and bound are of the whole. */
  within?: { courses: readonly number[]; pairs: readonly Pair[] }
  onProgress?: (progress: Progress) => void
  signal?: AbortSignal
}

export type Solution = {
  status: SolveStatus
  /** Of the model, without any reward for staying close; null where there is no solution. */
  objective: number | null
  /**
   * No solution has more points than this (proven). Where staying close is rewarded, what is bounded is points
   * and reward together, and this is that bound less the reward of the solution.
   */
  bound: number | null
  /** (bound − objective) / |objective|; 0 is proven. */
  gap: number | null
  seconds: number
  /** Sorted by applicant, course, position; pins included. */
  pairs: Pair[]
}

/** A limit that the fixed pairs alone break; found before solving, for the coordinator to decide. */
export type PinConflict = {
  kind: 'demand' | 'people' | 'term' | 'week' | 'courses' | 'shared'
  applicant?: number
  course?: number
  position?: PositionIndex
  message: string
}
