import { eq } from 'drizzle-orm'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { ApplicationFrame } from '@/app/(main)/applications/_components/application-frame'
import { write } from '@/db/client'
import { terms } from '@/db/schema'
import { steps } from '@/lib/applications/answers'
import { closedDraft, getForm } from '@/lib/applications/queries'
import { addDays, todayIn } from '@/lib/dates'
import { makeCourse, makeReadyDraft, makeTerm, makeViewer } from '@/tests/support/world'

const today = todayIn('Pacific/Auckland', new Date())

test('every step of a draft says first that it can no longer be submitted', async () => {
  const termId = await makeTerm({ tutorDeadline: addDays(today, 1) })
  const student = await makeViewer('student')
  const courseIds = [await makeCourse(termId)]
  const id = await makeReadyDraft({ studentId: student.id, termId, position: 'tutor', courseIds })
  const texts = async () => {
    const form = await getForm(student, id)
    const closed = await closedDraft(form)
    return steps.map((step) =>
      renderToStaticMarkup(
        <ApplicationFrame viewer={student} form={form} step={step} closed={closed}>
          <p>The questions</p>
        </ApplicationFrame>,
      ),
    )
  }
  for (const text of await texts()) {
    expect(text).toContain('Submit it by')
    expect(text).not.toContain('can no longer be submitted')
  }
  await write((tx) =>
    tx
      .update(terms)
      .set({ tutorDeadline: addDays(today, -1) })
      .where(eq(terms.id, termId)),
  )
  for (const text of await texts()) {
    const said = text.indexOf('This application can no longer be submitted.')
    expect(said).toBeGreaterThan(0)
    expect(said).toBeLessThan(text.indexOf('The questions'))
    expect(text.match(/The deadline was/g)).toHaveLength(1)
  }
})
