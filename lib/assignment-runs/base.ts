import type { Instance, Pair, Policy, PositionIndex, PreferenceWords } from '@/lib/assignment/types'

/**
 * What a scenario works on, as it was read from the database, in quarter hours: people and courses in the
 * order that breaks ties (person's id, course code). Indices of pairs point into these lists.
 */
export type Base = {
  weeks: number
  /** 0 tutor, 1 marker: the positions that this scenario assigns. */
  positions: PositionIndex[]
  courses: BaseCourse[]
  people: BasePerson[]
  /** `[person, course, +1 | -1]` */
  endorse: [number, number, number][]
  /** `[person, course]` of those that are endorsed strongly; scenarios of before have none. */
  strong?: [number, number][]
  /** `[person, course, position, places…]` in the orders of the course's coordinators; scenarios of before have none. */
  order?: [number, number, PositionIndex, ...number[]][]
  /** Allocations of these people that stay as they are. */
  fixed: FixedPair[]
  /** What a coordinator should know before solving, in words. */
  remarks: string[]
  /** Applications of the term and positions that take no part, by reason. */
  leftOut: Partial<Record<LeftOut, number>>
  /** The pairs that solving was to stay close to, and the name of their scenario; scenarios of before have none. */
  close?: { name: string; pairs: HeldPair[] }
}

export const leftOutReasons = {
  published: 'result published already',
  accepted: 'accepted already',
  reserve: 'on reserve',
  rejected: 'rejected',
  no_visa: 'no valid work visa',
  overseas: 'overseas and not returning',
  inactive: 'account not active',
  full: 'in more courses already than the rule allows',
} as const
export type LeftOut = keyof typeof leftOutReasons

/** "112 results published already", "1 account not active". */
export function leftOutWords(reason: LeftOut, n: number): string {
  const counted: Partial<Record<LeftOut, string>> = {
    published: `${n === 1 ? 'result' : 'results'} published already`,
    no_visa: 'without a valid work visa',
    inactive: `${n === 1 ? 'account' : 'accounts'} not active`,
  }
  return `${n} ${counted[reason] ?? leftOutReasons[reason]}`
}

export type BaseCourse = {
  id: string
  code: string
  dept: number
  level: number
  /** Per position: what there is to give, or null where the course needs nobody (of the scenario's positions). */
  d: [BaseDemand | null, BaseDemand | null]
  /** Budget of both positions together, where both are assigned from it; null: only the split binds. */
  sharedQuarters: number | null
}

export type BaseDemand = {
  /** The course's hours for the position. */
  quarters: number
  /** Of these, given to people who take no part (published before, enrolled directly), and how many they are. */
  takenQuarters: number
  takenPeople: number
  /** Who they are; scenarios of before do not know it. */
  takenBy?: [userId: string, quarters: number][]
  /** People wanted in all, or null. */
  wanted: number | null
  profile: number[]
}

export type BasePerson = {
  userId: string
  /** Applications that take part, by position. */
  applications: [string | null, string | null]
  degree: 'UG' | 'PG'
  /** 0–9 */
  gpa: number
  /** True where it is the GPA of the preferred courses, as the record has none. */
  gpaOfPreferred?: true
  /** Hours a week, in quarters: what they gave, and the visa cap (or 40 h). */
  maxWeekQuarters: number
  visaWeekQuarters: number
  /** Held in the term outside of this scenario: other position, courses that are not in it. */
  elsewhereQuarters: number
  /** `[course, grade, justified, experience]` in rank order, as the model takes them. */
  prefs: [number, number, number, number][]
  /** Positions of each preference (bits: 1 tutor, 2 marker), where the two applications differ; else null. */
  prefRoles: number[] | null
  /** Beside each preference what only words need, or null where none has any; scenarios of before have none. */
  prefWords?: (PreferenceWords | null)[] | null
}

export type FixedPair = {
  person: number
  course: number
  position: PositionIndex
  quarters: number
  why: 'published' | 'pre_assigned' | 'accepted'
}

/** One person in one course in one position, in quarter hours; indices into the base. */
export type HeldPair = { person: number; course: number; position: PositionIndex; quarters: number }

/** Locks and bans that the coordinator set on the board. */
export type Marks = {
  locks: [person: number, course: number, position: PositionIndex][]
  forbids: [person: number, course: number][]
  /** What the coordinator took from people by taking or keeping them out (`was.ts`); none where there is nothing. */
  was?: [person: number, course: number, position: PositionIndex, quarters: number, locked: 0 | 1][]
}
export const noMarks: Marks = { locks: [], forbids: [] }

export const pairKey = (pair: { person: number; course: number; position: number }) =>
  `${pair.person}:${pair.course}:${pair.position}`

/** Pairs in the model's order: person, course, position. */
export const inOrder = <T extends { person: number; course: number; position: number }>(
  pairs: readonly T[],
): T[] => [...pairs].sort((a, b) => a.person - b.person || a.course - b.course || a.position - b.position)

/** Fixed pairs and locked ones with their hours, each once. */
export function pinnedOf(base: Base, marks: Marks, pairs: readonly HeldPair[]): HeldPair[] {
  const held = new Map(pairs.map((pair) => [pairKey(pair), pair]))
  const pinned = new Map<string, HeldPair>()
  for (const { person, course, position } of marks.locks.map(lockPlace)) {
    const pair = held.get(pairKey({ person, course, position }))
    if (pair && pair.quarters > 0) pinned.set(pairKey(pair), pair)
  }
  for (const { why: _, ...pair } of base.fixed) pinned.set(pairKey(pair), pair)
  return inOrder([...pinned.values()])
}

const lockPlace = ([person, course, position]: Marks['locks'][number]) => ({
  person,
  course,
  position,
})

/**
 * The model's instance. Hours that stand already need not be multiples of the step: they are rounded up here,
 * and the demand and the person's limit are made so that exactly what is really left can still be given. What
 * stands by a decision is never a reason to refuse (it may have been overridden); it only leaves nothing more.
 */
export function toInstance(base: Base, policy: Policy, pinned: readonly HeldPair[], marks: Marks): Instance {
  const unit = policy.unit * 4
  const roundUp = (quarters: number) => Math.ceil(quarters / unit) * unit
  const roundDown = (quarters: number) => Math.floor(Math.max(0, quarters) / unit) * unit
  const ofCourse = Map.groupBy(pinned, (pair) => pair.course)
  const ofPerson = Map.groupBy(pinned, (pair) => pair.person)
  const sum = (pairs: readonly HeldPair[]) => pairs.reduce((total, pair) => total + pair.quarters, 0)
  const rounded = (pairs: readonly HeldPair[]) =>
    pairs.reduce((total, pair) => total + roundUp(pair.quarters), 0)

  const courses = base.courses.map((course, index) => {
    const here = ofCourse.get(index) ?? []
    const taken = (course.d[0]?.takenQuarters ?? 0) + (course.d[1]?.takenQuarters ?? 0)
    const bothLeft =
      course.sharedQuarters === null
        ? Number.POSITIVE_INFINITY
        : roundDown(course.sharedQuarters - taken - sum(here))
    const demand = (position: PositionIndex) => {
      const d = course.d[position]
      if (!d) return null
      const mine = here.filter((pair) => pair.position === position)
      const quarters = rounded(mine) + Math.min(bothLeft, roundDown(d.quarters - d.takenQuarters - sum(mine)))
      if (quarters === 0) return null
      const people =
        d.wanted === null
          ? Math.ceil(quarters / (policy.minChunk * 4)) + mine.length
          : d.wanted - d.takenPeople
      const who = (d.takenBy ?? []).map(([id, held]): [string, number] => [id, held / 4])
      return {
        hours: quarters / 4,
        maxPeople: Math.max(people, mine.length),
        profile: d.profile,
        wanted: d.wanted,
        ...(course.sharedQuarters === null ? { budget: d.quarters / 4 } : {}),
        ...(d.takenPeople > 0 ? { others: { people: d.takenPeople, hours: d.takenQuarters / 4, who } } : {}),
      }
    }
    const d: Instance['courses'][number]['d'] = [demand(0), demand(1)]
    const shared = course.sharedQuarters === null ? undefined : (rounded(here) + bothLeft) / 4
    return {
      id: course.code,
      dept: course.dept,
      level: course.level,
      d,
      ...(shared === undefined || shared >= (d[0]?.hours ?? 0) + (d[1]?.hours ?? 0) ? {} : { shared }),
    }
  })

  const applicants = base.people.map((person, index) => {
    const mine = ofPerson.get(index) ?? []
    const a = person.elsewhereQuarters / base.weeks
    const peak = Math.max(
      0,
      ...Array.from({ length: base.weeks }, (_, week) =>
        mine.reduce(
          (load, pair) =>
            load +
            (roundUp(pair.quarters) * (base.courses[pair.course]!.d[pair.position]?.profile[week] ?? 0)) /
              400,
          0,
        ),
      ),
    )
    const week = (quarters: number) =>
      Math.max(Math.floor(((quarters - a) / 4) * 100) / 100, Math.ceil(peak), 0)
    const most = Math.min(person.maxWeekQuarters, person.visaWeekQuarters) * base.weeks
    const left = most - person.elsewhereQuarters - sum(mine)
    const term = rounded(mine) + roundDown(left)
    return {
      id: person.userId,
      degree: person.degree,
      gpa: person.gpa,
      roles: (person.applications[0] ? 1 : 0) | (person.applications[1] ? 2 : 0),
      maxWeek: week(person.maxWeekQuarters),
      visaWeek: week(person.visaWeekQuarters),
      maxTerm: term / 4,
      prefs: person.prefs,
      ...(person.prefWords ? { words: person.prefWords } : {}),
      limits: {
        term: most / 4,
        elsewhere: person.elsewhereQuarters / 4,
        over: Math.max(0, left - roundDown(left)) / 4,
        maxWeek: person.maxWeekQuarters / 4,
        visaWeek: person.visaWeekQuarters / 4,
      },
    }
  })

  return {
    format: 'assign-instance/1',
    id: 'term',
    weeks: base.weeks,
    policy,
    courses,
    applicants,
    endorse: base.endorse,
    strong: base.strong,
    order: base.order,
    pins: pinned.map((pair) => [pair.person, pair.course, pair.position, roundUp(pair.quarters) / 4]),
    forbid: marks.forbids,
    only: base.people.flatMap((person, index) =>
      (person.prefRoles ?? []).flatMap((roles, at): [number, number, PositionIndex][] =>
        roles === 3 ? [] : [[index, person.prefs[at]![0], roles === 1 ? 0 : 1]],
      ),
    ),
  }
}

/** Pairs for the model: what is pinned with its rounded hours, the others as they are. */
export function toModel(pairs: readonly HeldPair[], pinned: readonly HeldPair[], policy: Policy): Pair[] {
  const unit = policy.unit * 4
  const pins = new Map(pinned.map((pair) => [pairKey(pair), pair.quarters]))
  return inOrder(pairs).map(({ person, course, position, quarters }) => {
    const pin = pins.get(pairKey({ person, course, position }))
    const hours = pin === quarters ? (Math.ceil(quarters / unit) * unit) / 4 : quarters / 4
    return { applicant: person, course, position, hours }
  })
}

/** The model's pairs in quarter hours; what was pinned gets back its true hours. */
export function fromModel(pairs: readonly Pair[], pinned: readonly HeldPair[]): HeldPair[] {
  const pins = new Map(pinned.map((pair) => [pairKey(pair), pair.quarters]))
  return inOrder(
    pairs.map(({ applicant, course, position, hours }) => ({
      person: applicant,
      course,
      position,
      quarters: pins.get(pairKey({ person: applicant, course, position })) ?? Math.round(hours * 4),
    })),
  )
}
