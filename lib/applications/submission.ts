import { eq } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { violates } from '@/db/errors'
import { applicationDrafts, applications, preferredCourses, profiles, users } from '@/db/schema'
import { insertMany, newId } from '@/db/sql'
import { audit, difference } from '@/lib/audit'
import { queueEmail } from '@/lib/emails/queue'
import { AppError, stateError } from '@/lib/errors'
import { releaseFiles } from '@/lib/files/commands'
import type { Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import { searchColumns } from '@/lib/users/search-text'
import { formSteps, parseAnswers } from './answers'
import { check, type Problem, type Values } from './check'
import { changesEnd } from './deadlines'
import { limitIsOne, liveApplication, liveKeyOf } from './limit'
import { type Loaded, resultsColumn } from './load'
import type { Application } from './policy'
import { applicationSearch } from './search-text'
import { requireTransition } from './states'
import { applicationName, auditScope, lockForm, requireSameSubmission } from './step-commands'

/** Problems of a refused submission, as the screen gets them. */
export type SubmitRefusal = { problems: Problem[] }

/**
 * Submits a draft, or the changes to a submitted application: the full check and the change of state
 * in one transaction. The answers become the application's own copy and the profile's new defaults,
 * UPI and student ID are locked, and the first submission is confirmed by email.
 *
 * @throws `invalid` with every problem by field (and `SubmitRefusal`), `state` when it is published,
 *   withdrawn or too late, `conflict` when a coordinator corrected the answers meanwhile, `not_found`
 */
export async function submitApplication(
  viewer: Viewer,
  id: string,
  guard: { force?: boolean } = {},
): Promise<{ first: boolean }> {
  const settings = await loadSettings()
  const zone = settings.timeZone
  try {
    const done = await write(async (tx) => {
      const now = new Date()
      const loaded = await lockForm(tx, viewer, id, { now, zone })
      const { application } = loaded
      const first =
        requireTransition(application, application.state === 'draft' ? 'submit' : 'change').verb === 'submit'
      if (!first && !loaded.draft) return { first, replaced: null }
      if (!guard.force) await requireSameSubmission(tx, loaded, zone)
      // Checked again with what is true inside this transaction.
      const { problems, values } = check(parseAnswers(loaded.answers), loaded.context)
      if (problems.length > 0) throw refused(problems)
      // A draft from before the limit was set has no key yet: it takes its place now, if that is free.
      const one = first && limitIsOne(loaded.term, application.position, settings)
      if (one && (await liveApplication(tx, application, application.id))) throw anotherOne(loaded)

      await tx
        .update(applications)
        .set({
          ...columnsOf(values),
          ...applicationSearch(loaded.student, values),
          state: 'submitted',
          ...(one ? { liveKey: liveKeyOf(application) } : {}),
          stepsSaved: [...formSteps],
          ...(first ? { submittedAt: now } : { editedAt: now }),
          version: application.version + 1,
          updatedAt: now,
          updatedBy: viewer.id,
        })
        .where(eq(applications.id, id))
      await writePreferences(tx, id, values)
      await tx.delete(applicationDrafts).where(eq(applicationDrafts.applicationId, id))
      await takeAsDefaults(tx, loaded, values, now)
      await audit(tx, {
        actor: viewer,
        action: first ? 'applications.submit' : 'applications.change',
        record: { type: 'application', id, name: applicationName(loaded) },
        scope: auditScope(application),
        ...difference(
          first ? { state: 'draft' } : auditView(columnsOfRow(application), storedCourses(loaded), loaded),
          {
            ...auditView(columnsOf(values), values.courses, loaded),
            ...(first ? { state: 'submitted' } : {}),
          },
        ),
      })
      if (first) await confirmByEmail(tx, loaded, values)
      const { studentId: ownerId, cvFileId, transcriptFileId } = application
      return { first, replaced: { ownerId, ids: [cvFileId, transcriptFileId] } }
    })
    // Documents that nothing refers to any more; not in the transaction of the submission.
    if (done.replaced) await releaseFiles(done.replaced.ownerId, done.replaced.ids)
    return { first: done.first }
  } catch (error) {
    if (violates(error, 'applications_live', 'applications.live_key'))
      throw stateError('There is another application for this term and position; one is the limit.')
    if (violates(error, 'profiles_upi', 'profiles.upi'))
      throw refused([
        wrongIdentity('upi', 'This UPI belongs to another account. Check it, or tell a coordinator.'),
      ])
    if (violates(error, 'profiles_auid', 'profiles.auid'))
      throw refused([
        wrongIdentity('auid', 'This student ID belongs to another account. Check it, or tell a coordinator.'),
      ])
    throw error
  }
}

const anotherOne = ({ application: { position }, term }: Loaded) =>
  stateError(
    `There is another application as ${position} for ${term.name}; one is the limit. Delete or withdraw the one that is not to count, then submit.`,
  )

const wrongIdentity = (field: string, message: string): Problem => ({
  step: 'identity',
  field,
  message,
  kind: 'wrong',
})

function refused(problems: Problem[]): AppError {
  const fields: Record<string, string> = {}
  for (const problem of problems) fields[problem.field] ??= problem.message
  const data: SubmitRefusal = { problems }
  const many = problems.length === 1 ? 'one answer' : `${problems.length} answers`
  return new AppError('invalid', `Not submitted yet: ${many} to correct.`, { fields, data })
}

/** The columns of an application that hold its answers. */
export function columnsOf(values: Values) {
  const { courses: _, ...columns } = values
  return columns
}

function columnsOfRow(row: Application): ReturnType<typeof columnsOf> {
  return {
    name: row.name,
    upi: row.upi,
    auid: row.auid,
    email: row.email,
    overseas: row.overseas,
    returning: row.returning,
    citizenOrResident: row.citizenOrResident,
    validVisa: row.validVisa,
    enrolmentDetails: row.enrolmentDetails,
    degreeLevel: row.degreeLevel,
    otherContracts: row.otherContracts,
    otherContractsText: row.otherContractsText,
    otherContractQuarters: row.otherContractQuarters,
    maxWeekQuarters: row.maxWeekQuarters,
    gpaHundredths: row.gpaHundredths,
    cvFileId: row.cvFileId,
    transcriptFileId: row.transcriptFileId,
    preferredGpaHundredths: row.preferredGpaHundredths,
  }
}

/** Replaces the preferred courses of an application by the given ones, ranked 1 to n. */
export async function writePreferences(tx: Tx, applicationId: string, values: Values): Promise<void> {
  await tx.delete(preferredCourses).where(eq(preferredCourses.applicationId, applicationId))
  await insertMany(
    tx,
    preferredCourses,
    values.courses.map((course, place) => ({ id: newId(), applicationId, rank: place + 1, ...course })),
    50,
  )
}

const storedCourses = (loaded: Loaded): Values['courses'] =>
  loaded.submitted ? check(loaded.submitted, loaded.context).values.courses : []

/** Answers as the audit log keeps them: columns, and courses by their code. */
function auditView(
  columns: object,
  courses: Values['courses'],
  { context }: Loaded,
): Record<string, unknown> {
  return {
    ...columns,
    courses: courses.map(({ courseId, ...rest }) => ({
      code: context.courses.get(courseId)?.code ?? courseId,
      ...rest,
    })),
  }
}

/** To the address that the student prefers for this application; once, however often it is submitted. */
async function confirmByEmail(tx: Tx, loaded: Loaded, values: Values): Promise<void> {
  const { application, term, student, context } = loaded
  const { position } = application
  const facts = values.courses.flatMap((course) => context.courses.get(course.courseId) ?? [])
  await queueEmail(tx, {
    kind: 'application_received',
    to: { userId: student.id, name: values.name ?? student.name, address: values.email ?? student.email },
    idempotencyKey: `application_received:${application.id}`,
    scope: { position, termId: term.id, applicationId: application.id },
    props: {
      applicationId: application.id,
      position,
      termName: term.name,
      courses: facts.map(({ code, name }) => ({ code, name })),
      editableUntil: changesEnd(facts, context)?.toISOString() ?? null,
      resultsOn: term[resultsColumn[position]],
    },
  })
}

/** The profile takes what was submitted as its defaults; from now on UPI and student ID are locked. */
async function takeAsDefaults(tx: Tx, loaded: Loaded, values: Values, now: Date): Promise<void> {
  const { profile, student } = loaded
  const { name: _n, email: _e, courses: _c, preferredGpaHundredths: _g, upi, auid, ...defaults } = values
  const identity = profile?.identityLockedAt ? {} : { upi, auid, identityLockedAt: now }
  const set = { ...defaults, ...identity, updatedAt: now, version: (profile?.version ?? 0) + 1 }
  // No upsert: on MySQL it would overwrite the profile of whoever has the same UPI.
  if (profile) await tx.update(profiles).set(set).where(eq(profiles.userId, student.id))
  else await tx.insert(profiles).values({ userId: student.id, ...set })
  if (!profile?.identityLockedAt)
    await tx
      .update(users)
      .set({ searchText: searchColumns({ ...student, upi, auid }).searchText })
      .where(eq(users.id, student.id))
}
