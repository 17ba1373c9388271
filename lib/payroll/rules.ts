import type { IsoDay } from '@/lib/dates'
import type { DegreeLevel, PayrollLineKind } from '@/lib/vocabulary'

/**
 * What a payroll batch says of a timesheet (SPEC 9). Pure: hours in quarter hours, money in cents, days as
 * ISO text.
 *
 * - The rate of an hour is that of the position and the person's degree level on the day it was worked; it
 *   does not matter when it is approved or paid.
 * - A day keeps the rate with which it was first exported, or that it had none. A correction changes hours,
 *   never a rate; rates that are set later count for days that were not exported yet.
 * - Per timesheet and rate, the cents of all hours are rounded once (half up), and a batch takes what is
 *   missing to that: so all batches together are the amount of the approved hours to the cent.
 */
export type Rate = { id: string; degreeLevel: DegreeLevel; validFrom: IsoDay; centsPerHour: number }

/** What an earlier batch exported of a timesheet at one rate. */
export type ExportedPart = {
  rateId: string | null
  rateCents: number | null
  /** Difference per day, in quarter hours; a day that is named keeps this rate. */
  days: Record<IsoDay, number>
  quarters: number
  amountCents: number | null
}

export type SheetPart = ExportedPart & { kind: PayrollLineKind }

/** The rate valid on a day: of those of the degree level the latest that began by then. Null without one. */
export function rateOn(rates: readonly Rate[], degreeLevel: DegreeLevel | null, day: IsoDay): Rate | null {
  let found: Rate | null = null
  for (const rate of rates)
    if (
      rate.degreeLevel === degreeLevel &&
      rate.validFrom <= day &&
      (found === null || rate.validFrom > found.validFrom)
    )
      found = rate
  return found
}

/**
 * Cents of so many quarter hours at so many cents an hour, half a cent rounded up.
 * @throws RangeError for what is no whole number or below 0: only sums of worked hours are rounded
 */
export function amountOf(quarters: number, centsPerHour: number): number {
  const fourths = quarters * centsPerHour
  if (!Number.isSafeInteger(fourths) || quarters < 0 || centsPerHour < 0)
    throw new RangeError(`no hours or no rate: ${quarters}, ${centsPerHour}`)
  return Math.floor((fourths + 2) / 4)
}

type Group = { rateId: string | null; rateCents: number | null; days: Map<IsoDay, number> }

/**
 * What the next batch takes of an approved timesheet, one part per rate: all of it the first time, later
 * the difference to everything exported before, which can be negative. A timesheet whose correction changed
 * nothing gives one part of 0 h, so that each one in a batch is to be seen in it.
 *
 * @param days the approved hours by day, in quarter hours
 * @param exported what earlier batches took of it, in their order
 * @param rates those of the position
 */
export function partsOf(
  days: readonly { day: IsoDay; quarters: number }[],
  exported: readonly ExportedPart[],
  rates: readonly Rate[],
  degreeLevel: DegreeLevel | null,
): SheetPart[] {
  const groups = new Map<string, Group>()
  const groupOf = (rateId: string | null, rateCents: number | null): Group => {
    const key = rateId ?? ''
    const group = groups.get(key) ?? { rateId, rateCents, days: new Map() }
    groups.set(key, group)
    return group
  }
  const kept = new Map<IsoDay, Group>()
  for (const part of exported)
    for (const day of Object.keys(part.days))
      if (!kept.has(day)) kept.set(day, groupOf(part.rateId, part.rateCents))
  for (const { day, quarters } of days) {
    const rate = kept.has(day) ? null : rateOn(rates, degreeLevel, day)
    const group = kept.get(day) ?? groupOf(rate?.id ?? null, rate?.centsPerHour ?? null)
    group.days.set(day, (group.days.get(day) ?? 0) + quarters)
  }
  const kind: PayrollLineKind = exported.length > 0 ? 'correction' : 'normal'
  const parts = [...groups.values()].map((group) => {
    const before = exported.filter((part) => part.rateId === group.rateId)
    return { first: firstDay(group, before), part: difference(group, before, kind) }
  })
  parts.sort((a, b) => compare(a.first, b.first) || compare(a.part.rateId ?? '', b.part.rateId ?? ''))
  const changed = parts.filter(({ part }) => Object.keys(part.days).length > 0)
  if (changed.length > 0) return changed.map(({ part }) => part)
  return parts.length > 0
    ? [parts[0]!.part]
    : [{ kind, rateId: null, rateCents: null, days: {}, quarters: 0, amountCents: null }]
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function firstDay(group: Group, before: readonly ExportedPart[]): IsoDay {
  const all = [...group.days.keys(), ...before.flatMap((part) => Object.keys(part.days))]
  return all.reduce((first, day) => (day < first ? day : first), '9999-12-31')
}

function difference(group: Group, before: readonly ExportedPart[], kind: PayrollLineKind): SheetPart {
  const already = new Map<IsoDay, number>()
  for (const part of before)
    for (const [day, quarters] of Object.entries(part.days))
      already.set(day, (already.get(day) ?? 0) + quarters)
  const days: Record<IsoDay, number> = {}
  for (const day of [...new Set([...group.days.keys(), ...already.keys()])].sort()) {
    const change = (group.days.get(day) ?? 0) - (already.get(day) ?? 0)
    if (change !== 0) days[day] = change
  }
  const total = sum(group.days.values())
  const { rateId, rateCents } = group
  return {
    kind,
    rateId,
    rateCents,
    days,
    quarters: total - sum(before.map((part) => part.quarters)),
    amountCents:
      rateCents === null
        ? null
        : amountOf(total, rateCents) - sum(before.map((part) => part.amountCents ?? 0)),
  }
}

const sum = (numbers: Iterable<number>): number => {
  let total = 0
  for (const one of numbers) total += one
  return total
}

/** What a batch comes to in cents; null where none of its hours has a rate. */
export const knownAmount = ({
  amountCents,
  unratedQuarters,
}: Pick<Totals, 'amountCents' | 'unratedQuarters'>): number | null =>
  amountCents === 0 && unratedQuarters !== 0 ? null : amountCents

export type Totals = {
  people: number
  sheets: number
  corrections: number
  quarters: number
  /** Cents of the hours that have a rate. */
  amountCents: number
  unratedQuarters: number
}

/** The totals of a batch's lines; `corrections` counts timesheets. */
export function totalsOf(
  lines: readonly (Pick<SheetPart, 'kind' | 'rateCents' | 'quarters' | 'amountCents'> & {
    timesheetId: string
    userId: string
  })[],
): Totals {
  const sheetsOf = (kind?: PayrollLineKind) =>
    new Set(lines.filter((line) => !kind || line.kind === kind).map((line) => line.timesheetId)).size
  return {
    people: new Set(lines.map((line) => line.userId)).size,
    sheets: sheetsOf(),
    corrections: sheetsOf('correction'),
    quarters: sum(lines.map((line) => line.quarters)),
    amountCents: sum(lines.map((line) => line.amountCents ?? 0)),
    unratedQuarters: sum(lines.filter((line) => line.rateCents === null).map((line) => line.quarters)),
  }
}

/** Why hours of a batch have no rate: how many of them, of how many timesheets. */
export type Unrated = {
  /** No rate is set for the position and degree level on the day: one can be set first. */
  noRate: UnratedSum
  /** The person's degree level is not known: no rate fits. */
  noLevel: UnratedSum & { people: { id: string; name: string }[] }
  /** The day was exported without a rate before, which it keeps. */
  kept: UnratedSum
}
type UnratedSum = { sheets: number; quarters: number }

/** Sums up why hours have no rate, timesheet by timesheet. */
export function unratedOf() {
  const unrated: Unrated = {
    noRate: { sheets: 0, quarters: 0 },
    noLevel: { sheets: 0, quarters: 0, people: [] },
    kept: { sheets: 0, quarters: 0 },
  }
  return {
    add(
      person: { userId: string; name: string },
      parts: readonly SheetPart[],
      exported: readonly ExportedPart[],
      degreeLevel: DegreeLevel | null,
    ): void {
      const before = new Set(exported.flatMap((part) => Object.keys(part.days)))
      const met = new Set<keyof Unrated>()
      for (const part of parts)
        if (part.rateCents === null)
          for (const [day, quarters] of Object.entries(part.days)) {
            const why = before.has(day) ? 'kept' : degreeLevel === null ? 'noLevel' : 'noRate'
            met.add(why)
            unrated[why].quarters += quarters
          }
      for (const why of met) unrated[why].sheets++
      const { people } = unrated.noLevel
      if (met.has('noLevel') && people.every((one) => one.id !== person.userId))
        people.push({ id: person.userId, name: person.name })
    },
    sum: (): Unrated => unrated,
  }
}
