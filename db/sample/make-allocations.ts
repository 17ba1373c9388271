import { addDays, endOfDay } from '@/lib/dates'
import type { AllocationState } from '@/lib/vocabulary'
import type { Frame } from './make'
import type { Applied } from './make-applications'
import { makeTimesheets } from './make-timesheets'

type Allocation = Frame['sample']['allocations'][number]

/**
 * Hours for the accepted, within each course's budget and split and each person's weekly maximum, and
 * timesheets for the paydays that have passed.
 */
export function makeAllocations(frame: Frame, applied: Applied[]): void {
  const { sample, random, weeks } = frame
  const courses = new Map(sample.courses.map((course) => [course.id, course]))
  const usedAll = new Map<string, number>()
  const usedPosition = new Map<string, number>()
  const load = new Map<string, number>()
  for (const { application, courseIds } of applied) {
    if (application.decision !== 'accepted') continue
    const person = application.studentId
    const capWeek = application.citizenOrResident
      ? (application.maxWeekQuarters ?? 80)
      : Math.min(application.maxWeekQuarters ?? 80, 25 * 4)
    let given = 0
    for (const courseId of courseIds.slice(0, random.int(1, 2))) {
      const course = courses.get(courseId)!
      const key = `${courseId}:${application.position}`
      const split = application.position === 'tutor' ? course.tutorQuarters : course.markerQuarters
      const left = Math.min(
        Math.floor((course.availableQuarters ?? 0) * 0.9) - (usedAll.get(courseId) ?? 0),
        split === null || split === undefined
          ? Number.POSITIVE_INFINITY
          : split - (usedPosition.get(key) ?? 0),
        capWeek * weeks - (load.get(person) ?? 0),
      )
      // Whole blocks of five hours, as coordinators give them.
      const quarters = Math.min(Math.floor(left / 20), random.int(2, 12)) * 20
      if (quarters < 20) continue
      usedAll.set(courseId, (usedAll.get(courseId) ?? 0) + quarters)
      usedPosition.set(key, (usedPosition.get(key) ?? 0) + quarters)
      load.set(person, (load.get(person) ?? 0) + quarters)
      given += quarters
      addAllocation(frame, application, courseId, quarters)
    }
    // An accepted person without any hours would be told nothing useful: they wait instead.
    if (given === 0) application.decision = 'reserve'
  }
}

function addAllocation(
  frame: Frame,
  application: Applied['application'],
  courseId: string,
  quarters: number,
): void {
  const { sample, random, id } = frame
  const published = application.state === 'published'
  const answer = random.next()
  const state: AllocationState = !published
    ? 'proposed'
    : answer < 0.8
      ? 'accepted'
      : answer < 0.9
        ? 'offered'
        : 'declined'
  const live = state !== 'declined'
  const allocation: Allocation = {
    id: id(),
    userId: application.studentId,
    courseId,
    termId: application.termId,
    position: application.position,
    quarters,
    state,
    source: 'application',
    applicationId: application.id,
    liveKey: live ? `${courseId}:${application.studentId}:${application.position}` : null,
    offeredAt: published ? application.publishedAt : null,
    answerBy:
      state === 'offered'
        ? endOfDay(addDays(frame.today, 3 + (sample.allocations.length % 4)), frame.zone)
        : null,
    answeredAt: state === 'accepted' || state === 'declined' ? application.publishedAt : null,
    firstAcceptedAt: state === 'accepted' ? application.publishedAt : null,
    declineReason: state === 'declined' ? 'I have taken other work this term.' : null,
    overrideReason: overridden(application),
    createdBy: application.decidedBy,
    createdAt: application.decidedAt ?? frame.now,
    updatedAt: application.publishedAt ?? application.decidedAt ?? frame.now,
  }
  sample.allocations.push(allocation)
  if (state === 'accepted' && application.position === 'tutor') makeTimesheets(frame, allocation)
}

/** Why somebody works whom the rules keep out, as a coordinator would have written it. */
function overridden(a: Applied['application']): string | null {
  if (a.citizenOrResident === false && a.validVisa !== true)
    return 'The work visa was granted in the meantime; its papers were seen.'
  if (a.overseas && a.returning !== true) return 'Works for the online stream from abroad.'
  return null
}
