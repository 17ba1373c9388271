import { and, asc, desc, eq, inArray, or } from 'drizzle-orm'
import { db } from '@/db/client'
import {
  allocations,
  applicationNotes,
  applications,
  auditLog,
  courses,
  endorsements,
  files,
  preferredCourses,
  terms,
  users,
} from '@/db/schema'
import { countedOf } from '@/lib/allocations/counted'
import { usedQuarters } from '@/lib/allocations/facts'
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
import { suggestHours } from './prefill'
import { earlierTermsOf } from './queries'
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

/** A course as the accept form shows it: what it has left and what the person shall get there. */
export type AcceptCourse = {
  courseId: string
  code: string
  name: string
  rank: number | null
  /** The course asks for this position. */
  needed: boolean
  /** Left for the position now, without what this application takes; negative when over. */
  leftQuarters: number
  /** Budget for the position: its split, or the whole. */
  budgetQuarters: number
  /** Held in this position by something else than this application (a pre-assignment). */
  heldQuarters: number
  /** Given by this application now. */
  givenQuarters: number
  /** What the form begins with. */
  suggestedQuarters: number
}

export type ReviewRecord = {
  application: ApplicationRow
  term: { id: string; name: string; startsOn: string }
  files: { cv: FileFacts | null; transcript: FileFacts | null }
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
  earlierApplications: {
    id: string
    term: string
    position: Position
    state: string
    decision: string | null
  }[]
  notes: { id: string; author: string; body: string; createdAt: Date }[]
  audit: AuditLine[]
}

type FileFacts = { id: string; name: string; size: number; pages: number | null; mediaType: string }
export type AuditLine = {
  id: string
  at: Date
  actorName: string
  action: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  reason: string | null
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
      cv: fileRows.get(application.cvFileId ?? '') ?? null,
      transcript: fileRows.get(application.transcriptFileId ?? '') ?? null,
    },
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
    db
      .select({
        id: applicationNotes.id,
        author: users.name,
        body: applicationNotes.body,
        createdAt: applicationNotes.createdAt,
      })
      .from(applicationNotes)
      .innerJoin(users, eq(users.id, applicationNotes.authorId))
      .where(eq(applicationNotes.applicationId, id))
      .orderBy(asc(applicationNotes.createdAt), asc(applicationNotes.id)),
    db
      .select({
        id: auditLog.id,
        at: auditLog.at,
        actorName: auditLog.actorName,
        action: auditLog.action,
        before: auditLog.before,
        after: auditLog.after,
        reason: auditLog.reason,
      })
      .from(auditLog)
      .where(and(eq(auditLog.recordType, 'application'), eq(auditLog.recordId, id)))
      .orderBy(desc(auditLog.at), desc(auditLog.id))
      .limit(100),
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

async function fileFacts(ids: (string | null)[]): Promise<Map<string, FileFacts>> {
  const given = ids.filter((id): id is string => id !== null)
  if (given.length === 0) return new Map()
  const rows = await db
    .select({
      id: files.id,
      name: files.name,
      size: files.size,
      pages: files.pages,
      mediaType: files.mediaType,
      removedAt: files.removedAt,
    })
    .from(files)
    .where(inArray(files.id, given))
  return new Map(
    rows.filter((row) => row.removedAt === null).map(({ removedAt: _, ...row }) => [row.id, row]),
  )
}

async function earlierApplicationsOf(viewer: Viewer, application: ApplicationRow) {
  const positions = (['tutor', 'marker'] as const).filter(
    (position) => can(viewer, 'applications.decide', { position }).allowed,
  )
  const rows = await db
    .select({
      id: applications.id,
      term: terms.name,
      position: applications.position,
      state: applications.state,
      decision: applications.decision,
    })
    .from(applications)
    .innerJoin(terms, eq(terms.id, applications.termId))
    .where(
      and(
        eq(applications.studentId, application.studentId),
        inArray(applications.position, positions),
        inArray(applications.state, ['submitted', 'published', 'withdrawn']),
      ),
    )
    .orderBy(desc(terms.startsOn), asc(applications.position), desc(applications.id))
    .limit(50)
  return rows.filter((row) => row.id !== application.id)
}

type LiveRow = {
  courseId: string
  position: Position
  quarters: number
  agreedQuarters: number | null
  applicationId: string | null
}

/** Courses of the accept form: the wishes in their order, then others that the person holds by this application. */
async function acceptCourses(
  application: ApplicationRow,
  wishes: readonly { courseId: string; rank: number }[],
  live: readonly LiveRow[],
  rules: { weeks: number; visaCapQuarters: number; usualQuarters: number; stepQuarters: number },
): Promise<AcceptCourse[]> {
  const { position } = application
  const mine = live.filter((row) => row.applicationId === application.id)
  const ids = [...new Set([...wishes, ...mine].map((row) => row.courseId))]
  if (ids.length === 0) return []
  const [rows, used] = await Promise.all([
    db.select().from(courses).where(inArray(courses.id, ids)),
    usedQuarters(db, ids),
  ])
  const byId = new Map(rows.map((row) => [row.id, row]))
  const list = ids.flatMap((courseId) => {
    const course = byId.get(courseId)
    if (!course) return []
    return [
      acceptCourse(course, position, used.get(courseId), {
        rank: wishes.find((wish) => wish.courseId === courseId)?.rank ?? null,
        given: mine.find((row) => row.courseId === courseId && row.position === position)?.quarters ?? 0,
        held:
          live.find(
            (row) =>
              row.courseId === courseId && row.position === position && row.applicationId !== application.id,
          )?.quarters ?? 0,
      }),
    ]
  })
  const decided = application.decision === 'accepted'
  const load = live
    .filter((row) => row.applicationId !== application.id)
    .reduce((sum, row) => sum + countedOf(row), 0)
  const suggestion = suggestHours(list, {
    ...rules,
    wanted: new Map(rows.map((row) => [row.id, position === 'tutor' ? row.wantedTutors : row.wantedMarkers])),
    capacityQuarters: capacityOf(application, rules) - load,
  })
  return list.map((course) => ({
    ...course,
    suggestedQuarters: decided ? course.givenQuarters : (suggestion.get(course.courseId) ?? 0),
  }))
}

/** The most a person can take in the term: weekly maximum, and the visa cap where it applies. */
export function capacityOf(
  application: Pick<ApplicationRow, 'maxWeekQuarters' | 'citizenOrResident'>,
  rules: { weeks: number; visaCapQuarters: number },
): number {
  const week = Math.min(
    application.maxWeekQuarters ?? Number.POSITIVE_INFINITY,
    application.citizenOrResident === false ? rules.visaCapQuarters : Number.POSITIVE_INFINITY,
  )
  return week === Number.POSITIVE_INFINITY ? 400_000 : week * rules.weeks
}

export function acceptCourse(
  course: typeof courses.$inferSelect,
  position: Position,
  used: Record<Position, number> = { tutor: 0, marker: 0 },
  person: { rank: number | null; given: number; held: number },
): AcceptCourse {
  const split = position === 'tutor' ? course.tutorQuarters : course.markerQuarters
  const all = course.availableQuarters - used.tutor - used.marker
  const left = split === null ? all : Math.min(all, split - used[position])
  return {
    courseId: course.id,
    code: course.code,
    name: course.name,
    rank: person.rank,
    needed: course.archivedAt === null && (position === 'tutor' ? course.needTutors : course.needMarkers),
    leftQuarters: left + person.given,
    budgetQuarters: split ?? course.availableQuarters,
    heldQuarters: person.held,
    givenQuarters: person.given,
    suggestedQuarters: 0,
  }
}

/** Courses of the term that a coordinator can add to an acceptance beyond the student's wishes. One query each. */
export async function listOtherCourses(
  termId: string,
  position: Position,
  except: readonly string[],
): Promise<AcceptCourse[]> {
  const need = position === 'tutor' ? courses.needTutors : courses.needMarkers
  const rows = await db
    .select()
    .from(courses)
    .where(and(eq(courses.termId, termId), or(eq(need, true))))
    .orderBy(asc(courses.code))
  const open = rows.filter((row) => row.archivedAt === null && !except.includes(row.id))
  const used = await usedQuarters(
    db,
    open.map((row) => row.id),
  )
  return open.map((row) => acceptCourse(row, position, used.get(row.id), { rank: null, given: 0, held: 0 }))
}
