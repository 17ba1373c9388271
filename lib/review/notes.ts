import { write } from '@/db/client'
import { applicationNotes } from '@/db/schema'
import { newId } from '@/db/sql'
import { audit } from '@/lib/audit'
import { invalid } from '@/lib/errors'
import { requireCan, type Viewer } from '@/lib/permissions'
import { applicationRecord, applicationScope } from './commands'
import { lockReviewable } from './scope'

const NOTE_LENGTH = 4000

/** Adds a note that only those who decide on the position read. Notes are never changed or removed. */
export async function addNote(viewer: Viewer, input: { applicationId: string; body: string }): Promise<void> {
  const body = input.body.trim()
  if (!body) throw invalid({ body: 'Write the note.' })
  if (body.length > NOTE_LENGTH)
    throw invalid({ body: `Shorten the note to ${NOTE_LENGTH.toLocaleString('en-NZ')} characters.` })
  await write(async (tx) => {
    const application = await lockReviewable(tx, viewer, input.applicationId)
    requireCan(viewer, 'applications.decide', { position: application.position })
    await tx.insert(applicationNotes).values({
      id: newId(),
      applicationId: application.id,
      authorId: viewer.id,
      body,
      createdAt: new Date(),
    })
    await audit(tx, {
      actor: viewer,
      action: 'applications.note',
      record: applicationRecord(application),
      scope: applicationScope(application),
      after: { note: body },
    })
  })
}
