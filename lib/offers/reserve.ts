import { eq } from 'drizzle-orm'
import { write } from '@/db/client'
import { uniqueViolation } from '@/db/errors'
import { courses } from '@/db/schema'
import { applyChanges, type Override } from '@/lib/allocations/change-set'
import { conflictError } from '@/lib/audit/conflict'
import { notFound, stateError } from '@/lib/errors'
import { requireCan, type Viewer } from '@/lib/permissions'
import { applicationRecord } from '@/lib/review/commands'
import { promoteReserve } from '@/lib/review/promote'
import { queueEnrolmentMails } from '@/lib/review/result-mail'
import { lockReviewable } from '@/lib/review/scope'
import { reserveRefusal } from '@/lib/review/states'
import { loadSettings } from '@/lib/settings/queries'
import { decisionNames } from '@/lib/vocabulary'

/**
 * Offers hours of a course to somebody of its reserve list: the application becomes accepted, the hours an
 * offer (or accepted, where offers need no answer) that is mailed at once; all in one transaction, behind
 * the checks of SPEC 7.
 *
 * @returns the new allocation's id
 * @throws `limit` with the broken rules (see applyChanges), `conflict`, `state`, `not_found`, `not_allowed`
 */
export async function offerFromReserve(
  viewer: Viewer,
  input: {
    applicationId: string
    /** Version of the application that the coordinator saw. */
    version: number
    courseId: string
    quarters: number
    override?: Override | null
  },
): Promise<string> {
  const settings = await loadSettings()
  try {
    return await write(async (tx) => {
      const application = await lockReviewable(tx, viewer, input.applicationId)
      const { position, termId, studentId } = application
      requireCan(viewer, 'applications.decide', { position })
      const [course] = await tx.select().from(courses).where(eq(courses.id, input.courseId))
      if (!course || course.termId !== termId) throw notFound('This course')
      const refusal = reserveRefusal(application)
      if (refusal) throw stateError(refusal)
      if (application.version !== input.version)
        throw await conflictError(
          tx,
          { ...applicationRecord(application), version: application.version },
          [
            {
              field: 'Application',
              yours: 'As you saw it',
              theirs: application.decision ? decisionNames[application.decision] : 'Undecided',
            },
          ],
          settings.timeZone,
        )
      const applied = await applyChanges(
        tx,
        viewer,
        {
          termId,
          position,
          changes: [
            {
              kind: 'add',
              userId: studentId,
              courseId: course.id,
              position,
              quarters: input.quarters,
              source: 'application',
              applicationId: application.id,
              state: settings.offersNeedAnswer ? 'offered' : 'accepted',
            },
          ],
          override: input.override,
        },
        settings,
      )
      const given = { code: course.code, quarters: input.quarters }
      await promoteReserve(tx, viewer, application, given, input.override?.reason.trim() || null)
      const id = applied.added[0]!.id
      await queueEnrolmentMails(tx, [id])
      return id
    })
  } catch (error) {
    if (uniqueViolation(error))
      throw stateError('Somebody else has just given this course to the same person.')
    throw error
  }
}
