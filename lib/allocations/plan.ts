import { formatHours } from '@/lib/hours'
import type { AllocationSource, Position } from '@/lib/vocabulary'
import { positionNames } from '@/lib/vocabulary'
import { countedOf } from './counted'
import {
  type AllocationRow,
  type CourseFacts,
  type Facts,
  liveKeyOf,
  type PersonFacts,
  remainingQuarters,
} from './facts'
import { type Breach, checkAllocation } from './rules'

/**
 * The difference between what stands and what is wanted, with a message per row. Every way
 * to change allocations is a list of these: accept, undo, enrolment by hand, import, automatic assignment.
 */
export type Change =
  | {
      kind: 'add'
      userId: string
      courseId: string
      position: Position
      quarters: number
      source: AllocationSource
      applicationId?: string | null
      /** `proposed` until it is published; `offered` or `accepted` where it is told at once. */
      state: 'proposed' | 'offered' | 'accepted'
      overrideReason?: OverrideReason
    }
  | {
      kind: 'hours'
      allocationId: string
      version?: number
      quarters: number
      overrideReason?: OverrideReason
    }
  | { kind: 'end'; allocationId: string; version?: number; reason?: string | null }

/**
 * For a change that brings back what stood before: the reason by which it stood (null: by none). Left out, the
 * row gets the reason of the change set's override where it breaks a rule.
 */
type OverrideReason = string | null

/** A rule that a row breaks, under a key by which an override names exactly what it overrides. */
export type RowBreach = Breach & { key: string }

export type PlannedRow = {
  change: Change
  course: CourseFacts | null
  person: PersonFacts | null
  position: Position | null
  /** The allocation as it stands, for a change or an end. */
  allocation: AllocationRow | null
  /** Hours before and after, as they are written and told. */
  before: number
  after: number
  /**
   * Hours that count against budget and load before and after. They differ from the ones above while a
   * change waits for an answer: then the hours agreed to still count, if they are more.
   */
  countedBefore: number
  countedAfter: number
  breaches: RowBreach[]
  /** Why the row cannot be done at all, whoever asks; null when it can. */
  problem: { code: 'not_found' | 'state' | 'conflict' | 'invalid'; message: string } | null
  /** What the row does, in words. */
  message: string
}

export type Plan = { termId: string; rows: PlannedRow[] }

const liveStates = ['proposed', 'offered', 'accepted']

/**
 * Plans changes against the facts. Rows that give hours back count first, so that moving hours from one
 * course to another never looks like having both; then the others in the order given, each seeing what
 * the ones before it took. Pure: it neither reads nor writes, and leaves the facts as they were.
 *
 * @param rules.visaCapQuarters a week, for people without citizenship or residency
 * @param rules.changesNeedAnswer a change of hours that were agreed to waits for the person's answer; until
 *   then the larger of both counts
 */
export function planChanges(
  facts: Facts,
  changes: readonly Change[],
  { visaCapQuarters, changesNeedAnswer }: { visaCapQuarters: number; changesNeedAnswer: boolean },
): Plan {
  const courses = new Map(
    [...facts.courses].map(([id, course]) => [id, { ...course, used: { ...course.used } }]),
  )
  const people = new Map([...facts.people].map(([id, person]) => [id, { ...person, held: [...person.held] }]))
  const rows = changes.map((change) => rowOf(facts, courses, people, change, changesNeedAnswer))
  const seen = new Set<string>()
  for (const row of rows) {
    if (!row.allocation || row.problem) continue
    if (seen.has(row.allocation.id))
      row.problem = { code: 'invalid', message: 'The same allocation is changed twice.' }
    seen.add(row.allocation.id)
  }
  for (const row of rows) if (!row.problem && row.countedAfter < row.countedBefore) take(row)
  for (const row of rows) {
    if (row.problem || row.countedAfter < row.countedBefore) continue
    check(row, facts.weeks, visaCapQuarters)
    // A row that is overridden or refused later still counts here: the ones after it must not fill its place.
    take(row)
  }
  for (const row of rows) row.message = messageOf(row)
  return { termId: facts.termId, rows }
}

function rowOf(
  facts: Facts,
  courses: Map<string, CourseFacts>,
  people: Map<string, PersonFacts>,
  change: Change,
  changesNeedAnswer: boolean,
): PlannedRow {
  const blank: PlannedRow = {
    change,
    course: null,
    person: null,
    position: null,
    allocation: null,
    before: 0,
    after: 0,
    countedBefore: 0,
    countedAfter: 0,
    breaches: [],
    problem: null,
    message: '',
  }
  const refused = (
    row: PlannedRow,
    code: NonNullable<PlannedRow['problem']>['code'],
    message: string,
  ): PlannedRow => ({ ...row, problem: { code, message } })

  if (change.kind === 'add') {
    const row = {
      ...blank,
      course: courses.get(change.courseId) ?? null,
      person: people.get(change.userId) ?? null,
      position: change.position,
      after: change.quarters,
      countedAfter: change.quarters,
    }
    if (!row.course || row.course.termId !== facts.termId)
      return refused(row, 'not_found', 'The course does not exist in this term.')
    if (facts.termArchived) return refused(row, 'state', archivedTerm(facts))
    if (row.course.archived) return refused(row, 'state', `${row.course.code} is archived.`)
    if (!row.person) return refused(row, 'not_found', 'The person does not exist.')
    if (!row.person.active) return refused(row, 'state', `${row.person.name}’s account is not active.`)
    if (!isHours(change.quarters))
      return refused(row, 'invalid', `Enter the hours in ${row.course.code}: 0.25 or more, by quarters.`)
    return row
  }
  const allocation = facts.allocations.get(change.allocationId) ?? null
  if (!allocation) return refused(blank, 'not_found', 'This allocation does not exist any more.')
  const row = {
    ...blank,
    allocation,
    course: courses.get(allocation.courseId) ?? null,
    person: people.get(allocation.userId) ?? null,
    position: allocation.position,
    before: allocation.quarters,
    after: change.kind === 'hours' ? change.quarters : 0,
    countedBefore: countedOf(allocation),
    countedAfter:
      change.kind === 'hours'
        ? Math.max(change.quarters, changesNeedAnswer ? (agreedTo(allocation) ?? 0) : 0)
        : 0,
  }
  if (!row.course || !row.person || allocation.termId !== facts.termId)
    return refused(row, 'not_found', 'This allocation does not exist any more.')
  if (facts.termArchived) return refused(row, 'state', archivedTerm(facts))
  if (!liveStates.includes(allocation.state))
    return refused(row, 'state', `This allocation in ${row.course.code} is ${allocation.state} already.`)
  if (change.version !== undefined && change.version !== allocation.version)
    return refused(row, 'conflict', `The hours in ${row.course.code} were changed by somebody else.`)
  if (change.kind === 'hours' && !isHours(change.quarters))
    return refused(row, 'invalid', `Enter the hours in ${row.course.code}: 0.25 or more, by quarters.`)
  return row
}

const archivedTerm = (facts: Facts) => `${facts.termName} is archived: its hours can no longer change.`

/** Hours that the person has said yes to and that hold until another answer; null when there are none. */
export const agreedTo = (row: Pick<AllocationRow, 'state' | 'quarters' | 'agreedQuarters'>): number | null =>
  row.state === 'accepted' ? row.quarters : row.state === 'offered' ? row.agreedQuarters : null

const isHours = (quarters: number) => Number.isSafeInteger(quarters) && quarters > 0 && quarters <= 400_000

function check(row: PlannedRow, weeks: number, visaCapQuarters: number): void {
  const { course, person, position } = row
  if (!course || !person || !position || row.countedAfter === row.countedBefore) return
  const found = checkAllocation({
    position,
    quarters: row.countedAfter,
    previousQuarters: row.countedBefore,
    course,
    person: {
      ...person,
      heldQuarters: person.held.reduce((sum, held) => sum + held.quarters, 0),
      holdsCourse:
        row.change.kind === 'add' &&
        person.held.some((held) => held.courseId === course.id && held.position === position),
    },
    weeks,
    visaCapQuarters,
  })
  row.breaches = found.map((breach) => ({
    ...breach,
    key: `${breach.code}:${liveKeyOf(course.id, person.userId, position)}`,
  }))
}

/** Counts the row in the running state. */
function take(row: PlannedRow): void {
  const { course, person, position, allocation } = row
  if (!course || !person || !position) return
  course.used[position] += row.countedAfter - row.countedBefore
  if (allocation) person.held = person.held.filter((held) => held.id !== allocation.id)
  if (row.countedAfter > 0)
    person.held.push({
      id: allocation?.id ?? '',
      courseId: course.id,
      position,
      quarters: row.countedAfter,
      state: allocation?.state ?? 'proposed',
    })
}

function messageOf(row: PlannedRow): string {
  if (row.problem) return row.problem.message
  const { course, person, position, before, after } = row
  if (!course || !person || !position) return ''
  const as = positionNames[position].toLowerCase()
  const left = remainingQuarters(course, position)
  const leaves =
    left >= 0
      ? `${formatHours(left)} left for ${as}s in the course`
      : `${formatHours(-left)} over for ${as}s in the course`
  if (row.change.kind === 'add')
    return `${person.name}: ${formatHours(after)} as ${as} in ${course.code}; ${leaves}.`
  if (row.change.kind === 'end')
    return `${person.name}: no longer ${as} in ${course.code} (${formatHours(before)}); ${leaves}.`
  return `${person.name}: ${formatHours(after)} instead of ${formatHours(before)} as ${as} in ${course.code}; ${leaves}.`
}
