import { createHash } from 'node:crypto'
import { and, eq, inArray } from 'drizzle-orm'
import { type Db, db, type Tx } from '@/db/client'
import { allocations, applications, courses, terms, users } from '@/db/schema'
import { live } from '@/lib/allocations/counted'
import { teachingWeeks } from '@/lib/dates'
import type { Settings } from '@/lib/settings/schema'
import type { AssignmentScope } from '@/lib/vocabulary'
import { namesakes } from './ground'
import { positionsOf, type Source, verdictsOf } from './source'

/**
 * Versions of the records that a scenario was made from: what tells whether the term's data changed since. Of
 * endorsements the verdicts count, as a fingerprint of each application's: their comments and order are not read.
 */
export type Stamps = {
  weeks: number
  visaCapQuarters: number
  applications: Record<string, number>
  courses: Record<string, number>
  allocations: Record<string, number>
  endorsements: Record<string, string>
}

const versions = (rows: readonly { id: string; version: number }[]) =>
  Object.fromEntries(rows.map((row) => [row.id, row.version]))

type Verdicts = { applicationId: string; courseId: string; coordinatorId: string; verdict: string | null }

/** Rows in the order of application and id. */
const fingerprints = (rows: readonly Verdicts[]) =>
  Object.fromEntries(
    [...Map.groupBy(rows, (row) => row.applicationId)].map(([id, own]) => {
      const words = own.map((row) => `${row.courseId} ${row.coordinatorId} ${row.verdict}`).join()
      return [id, createHash('sha256').update(words).digest('base64url').slice(0, 12)]
    }),
  )

export function stampsOf(source: Source): Stamps {
  const { term } = source
  return {
    weeks: teachingWeeks(term.startsOn, term.endsOn, term.breakWeeks),
    visaCapQuarters: source.visaCapQuarters,
    applications: versions(source.applications),
    courses: versions(source.courses),
    allocations: versions(source.held),
    endorsements: fingerprints(source.verdicts),
  }
}

/** The stamps of the term's data as it is now. Five queries over ids and versions. */
export async function currentStamps(
  from: Db | Tx,
  termId: string,
  scope: AssignmentScope,
  settings: Pick<Settings, 'visaCapHours'>,
): Promise<Stamps> {
  const [term] = await from.select().from(terms).where(eq(terms.id, termId))
  const applicationRows = await from
    .select({ id: applications.id, version: applications.version })
    .from(applications)
    .where(
      and(
        eq(applications.termId, termId),
        inArray(applications.position, positionsOf(scope)),
        inArray(applications.state, ['submitted', 'published']),
      ),
    )
  const courseRows = await from
    .select({ id: courses.id, version: courses.version })
    .from(courses)
    .where(eq(courses.termId, termId))
  const heldRows = await from
    .select({ id: allocations.id, version: allocations.version })
    .from(allocations)
    .where(and(eq(allocations.termId, termId), live))
  const verdicts = await verdictsOf(from, termId, scope)
  return {
    weeks: term ? teachingWeeks(term.startsOn, term.endsOn, term.breakWeeks) : 0,
    visaCapQuarters: settings.visaCapHours * 4,
    applications: versions(applicationRows),
    courses: versions(courseRows),
    allocations: versions(heldRows),
    endorsements: fingerprints(verdicts),
  }
}

export type Drift = {
  kind: 'application' | 'endorsement' | 'course' | 'allocation' | 'term' | 'settings'
  /** Of the record; of an endorsement its application's. */
  id: string
  how: 'new' | 'changed' | 'gone'
}

/** What differs between the data that a scenario was made from and the data as it is. Pure. */
export function driftBetween(then: Stamps, now: Stamps): Drift[] {
  const found: Drift[] = []
  if (then.weeks !== now.weeks) found.push({ kind: 'term', id: '', how: 'changed' })
  if (then.visaCapQuarters !== now.visaCapQuarters) found.push({ kind: 'settings', id: '', how: 'changed' })
  for (const [kind, field] of [
    ['application', 'applications'],
    ['endorsement', 'endorsements'],
    ['course', 'courses'],
    ['allocation', 'allocations'],
  ] as const) {
    for (const id of new Set([...Object.keys(then[field]), ...Object.keys(now[field])])) {
      const a = then[field][id]
      const b = now[field][id]
      if (a === b) continue
      // Endorsements come and go with their application, which is told already.
      if (kind === 'endorsement' && then.applications[id] !== now.applications[id]) continue
      found.push({ kind, id, how: a === undefined ? 'new' : b === undefined ? 'gone' : 'changed' })
    }
  }
  return found
}

/**
 * The stamps of a scenario after it changed records itself: only what it changed moves on, so that what others
 * changed in the meantime still shows. Pure.
 *
 * @param before as the data stood when its own changes began, @param after when they were done
 */
export function carryStamps(stored: Stamps, before: Stamps, after: Stamps): Stamps {
  const carried = { ...stored }
  for (const field of ['applications', 'courses', 'allocations', 'endorsements'] as const) {
    const mine: Record<string, number | string> = { ...stored[field] }
    for (const id of new Set([...Object.keys(before[field]), ...Object.keys(after[field])])) {
      const now = after[field][id]
      if (before[field][id] === now || stored[field][id] !== before[field][id]) continue
      if (now === undefined) delete mine[id]
      else mine[id] = now
    }
    Object.assign(carried, { [field]: mine })
  }
  return carried
}

/** The most differences that are told one by one. */
const TOLD = 30

/**
 * Differences in words, the applications first; people of one name with their user names. Four queries.
 * @returns at most 30 lines, and how many there are in all
 */
export async function driftInWords(drift: readonly Drift[]): Promise<{ lines: string[]; total: number }> {
  const ids = (kind: Drift['kind']) =>
    drift
      .filter((one) => one.kind === kind)
      .map((one) => one.id)
      .slice(0, TOLD)
  const none = Promise.resolve([])
  const applicants = [...new Set([...ids('application'), ...ids('endorsement')])]
  const [applicantRows, courseRows, held] = await Promise.all([
    applicants.length > 0
      ? db
          .select({
            id: applications.id,
            name: applications.name,
            upi: applications.upi,
            state: applications.state,
            position: applications.position,
          })
          .from(applications)
          .where(inArray(applications.id, applicants))
      : none,
    ids('course').length > 0
      ? db
          .select({ id: courses.id, code: courses.code, archivedAt: courses.archivedAt })
          .from(courses)
          .where(inArray(courses.id, ids('course')))
      : none,
    ids('allocation').length > 0
      ? db
          .select({
            id: allocations.id,
            state: allocations.state,
            code: courses.code,
            name: users.name,
            upi: users.username,
          })
          .from(allocations)
          .innerJoin(courses, eq(courses.id, allocations.courseId))
          .innerJoin(users, eq(users.id, allocations.userId))
          .where(inArray(allocations.id, ids('allocation')))
      : none,
  ])
  const nameOf = await toldApart([...applicantRows, ...held])
  const application = new Map(applicantRows.map((row) => [row.id, row]))
  const course = new Map(courseRows.map((row) => [row.id, row]))
  const allocation = new Map(held.map((row) => [row.id, row]))
  const words = (one: Drift): string => {
    if (one.kind === 'term') return 'The term has another number of teaching weeks.'
    if (one.kind === 'settings') return 'The visa cap was changed.'
    if (one.kind === 'application') {
      const row = application.get(one.id)
      const who = nameOf(row) ?? 'Somebody'
      if (row?.state === 'withdrawn') return `${who} has withdrawn their ${row.position} application.`
      if (row?.state === 'published') return `${who}’s ${row.position} result was published.`
      if (one.how === 'new') return `${who} has applied as ${row?.position ?? 'applicant'} since.`
      return one.how === 'gone'
        ? 'An application is no longer there.'
        : `${who}’s ${row?.position ?? ''} application was changed or decided.`
    }
    if (one.kind === 'endorsement') {
      const row = application.get(one.id)
      return `The endorsements of ${nameOf(row) ?? 'somebody'} as ${row?.position ?? 'applicant'} were changed.`
    }
    if (one.kind === 'course') {
      const row = course.get(one.id)
      if (!row) return 'A course was deleted.'
      if (row.archivedAt) return `${row.code} was archived.`
      return one.how === 'new'
        ? `${row.code} was added.`
        : `${row.code} was changed (hours, need or description).`
    }
    const row = allocation.get(one.id)
    if (!row) return 'A proposal was taken back.'
    if (one.how === 'new') return `${nameOf(row)} was given hours in ${row.code}.`
    return one.how === 'gone'
      ? `${nameOf(row)}’s allocation in ${row.code} is ${row.state} now.`
      : `${nameOf(row)}’s allocation in ${row.code} was changed.`
  }
  return { lines: [...new Set(drift.slice(0, TOLD).map(words))], total: drift.length }
}

type Named = { name: string | null; upi: string | null }

/** The name of a person, with the user name where others are called the same. One query. */
async function toldApart(rows: readonly Named[]): Promise<(row: Named | undefined) => string | null> {
  const names = [...new Set(rows.flatMap(({ name }) => (name ? [name] : [])))]
  const found =
    names.length > 0
      ? await db.select({ name: users.name }).from(users).where(inArray(users.name, names))
      : []
  const apart = namesakes(found)
  return (row) => (row?.name ? apart(row.name, row.upi) : null)
}
