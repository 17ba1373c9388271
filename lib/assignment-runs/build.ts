import { positionIndex } from '@/lib/assignment/types'
import { teachingWeeks } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import type { Position } from '@/lib/vocabulary'
import type { Base, BaseCourse, BaseDemand, BasePerson, FixedPair, LeftOut } from './base'
import { endorsementsOf, wishesOf } from './build-wishes'
import { profileOf } from './profile'
import type { RunSettings } from './settings'
import type { Source } from './source'

/** Hours a week where nobody said otherwise: the model's "visa cap or 40". */
const FULL_WEEK = 40 * 4

type Application = Source['applications'][number]

/**
 * What a scenario works on, from the data of a term (lib/assignment/README.md, "In MTMS"). Undecided
 * applications take part; accepted, reserve and rejected ones as the settings say; published ones never: what
 * they were given stays. Pure.
 */
export function buildBase(source: Source, settings: RunSettings): Base {
  const weeks = teachingWeeks(source.term.startsOn, source.term.endsOn, source.term.breakWeeks)
  const inScope = new Set(source.positions)
  const leftOut: Base['leftOut'] = {}
  const open = source.applications.filter((application) => {
    const reason = leavesOut(application, settings)
    if (reason) leftOut[reason] = (leftOut[reason] ?? 0) + 1
    return reason === null
  })
  const openIds = new Set(open.map((application) => application.id))
  const courseAt = new Map(source.courses.map((course, index) => [course.id, index]))

  // What stays: all but the proposals of applications that take part, which may be proposed anew.
  const standing = source.held.filter(
    (row) =>
      !(row.state === 'proposed' && row.applicationId !== null && openIds.has(row.applicationId)) ||
      !inScope.has(row.position),
  )
  const standingOf = Map.groupBy(standing, (row) => row.userId)
  const stays = (row: (typeof standing)[number]) =>
    inScope.has(row.position) && source.courses[courseAt.get(row.courseId) ?? -1]?.archivedAt === null

  const byPerson = Map.groupBy(open, (application) => application.studentId)
  const remarks: string[] = []
  for (const [userId, applications] of byPerson) {
    const fixed = new Set((standingOf.get(userId) ?? []).filter(stays).map((row) => row.courseId))
    if (fixed.size <= settings.maxCourses) continue
    leftOut.full = (leftOut.full ?? 0) + applications.length
    byPerson.delete(userId)
  }
  const people: BasePerson[] = []
  const personAt = new Map<string, number>()
  for (const userId of [...byPerson.keys()].sort()) {
    personAt.set(userId, people.length)
    people.push(personOf(source, byPerson.get(userId)!, courseAt, standingOf.get(userId) ?? [], stays))
  }

  const fixed: FixedPair[] = []
  const taken = new Map<string, [userId: string, quarters: number][]>()
  for (const row of standing) {
    if (!stays(row)) continue
    const course = courseAt.get(row.courseId)!
    const position = positionIndex(row.position)
    const person = personAt.get(row.userId)
    if (person === undefined) {
      const key = `${course}:${position}`
      taken.set(key, [...(taken.get(key) ?? []), [row.userId, row.quarters]])
      continue
    }
    const published = row.state !== 'proposed'
    const why = published ? 'published' : row.applicationId === null ? 'pre_assigned' : 'accepted'
    fixed.push({ person, course, position, quarters: row.quarters, why })
  }

  const subjects = [...new Set(source.courses.map((course) => subjectOf(course.code)))].sort()
  const fixedOf = Map.groupBy(fixed, (pair) => `${pair.course}:${pair.position}`)
  const courses = source.courses.map((course, index): BaseCourse => {
    const demands = demandsOf(course, source, weeks)
    for (const position of [0, 1] as const) {
      const d = demands.d[position]
      const key = `${index}:${position}`
      const given = taken.get(key) ?? []
      const by = {
        takenQuarters: given.reduce((sum, [, quarters]) => sum + quarters, 0),
        takenPeople: given.length,
        ...(given.length > 0 ? { takenBy: given } : {}),
      }
      const mine = fixedOf.get(key) ?? []
      if (!d) {
        // The course says that it needs nobody, yet somebody was given hours: the demand is just that.
        const held = by.takenQuarters + mine.reduce((sum, pair) => sum + pair.quarters, 0)
        if (held > 0)
          demands.d[position] = {
            quarters: held,
            ...by,
            wanted: given.length + mine.length,
            profile: profileOf(null, weeks),
          }
        continue
      }
      Object.assign(d, by)
      const total = d.takenQuarters + mine.reduce((sum, pair) => sum + pair.quarters, 0)
      if (total > d.quarters)
        remarks.push(
          `${course.code} has ${formatHours(d.quarters)} for ${source.positions.length > 1 ? (position === 0 ? 'tutors' : 'markers') : 'the position'} and has given ${formatHours(total)} already; nothing more is given there.`,
        )
    }
    for (const [typed, word] of [
      [course.tutorWeeks, 'tutors'],
      [course.markerWeeks, 'markers'],
    ] as const) {
      const count = typed === null ? weeks : typed.split(',').length
      if (count !== weeks && course.archivedAt === null)
        remarks.push(
          `The weekly hours of ${word} in ${course.code} have ${count} weeks, the term has ${weeks}: they count as even.`,
        )
    }
    return {
      id: course.id,
      code: course.code,
      dept: subjects.indexOf(subjectOf(course.code)),
      level: Number(/\d/.exec(course.code)?.[0] ?? 1) * 100,
      ...demands,
    }
  })
  return {
    weeks,
    positions: source.positions.map(positionIndex),
    courses,
    people,
    ...endorsementsOf(source, open, personAt, courseAt),
    fixed,
    remarks,
    leftOut,
  }
}

const subjectOf = (code: string) => code.replace(/\s*\d.*$/, '')

/** Why an application takes no part; null when it does. */
export function leavesOut(
  application: Pick<
    Application,
    'state' | 'decision' | 'account' | 'citizenOrResident' | 'validVisa' | 'overseas' | 'returning'
  >,
  settings: RunSettings,
): LeftOut | null {
  if (application.state === 'published') return 'published'
  if (application.decision === 'accepted' && !settings.withAccepted) return 'accepted'
  if (application.decision === 'reserve' && !settings.withReserve) return 'reserve'
  if (application.decision === 'rejected' && !settings.withRejected) return 'rejected'
  if (application.account !== 'active' && application.account !== 'unverified') return 'inactive'
  // SPEC 7 refuses these whatever the hours; overriding that is a decision of its own, made in review.
  if (application.citizenOrResident === false && application.validVisa !== true) return 'no_visa'
  if (application.overseas === true && application.returning !== true) return 'overseas'
  return null
}

function personOf(
  source: Source,
  mine: readonly Application[],
  courseAt: ReadonlyMap<string, number>,
  standing: readonly Source['held'][number][],
  stays: (row: Source['held'][number]) => boolean,
): BasePerson {
  const tutor = mine.find((application) => application.position === 'tutor')
  const marker = mine.find((application) => application.position === 'marker')
  const applications = [tutor, marker].filter((application) => application !== undefined)
  const least = (of: (application: Application) => number) => Math.min(...applications.map(of))
  const gpaIn = (a: Application) => a.gpaHundredths ?? a.preferredGpaHundredths ?? 0
  const gpa = Math.max(...applications.map(gpaIn))
  const ofPreferred = gpa > 0 && applications.every((a) => a.gpaHundredths === null || gpaIn(a) < gpa)
  return {
    userId: mine[0]!.studentId,
    applications: [tutor?.id ?? null, marker?.id ?? null],
    degree: applications.some((a) => a.degreeLevel === 'postgraduate') ? 'PG' : 'UG',
    gpa: gpa / 100,
    ...(ofPreferred ? { gpaOfPreferred: true as const } : {}),
    // With two applications the smaller answer binds: the check of SPEC 7 asks for either.
    maxWeekQuarters: least((a) => a.maxWeekQuarters ?? FULL_WEEK),
    visaWeekQuarters: least((a) => (a.citizenOrResident === false ? source.visaCapQuarters : FULL_WEEK)),
    elsewhereQuarters: standing.reduce((sum, row) => sum + (stays(row) ? 0 : row.quarters), 0),
    ...wishesOf(source, applications, courseAt),
  }
}

const heldOf = new WeakMap<Source, Map<string, number>>()

/** Quarter hours that stand in a position, by course; worked out once for a source. */
function heldIn(source: Source, position: Position): Map<string, number> {
  let sums = heldOf.get(source)
  if (!sums) {
    sums = new Map()
    for (const row of source.held)
      if (row.position === position) sums.set(row.courseId, (sums.get(row.courseId) ?? 0) + row.quarters)
    heldOf.set(source, sums)
  }
  return sums
}

/** What a course has to give per position of the scenario, before anything is taken from it. */
function demandsOf(
  course: Source['courses'][number],
  source: Source,
  weeks: number,
): Pick<BaseCourse, 'd' | 'sharedQuarters'> {
  const needs: Record<Position, boolean> = { tutor: course.needTutors, marker: course.needMarkers }
  const other = source.positions.length === 1 ? (source.positions[0] === 'tutor' ? 'marker' : 'tutor') : null
  const otherQuarters = other ? (heldIn(source, other).get(course.id) ?? 0) : 0
  const left = Math.max(0, course.availableQuarters - otherQuarters)
  const demand = (position: Position): BaseDemand | null => {
    if (course.archivedAt !== null || !needs[position] || !source.positions.includes(position)) return null
    const split = position === 'tutor' ? course.tutorQuarters : course.markerQuarters
    return {
      quarters: Math.min(split ?? left, left),
      takenQuarters: 0,
      takenPeople: 0,
      wanted: position === 'tutor' ? course.wantedTutors : course.wantedMarkers,
      profile: profileOf(position === 'tutor' ? course.tutorWeeks : course.markerWeeks, weeks),
    }
  }
  const d: [BaseDemand | null, BaseDemand | null] = [demand('tutor'), demand('marker')]
  const both = d[0] && d[1] ? d[0].quarters + d[1].quarters : 0
  return { d, sharedQuarters: both > left ? left : null }
}
