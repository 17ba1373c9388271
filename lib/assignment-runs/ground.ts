import { and, eq, inArray } from 'drizzle-orm'
import { db } from '@/db/client'
import { applications, assignmentData, users } from '@/db/schema'
import { inPieces } from '@/db/sql'
import { notFound } from '@/lib/errors'
import { normaliseForSearch } from '@/lib/text'
import type { Base } from './base'
import { Kept } from './kept'
import { positionsOf } from './source'
import type { RunRow } from './store'

/**
 * What of a scenario does not change with its edits: people, courses and wishes as they were read from the term, with
 * the names of the people. Megabytes for a large term, so it is parsed once and kept.
 */
export type Ground = {
  base: Base
  names: { name: string; sortName: string; folded: string }[]
  /** Indices of people by name. */
  byName: number[]
  /** Index of a person by user id, of a course by its id. */
  personAt: ReadonlyMap<string, number>
  courseAt: ReadonlyMap<string, number>
  /** Names of those who work in its courses and take no part, by user id. */
  others: ReadonlyMap<string, string>
}

/** People of all grounds that are kept: some 4 kB each. */
const MOST_PEOPLE = 40_000
/** A name that was corrected in an application shows after so long at the latest. */
const KEEP_MS = 300_000

const kept = new Kept<Ground>(MOST_PEOPLE, KEEP_MS, (ground) => Math.max(1000, ground.base.people.length))

/** The ground of a scenario that the caller has found for its viewer. Three queries, or none when it is kept. */
export const groundOf = (row: Pick<RunRow, 'id' | 'baseVersion' | 'termId' | 'scope'>): Promise<Ground> =>
  kept.get(row.id, String(row.baseVersion), () => read(row))

async function read(row: Pick<RunRow, 'id' | 'termId' | 'scope'>): Promise<Ground> {
  const [data] = await db
    .select({ base: assignmentData.base })
    .from(assignmentData)
    .where(eq(assignmentData.runId, row.id))
  if (!data) throw notFound('This scenario')
  const base = data.base as Base
  const [written, others] = [await namesOf(row, base), await namesOfOthers(base)]
  const toldApart = namesakes([...written, ...others])
  const names = written.map(({ upi, ...one }) => ({ ...one, name: toldApart(one.name, upi) }))
  const before = (a: number, b: number) => {
    const [one, other] = [names[a]!.sortName, names[b]!.sortName]
    return one < other ? -1 : one > other ? 1 : a - b
  }
  return {
    base,
    names,
    byName: names.map((_, index) => index).sort(before),
    personAt: new Map(base.people.map((person, index) => [person.userId, index])),
    courseAt: new Map(base.courses.map((course, index) => [course.id, index])),
    others: new Map(others.map((one) => [one.id, toldApart(one.name, one.upi)])),
  }
}

/** Of several people of one name each is told with the user name, so that nobody is taken for another. */
export function namesakes(people: readonly { name: string }[]): (name: string, upi: string | null) => string {
  const seen = new Map<string, number>()
  for (const { name } of people) seen.set(name, (seen.get(name) ?? 0) + 1)
  return (name, upi) => (upi && (seen.get(name) ?? 0) > 1 ? `${name} (${upi})` : name)
}

async function namesOfOthers(base: Base) {
  const ids = base.courses.flatMap(({ d }) => d.flatMap((demand) => demand?.takenBy?.map(([id]) => id) ?? []))
  const rows = await inPieces(ids, (piece) =>
    db
      .select({ id: users.id, name: users.name, upi: users.username })
      .from(users)
      .where(inArray(users.id, piece)),
  )
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}

/** Names as written in the applications that take part. One query. */
async function namesOf(row: Pick<RunRow, 'termId' | 'scope'>, base: Base) {
  const rows = await db
    .select({
      id: applications.id,
      name: applications.name,
      sortName: applications.sortName,
      upi: applications.upi,
    })
    .from(applications)
    .where(and(eq(applications.termId, row.termId), inArray(applications.position, positionsOf(row.scope))))
  const byId = new Map(rows.map((one) => [one.id, one]))
  return base.people.map((person) => {
    const found = byId.get(person.applications[0] ?? person.applications[1] ?? '')
    const name = found?.name ?? 'Unnamed'
    const upi = found?.upi ?? null
    return { name, upi, sortName: found?.sortName ?? '', folded: normaliseForSearch(`${name} ${upi ?? ''}`) }
  })
}
