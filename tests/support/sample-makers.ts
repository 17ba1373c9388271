/**
 * Adds to the sample term what it leaves out and screens must stand: an empty term, a course without hours, long
 * names and names in other scripts, people at each stage, mails that failed. Prints as JSON what was made and found,
 * with a cookie for each person. Run against an app's database: `app.script('tests/support/sample-records.ts')`.
 */
import { and, eq, like, ne } from 'drizzle-orm'
import { db, write } from '@/db/client'
import { smallPdf } from '@/db/sample/files'
import { applications, files, publicationSchedules, scheduledResults } from '@/db/schema'
import { newId } from '@/db/sql'
import { getForm } from '@/lib/applications/queries'
import { saveEligibility } from '@/lib/applications/step-commands'
import { viewerOf } from '@/lib/auth/session'
import { storage } from '@/lib/storage'
import { one } from './sample-finders'

/** Another submitted marker application, with changes that its student has not submitted. */
export async function makeChanges(exceptId: string): Promise<{ id: string; studentId: string }> {
  const found = await one(
    'second submitted marker application',
    db
      .select({ id: applications.id, studentId: applications.studentId })
      .from(applications)
      .where(
        and(
          eq(applications.position, 'marker'),
          eq(applications.state, 'submitted'),
          ne(applications.id, exceptId),
        ),
      )
      .orderBy(applications.id)
      .limit(1),
  )
  const student = (await viewerOf(found.studentId))!
  const { answers } = await getForm(student, found.id)
  await saveEligibility(student, { id: found.id, values: { ...answers.eligibility, maxHours: '17' } })
  return found
}

/** Bytes behind the files that the makers of ./world make rows of. */
export async function storeFiles(): Promise<void> {
  const rows = await db.select().from(files).where(like(files.storageKey, 'test/%'))
  for (const file of rows) await storage().put(file.storageKey, smallPdf([file.name]))
}

/** One tutor result that goes out next week. */
export async function makeSchedule(
  termId: string,
  createdBy: string,
  applicationId: string,
): Promise<string> {
  const id = newId()
  const now = new Date()
  await write(async (tx) => {
    await tx.insert(publicationSchedules).values({
      id,
      termId,
      position: 'tutor',
      requestKey: id,
      state: 'waiting',
      dueAt: new Date(now.getTime() + 7 * 86_400_000),
      createdBy,
      createdAt: now,
      updatedAt: now,
    })
    await tx.insert(scheduledResults).values({ applicationId, scheduleId: id })
  })
  return id
}
