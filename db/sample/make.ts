import { v7 } from 'uuid'
import type * as schema from '@/db/schema'
import { addDays, defaultCutoff, teachingWeeks, todayIn } from '@/lib/dates'
import { PAYDAY_DEFAULTS, paydayDates } from '@/lib/terms/paydays'
import type { Position, Role } from '@/lib/vocabulary'
import { roleNames } from '@/lib/vocabulary'
import { makeApplications } from './make-applications'
import { makeCourses, makePeople } from './make-people'
import { seeded } from './random'

type Rows<T extends { $inferInsert: unknown }> = T['$inferInsert'][]

/** All rows of the sample, ready to insert in the order of their references. */
export type Sample = {
  users: Rows<typeof schema.users>
  roles: Rows<typeof schema.userRoles>
  profiles: Rows<typeof schema.profiles>
  files: Rows<typeof schema.files>
  terms: Rows<typeof schema.terms>
  paydays: Rows<typeof schema.paydays>
  courses: Rows<typeof schema.courses>
  coordinators: Rows<typeof schema.courseCoordinators>
  publications: Rows<typeof schema.publications>
  applications: Rows<typeof schema.applications>
  drafts: Rows<typeof schema.applicationDrafts>
  preferred: Rows<typeof schema.preferredCourses>
  endorsements: Rows<typeof schema.endorsements>
  allocations: Rows<typeof schema.allocations>
  timesheets: Rows<typeof schema.timesheets>
  lines: Rows<typeof schema.timesheetLines>
  signIns: { username: string; name: string; roles: string }[]
}

export type Frame = {
  now: Date
  zone: string
  today: string
  passwordHash: string
  random: ReturnType<typeof seeded>
  sample: Sample
  termId: string
  startsOn: string
  endsOn: string
  weeks: number
  id: () => string
}

/**
 * The sample as plain rows. The term began five weeks ago: tutors were hired before it, markers are
 * being chosen now, so that both halves of the work can be tried.
 */
export function makeSample(input: {
  students: number
  courses: number
  now: Date
  zone: string
  passwordHash: string
}): Sample {
  const { now, zone, passwordHash } = input
  const today = todayIn(zone, now)
  const startsOn = addDays(today, -35)
  const endsOn = addDays(startsOn, 14 * 7 - 3)
  const sample: Sample = {
    users: [],
    roles: [],
    profiles: [],
    files: [],
    terms: [],
    paydays: [],
    courses: [],
    coordinators: [],
    publications: [],
    applications: [],
    drafts: [],
    preferred: [],
    endorsements: [],
    allocations: [],
    timesheets: [],
    lines: [],
    signIns: [],
  }
  const frame: Frame = {
    now,
    zone,
    today,
    passwordHash,
    random: seeded(20_270_301),
    sample,
    termId: v7(),
    startsOn,
    endsOn,
    weeks: teachingWeeks(startsOn, endsOn, 2),
    id: () => v7(),
  }
  makeTerms(frame)
  makePeople(frame, input.students)
  makeCourses(frame, input.courses)
  makeApplications(frame)
  return sample
}

function makeTerms(frame: Frame): void {
  const { sample, now, zone, startsOn, endsOn, today, termId, id } = frame
  const season = Number(startsOn.slice(5, 7)) <= 6 ? 'Semester One' : 'Semester Two'
  const common = { tutorLimit: 'setting', markerLimit: 'setting', createdAt: now, updatedAt: now } as const
  sample.terms.push({
    id: termId,
    name: `${startsOn.slice(0, 4)} ${season} (sample)`,
    startsOn,
    endsOn,
    breakWeeks: 2,
    open: true,
    tutorDeadline: addDays(startsOn, -14),
    markerDeadline: addDays(today, 10),
    tutorResultsOn: addDays(startsOn, -7),
    markerResultsOn: addDays(today, 17),
    ...common,
  })
  const pattern = { ...PAYDAY_DEFAULTS, firstPayday: addDays(startsOn, 17) }
  for (const paidOn of paydayDates(pattern, endsOn))
    sample.paydays.push({
      id: id(),
      termId,
      paidOn,
      cutoffAt: defaultCutoff(paidOn, zone),
      reminderDays: [7, 3, 1],
      createdAt: now,
    })
}

export const roleList = (given: readonly Role[]): string => given.map((role) => roleNames[role]).join(', ')
export const both: readonly Position[] = ['tutor', 'marker']
