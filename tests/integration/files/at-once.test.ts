import { PDFDocument } from 'pdf-lib'
import { expect, test } from 'vitest'
import { isAppError } from '@/lib/errors'
import { storeFile } from '@/lib/files/commands'
import { makeUser } from '../../support/world'

async function onePage(): Promise<Uint8Array<ArrayBuffer>> {
  const document = await PDFDocument.create()
  document.addPage()
  return Uint8Array.from(await document.save())
}

test('of many files that one person sends at once three are opened; another person does not wait behind them', async () => {
  const bytes = await onePage()
  const upload = { name: 'cv.pdf', size: bytes.length, arrayBuffer: async () => bytes.slice().buffer }
  const [one, other] = [await makeUser('student'), await makeUser('student')]
  const many = Promise.allSettled(Array.from({ length: 20 }, () => storeFile(one, 'cv', upload)))
  expect((await storeFile(other, 'transcript', upload)).pages).toBe(1)
  const answers = await many
  expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(3)
  for (const answer of answers)
    if (answer.status === 'rejected') expect(isAppError(answer.reason, 'limit')).toBe(true)
  // Once they are through, the next one is taken.
  expect((await storeFile(one, 'cv', upload)).ownerId).toBe(one)
})
