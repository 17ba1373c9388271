import {
  type AnyColumn,
  and,
  asc,
  desc,
  eq,
  exists,
  gt,
  inArray,
  isNotNull,
  isNull,
  lte,
  not,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, courses, endorsements, preferredCourses } from '@/db/schema'
import { nullsLast } from '@/db/sql'
import { wasAcceptedA } from '@/lib/allocations/accepted'
import { countedOfA } from '@/lib/allocations/counted'
import { hasWords } from '@/lib/search/words'
import type { Verdict } from '@/lib/vocabulary'
import { eligibilities } from './eligibility'
import { eligibilityPlace } from './eligibility-sql'
import { type ReviewColumn, type ReviewParams, weeklyBandEnds } from './list'
import { prefersAny, takenBack } from './scope'
import type { Tab } from './states'

export function tabIs(tab: Tab): SQL | undefined {
  if (tab === 'published') return eq(applications.state, 'published')
  if (tab === 'withdrawn') return takenBack
  return and(
    eq(applications.state, 'submitted'),
    tab === 'submitted' ? isNull(applications.decision) : eq(applications.decision, tab),
  )
}

const yesNo = (column: AnyColumn, words: readonly ('yes' | 'no')[]): SQL | undefined =>
  words.length === 1 ? eq(column, words[0] === 'yes') : undefined

const workedBefore = sql`exists (select 1 from ${allocations} a where a.user_id = ${applications.studentId} and a.term_id <> ${applications.termId} and ${wasAcceptedA})`

const holdsHours = sql`exists (select 1 from ${allocations} a where a.user_id = ${applications.studentId} and a.term_id = ${applications.termId} and a.state in ('proposed', 'offered', 'accepted'))`

const isSo = (condition: SQL, words: readonly ('yes' | 'no')[]): SQL | undefined =>
  words.length === 1 ? (words[0] === 'yes' ? condition : not(condition)) : undefined

/** Search and filters, without term, position and tab. */
export function narrowed(params: ReviewParams): SQL | undefined {
  const { q, filters } = params
  const endorsedAs = (verdicts: Verdict[]) =>
    exists(
      db
        .select({ one: sql`1` })
        .from(endorsements)
        .where(and(eq(endorsements.applicationId, applications.id), inArray(endorsements.verdict, verdicts))),
    )
  const given = filters.endorsed.filter((word) => word !== 'none') as Verdict[]
  return and(
    hasWords(applications.searchText, q),
    filters.result.length > 0 ? inArray(applications.decision, filters.result) : undefined,
    filters.degree.length > 0 ? inArray(applications.degreeLevel, filters.degree) : undefined,
    filters.eligibility.length > 0
      ? inArray(
          eligibilityPlace,
          filters.eligibility.map((word) => eligibilities.indexOf(word)),
        )
      : undefined,
    or(
      ...filters.max.map((band) => {
        const [over, most] = weeklyBandEnds[band]
        return and(gt(applications.maxWeekQuarters, over), lte(applications.maxWeekQuarters, most))
      }),
    ),
    yesNo(applications.citizenOrResident, filters.citizen),
    yesNo(applications.validVisa, filters.visa),
    yesNo(applications.overseas, filters.overseas),
    filters.gpaGiven.length === 1
      ? filters.gpaGiven[0] === 'yes'
        ? isNotNull(applications.gpaHundredths)
        : isNull(applications.gpaHundredths)
      : undefined,
    isSo(workedBefore, filters.worked),
    isSo(holdsHours, filters.holds),
    filters.endorsed.length > 0
      ? or(
          given.length > 0 ? endorsedAs(given) : undefined,
          filters.endorsed.includes('none') ? not(endorsedAs(['strong', 'yes', 'no'])) : undefined,
        )
      : undefined,
    filters.course.length > 0 ? prefersAny(filters.course) : undefined,
  )
}

export const heldSum = sql`(select coalesce(sum(${countedOfA}), 0) from ${allocations} a where a.user_id = ${applications.studentId} and a.term_id = ${applications.termId} and a.state in ('proposed', 'offered', 'accepted'))`

const givenSum = sql`(select coalesce(sum(${countedOfA}), 0) from ${allocations} a where a.application_id = ${applications.id} and a.state in ('proposed', 'offered', 'accepted'))`

const wantedScore = sql`(select coalesce(sum(case e.verdict when 'strong' then 3 when 'yes' then 2 else 0 end), 0) from ${endorsements} e where e.application_id = ${applications.id})`

const endorsedScore = sql`(select coalesce(sum(case e.verdict when 'strong' then 3 when 'yes' then 2 when 'no' then -2 else 0 end), 0) from ${endorsements} e where e.application_id = ${applications.id})`

const earlierCount = sql`(select count(distinct a.term_id) from ${allocations} a where a.user_id = ${applications.studentId} and a.term_id <> ${applications.termId} and ${wasAcceptedA})`

const firstWish = sql`(select c.code from ${preferredCourses} p join ${courses} c on c.id = p.course_id where p.application_id = ${applications.id} and p.rank = 1)`

export function orderOf(sort: ReviewColumn, dir: 'asc' | 'desc'): SQL[] {
  const way = dir === 'asc' ? asc : desc
  const by: Record<ReviewColumn, SQL[]> = {
    name: [way(applications.sortName)],
    result: nullsLast(applications.decision, dir),
    given: [way(givenSum)],
    upi: nullsLast(applications.upi, dir),
    auid: nullsLast(applications.auid, dir),
    email: nullsLast(applications.email, dir),
    submitted: [way(applications.submittedAt)],
    degree: nullsLast(applications.degreeLevel, dir),
    gpa: nullsLast(applications.gpaHundredths, dir),
    preferredGpa: nullsLast(applications.preferredGpaHundredths, dir),
    courses: nullsLast(firstWish, dir),
    wantedBy: [way(wantedScore)],
    endorsements: [way(endorsedScore)],
    eligibility: [way(eligibilityPlace)],
    max: nullsLast(applications.maxWeekQuarters, dir),
    held: [way(heldSum)],
    earlier: [way(earlierCount)],
    enrolment: nullsLast(applications.enrolmentDetails, dir),
    decided: nullsLast(applications.decidedAt, dir),
  }
  // Equal ones stay in the order of names, whichever way the column goes.
  const last = sort === 'name' ? [way(applications.id)] : [asc(applications.sortName), asc(applications.id)]
  return [...by[sort], ...last]
}
