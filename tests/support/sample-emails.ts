import { write } from '@/db/client'
import { emailBodies, emails } from '@/db/schema'
import { newId } from '@/db/sql'
import type { EmailState, Position } from '@/lib/vocabulary'

/** A mail of the log in the given state, as the mail server left it. */
export async function addEmail(given: {
  state: EmailState
  toUserId: string
  toName: string
  toAddress: string
  subject: string
  error?: string
  position: Position
}): Promise<string> {
  const id = newId()
  const now = new Date()
  const { error = null, ...mail } = given
  await write(async (tx) => {
    await tx.insert(emails).values({
      id,
      kind: 'rejected',
      searchText: given.toName.toLowerCase(),
      tries: 3,
      error,
      idempotencyKey: id,
      messageId: `<${id}@mtms>`,
      createdAt: now,
      sentAt: given.state === 'sent' ? now : null,
      updatedAt: now,
      ...mail,
    })
    await tx.insert(emailBodies).values({
      emailId: id,
      props: {},
      html: '<p>The results are out.</p>',
      plain: 'The results are out.',
    })
  })
  return id
}
