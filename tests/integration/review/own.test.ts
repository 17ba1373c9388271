import { beforeAll, describe, expect, it } from 'vitest'
import { db } from '@/db/client'
import { getCandidate } from '@/lib/allocations/candidates'
import { changeHours, endAllocation, enrolPerson } from '@/lib/allocations/enrolment'
import { memberLines } from '@/lib/allocations/export'
import { staffingList } from '@/lib/allocations/members-list'
import { getCourseMembers, getMember } from '@/lib/allocations/queries'
import { listStaffing } from '@/lib/allocations/staffing'
import { offerProposals } from '@/lib/allocations/tell'
import { getTelling } from '@/lib/allocations/telling'
import { applyRun } from '@/lib/assignment-runs/apply'
import { undoRun } from '@/lib/assignment-runs/undo'
import { auditList, listAudit } from '@/lib/audit/queries'
import { getCoordinatorHome } from '@/lib/home/coordinator'
import type { Viewer } from '@/lib/permissions'
import { acceptApplication, rejectApplication } from '@/lib/review/commands'
import { reviewList } from '@/lib/review/list'
import { addNote } from '@/lib/review/notes'
import { publishResults } from '@/lib/review/publish'
import { listReadyToPublish } from '@/lib/review/publish-queries'
import { listApplicationIds, listApplications, listApplicationsById } from '@/lib/review/queries'
import { getReviewRecord } from '@/lib/review/record'
import { makeSolvedRun } from '@/tests/support/assignment-world'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makeTerm,
  makeUser,
  makeViewer,
  viewer,
} from '@/tests/support/world'

/**
 * SPEC 3: a student never learns a decision or allocation before it is published, nor decides on it, also
 * when they are staff besides.
 */

let termId: string
let courseId: string
let foreign: string
/** Decide on tutors; the first has applied as a tutor as well. */
let both: Viewer
let colleague: Viewer
/** Coordinates the course, and has applied to it. */
let teaches: Viewer
let mine: string
let theirs: string

beforeAll(async () => {
  termId = await makeTerm()
  both = await makeViewer(['student', 'tutor_coordinator'])
  colleague = await makeViewer('tutor_coordinator')
  const ccId = await makeUser(['student', 'course_coordinator'])
  courseId = await makeCourse(termId, { canPreAssign: true, coordinators: [ccId] })
  foreign = await makeCourse(termId, { canPreAssign: true })
  teaches = await viewer(ccId)
  mine = await makeApplication({ studentId: both.id, termId, courses: [courseId, foreign] })
  theirs = await makeApplication({ studentId: await makeUser(), termId, courses: [courseId] })
})

const params = reviewList.parse({})
const scope = () => ({ termId, position: 'tutor' as const })
const term = async () => (await db.query.terms.findMany({ where: (t, { eq }) => eq(t.id, termId) }))[0]!
const gone = { code: 'not_found' }

describe('the own application of a coordinator', () => {
  it('stands in no list, count, panel or bulk action of theirs, but in those of a colleague', async () => {
    const own = await listApplications(both, { ...scope(), tab: 'submitted' }, params)
    expect(own.rows.map((row) => row.id)).toEqual([theirs])
    expect(own).toMatchObject({ total: 1, counts: { submitted: 1 } })
    const other = await listApplications(colleague, { ...scope(), tab: 'submitted' }, params)
    expect(other.rows.map((row) => row.id).sort()).toEqual([mine, theirs].sort())
    expect(await listApplicationIds(both, { ...scope(), tab: 'submitted' }, params, 100)).toEqual([theirs])
    expect((await listApplicationsById(both, scope(), [mine, theirs])).map((row) => row.id)).toEqual([theirs])
    await expect(getReviewRecord(both, mine)).rejects.toMatchObject(gone)
    expect((await getReviewRecord(colleague, mine)).application.id).toBe(mine)
    const clock = { now: new Date(), zone: 'Pacific/Auckland', visaCapHours: 25, offersNeedAnswer: true }
    expect((await getCoordinatorHome(both, await term(), clock))?.positions[0]?.undecided).toBe(1)
    expect((await getCoordinatorHome(colleague, await term(), clock))?.positions[0]?.undecided).toBe(2)
  })

  it('is decided, noted on and published by a colleague alone', async () => {
    const given = { courses: [{ courseId, quarters: 40 }] }
    await expect(acceptApplication(both, { id: mine, version: 1, ...given })).rejects.toMatchObject(gone)
    await expect(rejectApplication(both, { id: mine, version: 1 })).rejects.toMatchObject(gone)
    await expect(addNote(both, { applicationId: mine, body: 'Good' })).rejects.toMatchObject(gone)
    await acceptApplication(colleague, { id: mine, version: 1, ...given })
    expect((await listReadyToPublish(both, scope())).rows).toEqual([])
    expect((await listReadyToPublish(colleague, scope())).rows.map((row) => row.id)).toEqual([mine])
    const items = [{ id: mine, version: 2 }]
    const publish = (who: Viewer, requestKey: string) =>
      publishResults(who, { ...scope(), items, requestKey })
    await expect(publish(both, 'own-results-1')).rejects.toMatchObject({ code: 'state' })
    const audited = async (who: Viewer) =>
      (await listAudit(who, auditList.parse({ record: mine, size: '100' }), 'Pacific/Auckland')).rows.map(
        (row) => row.action,
      )
    expect(await audited(both)).toEqual([])
    expect(await audited(colleague)).toEqual(['applications.accept'])
    expect(await publish(colleague, 'own-results-2')).toMatchObject({ published: 1 })
  })

  it('is decided by a colleague where a scenario of automatic assignment is applied, too', async () => {
    const other = await makeTerm()
    const course = await makeCourse(other, { needMarkers: false })
    await makeApplication({ studentId: both.id, termId: other, courses: [course] })
    const id = await makeSolvedRun(both.id, other, 'tutor')
    const version = async () =>
      (await db.query.assignmentRuns.findMany({ where: (t, { eq }) => eq(t.id, id) }))[0]!.version
    await expect(applyRun(both, { id, version: await version() })).rejects.toMatchObject({ code: 'state' })
    expect(await applyRun(colleague, { id, version: await version() })).toMatchObject({ newly: 1 })
    await expect(undoRun(both, { id, version: await version() })).rejects.toMatchObject({ code: 'state' })
    await undoRun(colleague, { id, version: await version() })
  })
})

describe('own hours that are not published', () => {
  it('stand in no list or sum of the person’s, whatever role they hold; a colleague sees them', async () => {
    for (const who of [teaches, both]) {
      const id = await makeAllocation({
        userId: who.id,
        courseId: who === teaches ? courseId : foreign,
        termId,
        state: 'proposed',
        quarters: 48,
        overrideReason: 'Needed badly',
      })
      const at = who === teaches ? courseId : foreign
      const own = await getCourseMembers(who, at)
      const other = await getCourseMembers(colleague, at)
      expect(own.members.map((row) => row.id)).not.toContain(id)
      expect(memberLines(own).some((line) => line.member?.userId === who.id && line.member.id === id)).toBe(
        false,
      )
      expect(other.members.map((row) => row.id)).toContain(id)
      expect(other.course.used.tutor - own.course.used.tutor).toBe(48)
      const staffed = async (viewer: Viewer) =>
        (await listStaffing(viewer, termId, staffingList.parse({ sort: 'hours' }))).rows.find(
          (row) => row.id === at,
        )!
      const [seen, there] = [await staffed(who), await staffed(colleague)]
      expect(there.used.tutor - seen.used.tutor).toBe(48)
      expect(there.people.tutor - seen.people.tutor).toBe(1)
      await expect(getMember(who, id)).rejects.toMatchObject(gone)
      await expect(changeHours(who, { allocationId: id, version: 1, quarters: 80 })).rejects.toMatchObject(
        gone,
      )
      await expect(endAllocation(who, { allocationId: id, version: 1 })).rejects.toMatchObject(gone)
      expect((await getMember(colleague, id)).member.overrideReason).toBe('Needed badly')
      if (who !== both) continue
      const asked = { courseId: at, position: 'tutor' as const }
      expect((await getTelling(both, asked)).people.map((person) => person.id)).not.toContain(id)
      const items = [{ id, version: 1, quarters: 48 }]
      expect(await offerProposals(both, { ...asked, items })).toEqual({ told: 0, leftOut: [] })
    }
  })

  it('are not counted where one would add a person', async () => {
    await makeAllocation({ userId: teaches.id, courseId: foreign, termId, state: 'proposed', quarters: 60 })
    expect(await getCandidate(teaches, courseId, teaches.id)).toBeNull()
    expect((await getCandidate(colleague, courseId, teaches.id))?.heldQuarters).toBeGreaterThanOrEqual(60)
  })

  it('are given and changed by a colleague alone, also once they are known', async () => {
    const free = await makeCourse(termId, { canPreAssign: true })
    const one = { courseId: free, userId: both.id, position: 'tutor' as const, quarters: 40 }
    await expect(enrolPerson(both, one)).rejects.toMatchObject({
      detail: { fields: { userId: expect.any(String) } },
    })
    const { id } = await enrolPerson(colleague, one)
    const { member } = await getMember(both, id)
    expect(member).toMatchObject({ state: 'offered', manages: false, overrideReason: null })
    const change = changeHours(both, { allocationId: id, version: 1, quarters: 80 })
    await expect(change).rejects.toMatchObject({ code: 'not_allowed' })
  })
})

describe('what others read of proposals and reasons', () => {
  it('those of the other position are hidden but in sums, unless one made them; reasons too', async () => {
    const mc = await makeViewer('marker_coordinator')
    const cc = await viewer(await makeUser('course_coordinator'))
    const at = await makeCourse(termId, { canPreAssign: true })
    const proposed = await makeAllocation({
      userId: await makeUser(),
      courseId: at,
      termId,
      state: 'proposed',
      overrideReason: 'Needed',
    })
    const declined = await makeAllocation({
      userId: await makeUser(),
      courseId: at,
      termId,
      state: 'declined',
      declineReason: 'Found a better job',
    })
    const own = await enrolPerson(mc, {
      courseId: at,
      userId: await makeUser(),
      position: 'tutor',
      quarters: 20,
    })
    const seen = await getCourseMembers(mc, at)
    expect(seen.members.map((row) => row.id).sort()).toEqual([declined, own.id].sort())
    expect(seen.members.find((row) => row.id === declined)?.declineReason).toBeNull()
    expect(seen.course.used.tutor).toBe(60)
    await expect(getMember(mc, proposed)).rejects.toMatchObject(gone)
    const tutors = await getCourseMembers(colleague, at)
    expect(tutors.members).toHaveLength(3)
    expect(tutors.members.find((row) => row.id === declined)?.declineReason).toBe('Found a better job')
    await expect(getCourseMembers(cc, at)).rejects.toMatchObject(gone)
  })
})
