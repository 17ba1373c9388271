import { factsOf, weeklyRoom } from './facts'
import type { Instance, Pair, PositionIndex } from './types'

/** The rule that leaves no more room to a person in a course. */
export type LimitName = 'demand' | 'people' | 'shared' | 'term' | 'week' | 'courses'

export type Room = { units: number; by: LimitName }

/** What is given so far and what room is left, kept up to date pair by pair; starts with the pins. */
export class Ledger {
  /** Units left by course × 2 + position. */
  readonly unitsLeft: Float64Array
  readonly peopleLeft: Int32Array
  /** Units given by applicant. */
  readonly units: Float64Array
  private readonly termLeft: Float64Array
  private readonly sharedLeft: Float64Array
  private readonly loads: (Float64Array | undefined)[]
  private readonly given = new Map<number, number>()
  private readonly positionsIn = new Map<number, number>()
  private readonly courses: Int32Array

  constructor(readonly instance: Instance) {
    const { unit } = instance.policy
    const people = instance.applicants.length
    this.units = new Float64Array(people)
    this.termLeft = Float64Array.from(instance.applicants, (person) => person.maxTerm / unit)
    this.loads = new Array(people)
    this.courses = new Int32Array(people)
    this.unitsLeft = new Float64Array(instance.courses.length * 2)
    this.peopleLeft = new Int32Array(instance.courses.length * 2)
    this.sharedLeft = new Float64Array(instance.courses.length).fill(Number.POSITIVE_INFINITY)
    instance.courses.forEach((course, index) => {
      if (course.shared !== undefined) this.sharedLeft[index] = course.shared / unit
      course.d.forEach((demand, position) => {
        this.unitsLeft[index * 2 + position] = (demand?.hours ?? 0) / unit
        this.peopleLeft[index * 2 + position] = demand?.maxPeople ?? 0
      })
    })
    for (const [applicant, course, position, hours] of instance.pins)
      this.add(applicant, course, position, hours / unit)
  }

  private key(applicant: number, course: number): number {
    return applicant * this.instance.courses.length + course
  }

  unitsOf(applicant: number, course: number, position: PositionIndex): number {
    return this.given.get(this.key(applicant, course) * 2 + position) ?? 0
  }

  copy(): Ledger {
    const copy = new Ledger(this.instance)
    for (const [id, units] of this.given) {
      const key = Math.floor(id / 2)
      const [applicant, course] = [
        Math.floor(key / this.instance.courses.length),
        key % this.instance.courses.length,
      ]
      const position = (id % 2) as PositionIndex
      if (!this.isPinned(applicant, course, position)) copy.add(applicant, course, position, units)
    }
    return copy
  }

  /** Gives units (or takes them, when negative) without asking whether there is room. */
  add(applicant: number, course: number, position: PositionIndex, units: number): void {
    const at = course * 2 + position
    const key = this.key(applicant, course)
    const before = this.given.get(key * 2 + position) ?? 0
    const after = before + units
    if (after > 0) this.given.set(key * 2 + position, after)
    else this.given.delete(key * 2 + position)
    const change = (after > 0 ? 1 : 0) - (before > 0 ? 1 : 0)
    if (change !== 0) {
      this.peopleLeft[at] = this.peopleLeft[at]! - change
      const positions = (this.positionsIn.get(key) ?? 0) + change
      if (change > 0 && positions === 1) this.courses[applicant] = this.courses[applicant]! + 1
      if (change < 0 && positions === 0) this.courses[applicant] = this.courses[applicant]! - 1
      this.positionsIn.set(key, positions)
    }
    this.unitsLeft[at] = this.unitsLeft[at]! - units
    this.sharedLeft[course] = this.sharedLeft[course]! - units
    this.termLeft[applicant] = this.termLeft[applicant]! - units
    this.units[applicant] = this.units[applicant]! + units
    const load = this.loads[applicant] ?? new Float64Array(this.instance.weeks)
    this.loads[applicant] = load
    this.instance.courses[course]!.d[position]?.profile.forEach((percent, week) => {
      load[week] = load[week]! + percent * units
    })
  }

  /** Gives pairs as they are, other than pins, which are there from the beginning. */
  give(pairs: readonly Pair[]): this {
    for (const { applicant, course, position, hours } of pairs)
      if (!this.isPinned(applicant, course, position))
        this.add(applicant, course, position, hours / this.instance.policy.unit)
    return this
  }

  /** Most units that the pair can get beside what it has, and the rule that allows no more. */
  room(applicant: number, course: number, position: PositionIndex): Room {
    const person = this.personRoom(applicant, course, position)
    const place = this.courseRoom(applicant, course, position)
    return person.units < place.units ? person : place
  }

  /** What the person's own limits allow. */
  personRoom(applicant: number, course: number, position: PositionIndex): Room {
    if (!this.worksIn(applicant, course) && this.coursesLeft(applicant) <= 0)
      return { units: 0, by: 'courses' }
    let units = this.termLeft[applicant]!
    let by: LimitName = 'term'
    this.instance.courses[course]!.d[position]?.profile.forEach((percent, week) => {
      if (percent <= 0) return
      const room = this.weekLeft(applicant, week) / percent
      if (room >= units) return
      units = room
      by = 'week'
    })
    return { units: whole(units), by }
  }

  /** What the course still has to give. */
  courseRoom(applicant: number, course: number, position: PositionIndex): Room {
    const at = course * 2 + position
    if (this.unitsOf(applicant, course, position) === 0 && this.peopleLeft[at]! <= 0)
      return { units: 0, by: 'people' }
    const [shared, demand] = [this.sharedLeft[course]!, this.unitsLeft[at]!]
    return shared < demand ? { units: whole(shared), by: 'shared' } : { units: whole(demand), by: 'demand' }
  }

  /** The room that each of the person's limits allows, the tightest first. */
  personRooms(applicant: number, course: number, position: PositionIndex): Room[] {
    const rooms: Room[] = [{ units: whole(this.termLeft[applicant]!), by: 'term' }]
    const weeks = (this.instance.courses[course]!.d[position]?.profile ?? []).map((percent, week) =>
      percent > 0 ? this.weekLeft(applicant, week) / percent : Number.POSITIVE_INFINITY,
    )
    rooms.push({ units: whole(Math.min(...weeks, Number.POSITIVE_INFINITY)), by: 'week' })
    if (!this.worksIn(applicant, course) && this.coursesLeft(applicant) <= 0)
      rooms.unshift({ units: 0, by: 'courses' })
    return rooms.sort((a, b) => a.units - b.units)
  }

  /** The room that each limit of the course allows: places, hours of the position, budget of both. */
  courseRooms(applicant: number, course: number, position: PositionIndex): Room[] {
    const at = course * 2 + position
    const isIn = this.unitsOf(applicant, course, position) > 0
    return [
      { units: isIn || this.peopleLeft[at]! > 0 ? Number.POSITIVE_INFINITY : 0, by: 'people' },
      { units: whole(this.unitsLeft[at]!), by: 'demand' },
      { units: whole(this.sharedLeft[course]!), by: 'shared' },
    ]
  }

  termUnitsLeft(applicant: number): number {
    return Math.floor(this.termLeft[applicant]!)
  }

  sharedUnitsLeft(course: number): number {
    return this.sharedLeft[course]!
  }

  /** Percent of units that the week still takes of this person; infinite without a limit. */
  weekLeft(applicant: number, week: number): number {
    return weeklyRoom(this.instance, applicant) - (this.loads[applicant]?.[week] ?? 0)
  }

  coursesLeft(applicant: number): number {
    return this.instance.policy.maxCourses - this.courses[applicant]!
  }

  worksIn(applicant: number, course: number): boolean {
    return (this.positionsIn.get(this.key(applicant, course)) ?? 0) > 0
  }

  /** What is given, pins included, by applicant, course and position. */
  pairs(): Pair[] {
    const { unit } = this.instance.policy
    const courses = this.instance.courses.length
    return [...this.given.entries()]
      .sort(([a], [b]) => a - b)
      .map(([id, units]) => {
        const key = Math.floor(id / 2)
        return {
          applicant: Math.floor(key / courses),
          course: key % courses,
          position: (id % 2) as PositionIndex,
          hours: units * unit,
        }
      })
  }

  /** Whether the pair is fixed. */
  isPinned(applicant: number, course: number, position: PositionIndex): boolean {
    return factsOf(this.instance).pinned(applicant, course, position) !== undefined
  }
}

function whole(units: number): number {
  return Math.max(0, Math.floor(units))
}
