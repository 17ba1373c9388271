import { and, asc, eq } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, applications, courses, endorsements, preferredCourses, terms, users } from '@/db/schema'
import { countedOf } from '@/lib/allocations/counted'
import type { AuditLine } from '@/lib/audit/queries'
import { teachingWeeks } from '@/lib/dates'
import { notFound } from '@/lib/errors'
import { can, type Viewer } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import {
  type AllocationSource,
  type AllocationState,
  liveAllocationStates,
  type Position,
  type Verdict,
} from '@/lib/vocabulary'
import { type AcceptCourse, acceptCourses } from './accept-courses'
import { earlierTermsOf } from './list-rows'
import { type FileFacts, fileFacts, present } from './record-files'
import { auditOf, type EarlierApplication, earlierApplicationsOf, type Note, notesOf } from './record-history'
import { type ApplicationRow, coursesOf, requireReviewable } from './scope'
import { type Act, actsOn } from './states'

export type RecordEndorsement = {
  coordinatorId: string
  coordinator: string
  verdict: Verdict | null
  comment: string | null
  place: number | null
}

export type RecordPreference = {
  courseId: string
  code: string
  name: string
  rank: number
  completed: boolean | null
  grade: string | null
  whySuitable: string | null
  experience: string | null
  workedBefore: boolean | null
  endorsements: RecordEndorsement[]
  /** The viewer's own endorsement, where they coordinate the course and it is still open; else null. */
  own: { verdict: Verdict | null; comment: string | null; version: number } | null
}

export type ReviewRecord = {
  application: ApplicationRow
  term: { id: string; name: string; startsOn: string }
  files: { cv: FileFacts | null; transcript: FileFacts | null }
  /** Files that were removed because the time of keeping them is over, which is so many months. */
  removedFiles: ('cv' | 'transcript')[]
  retentionMonths: number
  preferences: RecordPreference[]
  /** The viewer decides on this position: they see decisions, notes, history and the audit. */
  decides: boolean
  acts: readonly Act[]
  heldQuarters: number
  weeks: number
  visaCapQuarters: number
  earlierTerms: { name: string; quarters: number }[]
  /** Only for those who decide. */
  decidedByName: string | null
  allocations: {
    id: string
    courseId: string
    code: string
    position: Position
    quarters: number
    state: AllocationState
    source: AllocationSource
    overrideReason: string | null
    ofThis: boolean
  }[]
  accept: AcceptCourse[]
  earlierApplications: EarlierApplication[]
  notes: Note[]
  audit: AuditLine[]
}

/**
 * One application for the people who review it, in a fixed number of queries. A course coordinator gets
 * the answers and the files, of the preferences those of own courses, and hours elsewhere as one number;
 * decisions, notes and history only those who decide on the position.
 *
 * @throws `not_found` for what is not the viewer's to review
 */
export async function getReviewRecord(viewer: Viewer, id: string): Promise<ReviewRecord> {
  const [found] = await db
    .select({
      application: applications,
      term: {
        id: terms.id,
        name: terms.name,
        startsOn: terms.startsOn,
        endsOn: terms.endsOn,
        breakWeeks: terms.breakWeeks,
      },
    })
    .from(applications)
    .innerJoin(terms, eq(terms.id, applications.termId))
    .where(eq(applications.id, id))
  if (!found) throw notFound('This application')
  const { application, term } = found
  requireReviewable(viewer, application, await coursesOf(db, id))
  const { position, studentId, termId } = application
  const decides = can(viewer, 'applications.decide', { position }).allowed
  const settings = await getSettings()

  const [wishes, verdicts, held, fileRows, earlier] = await Promise.all([
    db
      .select({
        courseId: preferredCourses.courseId,
        code: courses.code,
        name: courses.name,
        rank: preferredCourses.rank,
        completed: preferredCourses.completed,
        grade: preferredCourses.grade,
        whySuitable: preferredCourses.whySuitable,
        experience: preferredCourses.experience,
        workedBefore: preferredCourses.workedBefore,
      })
      .from(preferredCourses)
      .innerJoin(courses, eq(courses.id, preferredCourses.courseId))
      .where(eq(preferredCourses.applicationId, id))
      .orderBy(asc(preferredCourses.rank)),
    db
      .select({
        courseId: endorsements.courseId,
        coordinatorId: endorsements.coordinatorId,
        coordinator: users.name,
        verdict: endorsements.verdict,
        comment: endorsements.comment,
        place: endorsements.place,
        version: endorsements.version,
      })
      .from(endorsements)
      .innerJoin(users, eq(users.id, endorsements.coordinatorId))
      .where(eq(endorsements.applicationId, id))
      .orderBy(asc(users.sortName)),
    db
      .select({
        id: allocations.id,
        applicationId: allocations.applicationId,
        courseId: allocations.courseId,
        code: courses.code,
        position: allocations.position,
        quarters: allocations.quarters,
        agreedQuarters: allocations.agreedQuarters,
        state: allocations.state,
        source: allocations.source,
        overrideReason: allocations.overrideReason,
      })
      .from(allocations)
      .innerJoin(courses, eq(courses.id, allocations.courseId))
      .where(and(eq(allocations.userId, studentId), eq(allocations.termId, termId)))
      .orderBy(asc(courses.code)),
    fileFacts([application.cvFileId, application.transcriptFileId]),
    earlierTermsOf([studentId], termId),
  ])
  const live = held.filter((row) => (liveAllocationStates as readonly string[]).includes(row.state))
  const seen = decides ? wishes : wishes.filter((wish) => viewer.courseIds.includes(wish.courseId))
  const record: ReviewRecord = {
    application: decides ? application : withoutDecision(application),
    term: { id: term.id, name: term.name, startsOn: term.startsOn },
    files: {
      cv: present(fileRows.get(application.cvFileId ?? '')),
      transcript: present(fileRows.get(application.transcriptFileId ?? '')),
    },
    removedFiles: [...fileRows.values()].filter((file) => file.removedAt !== null).map((file) => file.kind),
    retentionMonths: settings.retentionMonths,
    preferences: seen.map((wish) => ({
      ...wish,
      endorsements: verdicts
        .filter((one) => one.courseId === wish.courseId && (one.verdict || one.comment))
        .map(({ version: _, courseId: _c, ...one }) => one),
      own: ownEndorsement(viewer, application, wish.courseId, verdicts),
    })),
    decides,
    acts: decides ? actsOn(application) : [],
    heldQuarters: live.reduce((sum, row) => sum + countedOf(row), 0),
    weeks: teachingWeeks(term.startsOn, term.endsOn, term.breakWeeks),
    visaCapQuarters: settings.visaCapHours * 4,
    earlierTerms: earlier.get(studentId) ?? [],
    decidedByName: null,
    allocations: [],
    accept: [],
    earlierApplications: [],
    notes: [],
    audit: [],
  }
  if (!decides) return record

  const [forAccept, before, notes, log, decider] = await Promise.all([
    acceptCourses(application, wishes, live, {
      weeks: record.weeks,
      visaCapQuarters: record.visaCapQuarters,
      usualQuarters: settings.minimumBlockHours * 4,
      stepQuarters: settings.blockStepHours * 4,
    }),
    earlierApplicationsOf(viewer, application),
    notesOf(id),
    auditOf(id),
    application.decidedBy
      ? db.select({ name: users.name }).from(users).where(eq(users.id, application.decidedBy))
      : Promise.resolve([]),
  ])
  return {
    ...record,
    decidedByName: decider[0]?.name ?? null,
    allocations: held.map(({ applicationId, ...row }) => ({ ...row, ofThis: applicationId === id })),
    accept: forAccept,
    earlierApplications: before,
    notes,
    audit: log,
  }
}

function ownEndorsement(
  viewer: Viewer,
  application: ApplicationRow,
  courseId: string,
  verdicts: readonly (Pick<RecordEndorsement, 'coordinatorId' | 'verdict' | 'comment'> & {
    courseId: string
    version: number
  })[],
): RecordPreference['own'] {
  if (application.state !== 'submitted' || application.studentId === viewer.id) return null
  if (!viewer.courseIds.includes(courseId)) return null
  const mine = verdicts.find((one) => one.courseId === courseId && one.coordinatorId === viewer.id)
  return mine
    ? { verdict: mine.verdict, comment: mine.comment, version: mine.version }
    : { verdict: null, comment: null, version: 0 }
}

/** What only those who decide may read leaves the row before it leaves this module. */
function withoutDecision(application: ApplicationRow): ApplicationRow {
  return {
    ...application,
    decision: null,
    decidedAt: null,
    decidedBy: null,
    noteToStudent: null,
    internalReason: null,
    publicationId: null,
  }
}
