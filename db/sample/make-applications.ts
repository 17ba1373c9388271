import { preferredGpa } from '@/lib/applications/grades'
import { applicationSearch } from '@/lib/applications/search-text'
import type { ApplicationState, Decision, Position } from '@/lib/vocabulary'
import { both, type Frame } from './make'
import { makeAllocations } from './make-allocations'
import { instantOn } from './make-people'

export type Fate = { state: ApplicationState; decision: Decision | null }
export type Applied = {
  application: Frame['sample']['applications'][number]
  courseIds: string[]
}

/** How many of a hundred applications of a position meet which fate. */
const fates: Record<Position, [number, ApplicationState, Decision | null][]> = {
  tutor: [
    [3, 'draft', null],
    [5, 'withdrawn', null],
    [10, 'submitted', null],
    [8, 'submitted', 'accepted'],
    [5, 'submitted', 'rejected'],
    [4, 'submitted', 'reserve'],
    [40, 'published', 'accepted'],
    [15, 'published', 'rejected'],
    [10, 'published', 'reserve'],
  ],
  marker: [
    [10, 'draft', null],
    [4, 'withdrawn', null],
    [54, 'submitted', null],
    [10, 'submitted', 'accepted'],
    [6, 'submitted', 'rejected'],
    [4, 'submitted', 'reserve'],
    [8, 'published', 'accepted'],
    [3, 'published', 'rejected'],
    [1, 'published', 'reserve'],
  ],
}

/** The fate of the n-th application of a position: the shares above, evenly spread. */
function fateOf(position: Position, n: number): Fate {
  // 37 and 100 share no factor, so that each hundred meets every fate exactly as often as it stands above.
  let place = (n * 37) % 100
  for (const [share, state, decision] of fates[position]) {
    if (place < share) return { state, decision }
    place -= share
  }
  return { state: 'submitted', decision: null }
}

/** Five applications for every four students: 57 of a hundred as tutor. */
export function makeApplications(frame: Frame): void {
  const { sample } = frame
  const students = sample.profiles.filter((profile) => profile.auid)
  const total = Math.round(students.length * 1.25)
  const tutors = Math.round(total * 0.57)
  const published: Record<Position, string> = {
    tutor: addPublication(frame, 'tutor'),
    marker: addPublication(frame, 'marker'),
  }
  const applied: Applied[] = []
  for (const position of both) {
    const n = position === 'tutor' ? tutors : total - tutors
    for (let i = 0; i < n; i++) {
      const profile = position === 'tutor' ? students[i]! : students[students.length - 1 - i]!
      applied.push(addApplication(frame, profile, position, fateOf(position, i), published[position]))
    }
  }
  makeEndorsements(frame, applied)
  makeAllocations(frame, applied)
  countPublications(frame)
}

const grades = ['A+', 'A', 'A-', 'B+', 'B', 'B-', 'C+', 'C', 'Pass', 'CPL'] as const
const experiences = [
  'Helped classmates in the peer-mentoring scheme for two semesters.',
  'Marked assignments of this course last year; knows the rubric.',
  'Two years of industry work with the same tools.',
  'Ran weekly study groups and wrote the revision notes that others use.',
]
const reasons = [
  'Took the equivalent course at another university with high marks.',
  'Works on closely related research with the lecturer.',
]

function addApplication(
  frame: Frame,
  profile: Frame['sample']['profiles'][number],
  position: Position,
  fate: Fate,
  publicationId: string,
): Applied {
  const { sample, random, now, termId, startsOn, today, id } = frame
  const user = userOf(frame, profile.userId)
  const open = sample.courses.filter((course) =>
    position === 'tutor' ? course.needTutors : course.needMarkers,
  )
  const chosen = random.some(open, random.int(1, Math.min(6, open.length)))
  const applicationId = id()
  const submittedAt =
    position === 'tutor'
      ? // The deadline ends two weeks before the term.
        instantOn(frame, startsOn, -random.int(15, 40))
      : instantOn(frame, today, -random.int(0, 20))
  const decidedAt = new Date(Math.min(submittedAt.getTime() + random.int(1, 9) * 86_400_000, now.getTime()))
  const publishedAt = position === 'tutor' ? instantOn(frame, startsOn, -7) : instantOn(frame, today, -1)
  const deciders = { tutor: 'tutorco', marker: 'markerco' }
  const decider = sample.users.find((u) => u.username === deciders[position])!
  const isDraft = fate.state === 'draft'
  const preferences = chosen.map((course, index) => {
    const completed = random.chance(0.85)
    return {
      id: id(),
      applicationId,
      courseId: course.id,
      rank: index + 1,
      completed,
      grade: completed ? random.pick(grades) : null,
      whySuitable: completed ? null : random.pick(reasons),
      experience: random.pick(experiences),
      workedBefore: random.chance(0.2),
    }
  })
  const answers = {
    name: user.name,
    upi: profile.upi,
    auid: profile.auid,
    email: user.email,
    overseas: profile.overseas,
    returning: profile.returning,
    citizenOrResident: profile.citizenOrResident,
    validVisa: profile.validVisa,
    enrolmentDetails: profile.enrolmentDetails,
    degreeLevel: profile.degreeLevel,
    otherContracts: profile.otherContracts,
    otherContractsText: profile.otherContractsText,
    otherContractQuarters: profile.otherContractQuarters,
    maxWeekQuarters: profile.maxWeekQuarters,
    gpaHundredths: profile.gpaHundredths,
    cvFileId: profile.cvFileId,
    transcriptFileId: profile.transcriptFileId,
  }
  const application: Applied['application'] = {
    id: applicationId,
    studentId: user.id,
    termId,
    position,
    ...fate,
    liveKey: fate.state === 'withdrawn' ? null : `${user.id}:${termId}:${position}`,
    ...(isDraft ? {} : answers),
    stepsSaved: isDraft ? ['identity'] : ['identity', 'eligibility', 'courses', 'documents'],
    preferredGpaHundredths: isDraft ? null : preferredGpa(preferences.map((p) => p.grade)),
    ...applicationSearch(user, { name: user.name, upi: profile.upi, auid: profile.auid, email: user.email }),
    submittedAt: isDraft ? null : submittedAt,
    withdrawnAt: fate.state === 'withdrawn' ? decidedAt : null,
    decidedAt: fate.decision ? decidedAt : null,
    decidedBy: fate.decision ? decider.id : null,
    noteToStudent: fate.decision === 'reserve' ? 'You are near the top of our waiting list.' : null,
    internalReason: fate.decision === 'rejected' ? 'Stronger applicants for each of the courses.' : null,
    publishedAt: fate.state === 'published' ? publishedAt : null,
    publicationId: fate.state === 'published' ? publicationId : null,
    createdAt: new Date(submittedAt.getTime() - 3_600_000),
    updatedAt: decidedAt,
  }
  sample.applications.push(application)
  if (isDraft) addDraft(frame, application, answers)
  else sample.preferred.push(...preferences)
  return { application, courseIds: isDraft ? [] : chosen.map((course) => course.id) }
}

const byId = new WeakMap<Frame, Map<string, Frame['sample']['users'][number]>>()
function userOf(frame: Frame, userId: string) {
  let map = byId.get(frame)
  if (!map) {
    map = new Map(frame.sample.users.map((user) => [user.id, user]))
    byId.set(frame, map)
  }
  return map.get(userId)!
}

/** A draft whose first step is filled in, as `lib/applications` keeps what is being typed. */
function addDraft(frame: Frame, application: Applied['application'], answers: Record<string, unknown>): void {
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  frame.sample.drafts.push({
    applicationId: application.id,
    answers: {
      identity: {
        name: text(answers.name),
        upi: text(answers.upi),
        auid: text(answers.auid),
        email: text(answers.email),
      },
      saved: ['identity'],
    },
    base: null,
    updatedAt: application.updatedAt,
    updatedBy: application.studentId,
  })
}

function addPublication(frame: Frame, position: Position): string {
  const { sample, id, termId, startsOn, today } = frame
  const publicationId = id()
  const publisher = sample.users.find((u) => u.username === (position === 'tutor' ? 'tutorco' : 'markerco'))!
  sample.publications.push({
    id: publicationId,
    termId,
    position,
    requestKey: `sample-${position}`,
    publishedBy: publisher.id,
    accepted: 0,
    rejected: 0,
    reserve: 0,
    quarters: 0,
    createdAt: position === 'tutor' ? instantOn(frame, startsOn, -7) : instantOn(frame, today, -1),
  })
  return publicationId
}

function countPublications(frame: Frame): void {
  const { sample } = frame
  for (const publication of sample.publications) {
    const told = sample.applications.filter((a) => a.publicationId === publication.id)
    const ids = new Set(told.map((a) => a.id))
    publication.accepted = told.filter((a) => a.decision === 'accepted').length
    publication.rejected = told.filter((a) => a.decision === 'rejected').length
    publication.reserve = told.filter((a) => a.decision === 'reserve').length
    publication.quarters = sample.allocations
      .filter((a) => a.applicationId && ids.has(a.applicationId))
      .reduce((total, a) => total + a.quarters, 0)
  }
}

/** Each coordinator has a word for about six of ten applicants of own courses, and an order for those they want. */
function makeEndorsements(frame: Frame, applied: Applied[]): void {
  const { sample, random, id, today } = frame
  const coordinatorsOf = new Map<string, string[]>()
  for (const row of sample.coordinators) {
    const list = coordinatorsOf.get(row.courseId) ?? []
    list.push(row.userId)
    coordinatorsOf.set(row.courseId, list)
  }
  const places = new Map<string, number>()
  for (const { application, courseIds } of applied) {
    if (application.state === 'draft' || application.state === 'withdrawn') continue
    for (const courseId of courseIds)
      for (const coordinatorId of coordinatorsOf.get(courseId) ?? []) {
        if (!random.chance(0.6)) continue
        const verdict = random.chance(0.3) ? 'strong' : random.chance(0.75) ? 'yes' : 'no'
        const key = `${courseId}:${coordinatorId}:${application.position}`
        const place = verdict === 'no' || random.chance(0.5) ? null : (places.get(key) ?? 0) + 1
        if (place) places.set(key, place)
        sample.endorsements.push({
          id: id(),
          applicationId: application.id,
          courseId,
          coordinatorId,
          verdict,
          comment: random.chance(0.2) ? 'Excellent in last year’s labs.' : null,
          place,
          updatedAt: instantOn(frame, today, -random.int(1, 12)),
        })
      }
  }
}
