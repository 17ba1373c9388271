import type { EligiblePair } from './eligibility'
import type { Ledger } from './ledger'
import { tierOf } from './score'
import { weekRows } from './week-rows'

/** A mixed-integer model to be maximised, rows in compressed form; every row is Σ value · column ≤ upper. */
export type MipModel = {
  cost: number[]
  lower: number[]
  upper: number[]
  /** 1 = whole numbers only. */
  whole: number[]
  rowUpper: number[]
  starts: number[]
  indices: number[]
  values: number[]
  /** Added to the objective: the points of what is fixed. */
  offset: number
  /** Pairs with columns of their own, and what else is needed to translate. */
  entries: ModelEntry[]
  people: ModelPerson[]
  /** Points of one unit more are always whole, so that two objectives differ by 1 at least. */
  wholePoints: boolean
}

/** x = lo · z + y, 0 ≤ y ≤ (up − lo) · z; y = −1 where lo = up, kept = −1 without a reward. */
export type ModelEntry = { pair: EligiblePair; lo: number; up: number; z: number; y: number; kept: number }

/** Columns of units beyond the lowest tier, and of working in a course (in both positions), of one person. */
type ModelPerson = {
  entries: ModelEntry[]
  /** Units in the tier where the person stands, then the columns of the tiers above. */
  tiers: { size: number; columns: { column: number; size: number }[] } | null
  courses: { column: number; entries: ModelEntry[] }[]
}

export type ModelOptions = {
  /** Whole units in the model itself: only where leaving them continuous has proved to cost points. */
  wholeUnits?: boolean
  /** Points per unit kept, and units to keep, of a free pair. */
  reward?: (pair: EligiblePair) => { points: number; units: number } | null
  /** A free pair that must be chosen. */
  force?: (pair: EligiblePair) => boolean
  offset?: number
}

/** A model without columns and rows. */
export const emptyModel = (offset: number, wholePoints: boolean): MipModel => ({
  cost: [],
  lower: [],
  upper: [],
  whole: [],
  rowUpper: [],
  starts: [0],
  indices: [],
  values: [],
  offset,
  entries: [],
  people: [],
  wholePoints,
})

/**
 * The model of what may still be given: the ledger holds what is fixed (pins, and whatever a neighbourhood leaves
 * alone), `free` is decided. Its objective is the points that the free pairs add. Unmet demand needs no column:
 * each unit given saves its coverage points. Rows that can never bind are left out.
 */
export function buildModel(
  ledger: Ledger,
  free: readonly EligiblePair[],
  options: ModelOptions = {},
): MipModel {
  const model = emptyModel(options.offset ?? 0, true)
  const builder = new Builder(ledger, model, options)
  for (const pair of free) builder.entry(pair)
  for (const [course, entries] of Map.groupBy(model.entries, (entry) => entry.pair.course))
    builder.course(course, entries)
  for (const [applicant, entries] of Map.groupBy(model.entries, (entry) => entry.pair.applicant))
    builder.person(applicant, entries)
  const { coverage, fairness } = ledger.instance.policy
  model.wholePoints =
    Number.isInteger(fairness) &&
    ledger.instance.courses.every((course) => Number.isInteger(coverage * (course.priority ?? 1)))
  return model
}

class Builder {
  constructor(
    private readonly ledger: Ledger,
    private readonly model: MipModel,
    private readonly options: ModelOptions,
  ) {}

  private column(cost: number, lower: number, upper: number, whole: boolean): number {
    const { model } = this
    model.cost.push(cost)
    model.lower.push(lower)
    model.upper.push(upper)
    model.whole.push(whole ? 1 : 0)
    return model.cost.length - 1
  }

  private row(terms: Iterable<readonly [column: number, value: number]>, upper: number): void {
    const { model } = this
    for (const [column, value] of terms) {
      if (value === 0) continue
      model.indices.push(column)
      model.values.push(value)
    }
    model.starts.push(model.indices.length)
    model.rowUpper.push(upper)
  }

  /** Columns of one pair, unless the ledger leaves it no room. */
  entry(pair: EligiblePair): void {
    const { ledger, model, options } = this
    const { applicant, course, position } = pair
    const up = Math.min(pair.up, ledger.room(applicant, course, position).units)
    const { lo } = pair
    if (up < lo) return
    const { policy, courses } = ledger.instance
    const lowest = policy.fairness * tierOf(ledger.instance, ledger.units[applicant]!)
    const points = pair.score + policy.coverage * (courses[course]!.priority ?? 1) - lowest
    const forced = options.force?.(pair) ?? false
    const z = this.column(lo * points, forced ? 1 : 0, 1, true)
    const y = up > lo ? this.column(points, 0, up - lo, options.wholeUnits ?? false) : -1
    const entry: ModelEntry = { pair, lo, up, z, y, kept: -1 }
    if (y >= 0) {
      const terms: [number, number][] = [
        [y, 1],
        [z, lo - up],
      ]
      this.row(terms, 0)
    }
    const reward = options.reward?.(pair)
    if (reward) {
      entry.kept = this.column(reward.points, 0, Math.min(reward.units, up), false)
      this.row([[entry.kept, 1], ...units(entry, -1)], 0)
    }
    model.entries.push(entry)
  }

  /** Demand and people of each position, and the budget of both. */
  course(course: number, entries: ModelEntry[]): void {
    const { ledger } = this
    for (const position of [0, 1] as const) {
      const here = entries.filter((entry) => entry.pair.position === position)
      const at = course * 2 + position
      const left = Math.floor(ledger.unitsLeft[at]!)
      if (sumOfUps(here) > left) this.row(unitTerms(here), left)
      const places = ledger.peopleLeft[at]!
      if (here.length > places) {
        this.row(
          here.map((entry) => [entry.z, 1]),
          places,
        )
      }
    }
    const shared = ledger.sharedUnitsLeft(course)
    if (sumOfUps(entries) > shared) this.row(unitTerms(entries), Math.floor(shared))
  }

  person(applicant: number, entries: ModelEntry[]): void {
    const { ledger, model } = this
    const term = ledger.termUnitsLeft(applicant)
    if (sumOfUps(entries) > term) this.row(unitTerms(entries), term)
    for (const { coefficients, room } of weekRows(ledger, applicant, entries)) {
      const terms = entries.flatMap((entry, index) => units(entry, coefficients[index]!))
      this.row(terms, room)
    }
    const person: ModelPerson = { entries, tiers: null, courses: [] }
    this.courseLimit(applicant, person)
    this.tiers(applicant, person, Math.min(term, sumOfUps(entries)))
    model.people.push(person)
  }

  private courseLimit(applicant: number, person: ModelPerson): void {
    const { ledger } = this
    const byCourse = Map.groupBy(person.entries, (entry) => entry.pair.course)
    const counted = [...byCourse].filter(([course]) => !ledger.worksIn(applicant, course))
    const left = ledger.coursesLeft(applicant)
    if (counted.length <= left) return
    const terms = counted.map(([, entries]): [number, number] => {
      if (entries.length === 1) return [entries[0]!.z, 1]
      const column = this.column(0, 0, 1, false)
      for (const entry of entries) {
        const link: [number, number][] = [
          [entry.z, 1],
          [column, -1],
        ]
        this.row(link, 0)
      }
      person.courses.push({ column, entries })
      return [column, 1]
    })
    this.row(terms, left)
  }

  /** Units beyond the tier in which the person stands cost more and more: convex, so no order is needed. */
  private tiers(applicant: number, person: ModelPerson, most: number): void {
    const { instance, units: given } = this.ledger
    if (instance.policy.fairness <= 0) return
    const start = given[applicant]!
    const sizes = new Map<number, number>()
    for (let k = start; k < start + most; k += 1) {
      const tier = tierOf(instance, k)
      sizes.set(tier, (sizes.get(tier) ?? 0) + 1)
    }
    const [first, ...above] = [...sizes]
    if (!first || above.length === 0) return
    const columns = above.map(([tier, size]) => ({
      column: this.column(-instance.policy.fairness * (tier - first[0]), 0, size, false),
      size,
    }))
    this.row(
      [...unitTerms(person.entries), ...columns.map(({ column }): [number, number] => [column, -1])],
      first[1],
    )
    person.tiers = { size: first[1], columns }
  }
}

function sumOfUps(entries: readonly ModelEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.up, 0)
}

/** factor · x in the columns of the entry. */
function units({ lo, z, y }: ModelEntry, factor = 1): [number, number][] {
  const terms: [number, number][] = [[z, factor * lo]]
  if (y >= 0) terms.push([y, factor])
  return terms
}

function unitTerms(entries: readonly ModelEntry[]): [number, number][] {
  return entries.flatMap((entry) => units(entry))
}

/** Units of each entry in a point of the model; fractional only where y is. */
export function unitsOfPoint(model: MipModel, point: ArrayLike<number>): number[] {
  return model.entries.map(({ lo, z, y }) => (point[z]! > 0.5 ? lo + (y >= 0 ? point[y]! : 0) : 0))
}

/** The point of the model in which the entries have these units: a warm start. */
export function pointOfUnits(model: MipModel, given: readonly number[]): Float64Array {
  const point = new Float64Array(model.cost.length)
  const place = new Map(model.entries.map((entry, index) => [entry, given[index]!]))
  for (const [entry, x] of place) {
    if (x <= 0) continue
    point[entry.z] = 1
    if (entry.y >= 0) point[entry.y] = x - entry.lo
    if (entry.kept >= 0) point[entry.kept] = Math.min(x, model.upper[entry.kept]!)
  }
  for (const { entries, tiers, courses } of model.people) {
    for (const { column, entries: inCourse } of courses)
      point[column] = inCourse.some((entry) => place.get(entry)! > 0) ? 1 : 0
    if (!tiers) continue
    let over = entries.reduce((sum, entry) => sum + place.get(entry)!, 0) - tiers.size
    for (const { column, size } of tiers.columns) {
      point[column] = Math.max(0, Math.min(size, over))
      over -= size
    }
  }
  return point
}
