import { randomBytes } from 'node:crypto'
import { count } from 'drizzle-orm'
import { db, write } from '@/db/client'
import {
  allocations,
  applicationDrafts,
  applications,
  auditLog,
  courseCoordinators,
  courses,
  endorsements,
  files,
  paydays,
  preferredCourses,
  profiles,
  publications,
  terms,
  timesheetLines,
  timesheets,
  userRoles,
  users,
} from '@/db/schema'
import { insertMany, newId } from '@/db/sql'
import { hashPassword } from '@/lib/auth/password'
import { viewerOf } from '@/lib/auth/session'
import { AppError } from '@/lib/errors'
import { exportBatch } from '@/lib/payroll/commands'
import { loadSettings } from '@/lib/settings/queries'
import { storeSampleFiles } from './files'
import { makeSample, type Sample } from './make'

export type SampleResult = {
  password: string
  signIns: { username: string; name: string; roles: string }[]
  counts: Record<string, number>
}

/**
 * Adds the sample term (SPEC 13) in one transaction: 39 courses, coordinators, students, applications
 * in all states, endorsements, allocations and timesheets, with dates around `now`. The same input
 * gives the same people and numbers. Refuses a database that holds more than a first admin.
 */
export async function addSampleTerm(
  options: { students?: number; courses?: number; password?: string; now?: Date; force?: boolean } = {},
): Promise<SampleResult> {
  const { students = 240, courses: courseCount = 39, now = new Date(), force = false } = options
  if (!force) await refuseUnlessNew()
  const password = options.password ?? `${randomBytes(9).toString('base64url')}-Aa1`
  const [passwordHash, settings] = await Promise.all([hashPassword(password), loadSettings()])
  const sample = makeSample({ students, courses: courseCount, now, zone: settings.timeZone, passwordHash })
  await keepFirstAdmin(sample)
  await storeSampleFiles(sample)
  await insertSample(sample, now)
  await exportFirstPayday(sample)
  return {
    password,
    signIns: sample.signIns,
    counts: {
      terms: sample.terms.length,
      courses: sample.courses.length,
      people: sample.users.length,
      applications: sample.applications.length,
      endorsements: sample.endorsements.length,
      allocations: sample.allocations.length,
      timesheets: sample.timesheets.length,
    },
  }
}

/** The first payday has gone to payroll, by the command itself: a batch with its files as it would have been made. */
async function exportFirstPayday(sample: Sample): Promise<void> {
  const first = sample.paydays[0]
  const coordinator = sample.users.find((person) => person.username === 'tutorco')
  const viewer = coordinator && (await viewerOf(coordinator.id))
  const waits = sample.timesheets.some((sheet) => sheet.paydayId === first?.id && sheet.state === 'approved')
  if (first && viewer && waits)
    await exportBatch(viewer, { paydayId: first.id, position: 'tutor', requestKey: newId() })
}

async function refuseUnlessNew(): Promise<void> {
  const [[people], [held]] = await Promise.all([
    db.select({ n: count() }).from(users),
    db.select({ n: count() }).from(terms),
  ])
  if ((people?.n ?? 0) > 1 || (held?.n ?? 0) > 0)
    throw new AppError(
      'state',
      'This database already holds people or terms. The sample is for a new one; --force adds it all the same.',
    )
}

/**
 * Somebody who set MTMS up as `admin1` is that admin, with a password of their own. Any other person of
 * the sample has a part in it that nobody else can play.
 */
async function keepFirstAdmin(sample: Sample): Promise<void> {
  const present = await db.select({ username: users.username, email: users.email }).from(users)
  const taken = (person: { username: string; email: string }) =>
    present.some((one) => one.username === person.username || one.email === person.email)
  const admin = sample.users.find((person) => person.username === 'admin1')
  if (admin && taken(admin)) {
    sample.users = sample.users.filter((person) => person.id !== admin.id)
    sample.roles = sample.roles.filter((role) => role.userId !== admin.id)
    sample.profiles = sample.profiles.filter((profile) => profile.userId !== admin.id)
    sample.signIns = sample.signIns.filter((one) => one.username !== admin.username)
  }
  const other = sample.users.find(taken)
  if (other)
    throw new AppError(
      'state',
      `The sample has a person of its own with the user name ${other.username} or the email ${other.email}.`,
    )
}

async function insertSample(sample: Sample, now: Date): Promise<void> {
  await write(async (tx) => {
    await insertMany(tx, users, sample.users)
    await insertMany(tx, userRoles, sample.roles)
    await insertMany(tx, files, sample.files)
    await insertMany(tx, profiles, sample.profiles)
    await insertMany(tx, terms, sample.terms)
    await insertMany(tx, paydays, sample.paydays)
    await insertMany(tx, courses, sample.courses)
    await insertMany(tx, courseCoordinators, sample.coordinators)
    await insertMany(tx, publications, sample.publications)
    await insertMany(tx, applications, sample.applications)
    await insertMany(tx, applicationDrafts, sample.drafts)
    await insertMany(tx, preferredCourses, sample.preferred)
    await insertMany(tx, endorsements, sample.endorsements)
    await insertMany(tx, allocations, sample.allocations)
    await insertMany(tx, timesheets, sample.timesheets)
    await insertMany(tx, timesheetLines, sample.lines)
    await tx.insert(auditLog).values({
      id: newId(),
      at: now,
      actorName: 'MTMS',
      action: 'sample.add',
      recordType: 'term',
      recordId: sample.terms[0]!.id,
      recordName: sample.terms[0]!.name,
    })
  })
}
