import { expect, test } from 'vitest'
import { emailOf } from '@/emails'
import { renderEmail } from '@/emails/render'
import { hasSecret, removedSecret } from '@/emails/subjects'
import { type EmailKind, emailKinds } from '@/lib/vocabulary'

const context = {
  institution: 'School of Computer Science',
  name: 'Ana Petrova',
  appUrl: 'https://mtms.example.ac.nz',
  timeZone: 'Pacific/Auckland',
}
const secret = { code: '918273', link: 'https://mtms.example.ac.nz/verify-email?token=abc' }
const render = async <K extends EmailKind>(
  kind: K,
  given = secret as typeof secret | typeof removedSecret,
) => {
  const { preview, subject } = emailOf(kind)
  return { subject: subject(preview), ...(await renderEmail(kind, preview, given, context)) }
}

for (const kind of emailKinds) {
  test(`${kind}: subject, HTML and text name the institution and the person, and load nothing from elsewhere`, async () => {
    const { subject, html, plain } = await render(kind)
    expect(subject.length).toBeGreaterThan(5)
    for (const text of [html, plain]) {
      expect(text).toContain('School of Computer Science')
      expect(text).toContain('Ana Petrova')
    }
    expect(`${subject} ${plain}`).not.toMatch(/!|successfully|undefined|null|\[object|NaN/i)
    expect(html).not.toMatch(/<img|<script|url\(|@import/i)
    const addresses = [...html.matchAll(/href="([^"]+)"/g)].map((match) => match[1])
    for (const address of addresses) expect(address).toMatch(/^https:\/\/mtms\.example\.ac\.nz/)
  })
}

test('a secret stands in the mail, and a note in its place in what is kept', async () => {
  const sent = await render('verify_address')
  expect(sent.plain).toContain('918273')
  expect(sent.plain.match(/token=abc/g)).toHaveLength(1)
  const kept = await render('verify_address', removedSecret)
  for (const text of [kept.html, kept.plain]) {
    expect(text).not.toMatch(/918273|token=abc/)
    expect(text).toContain('[code removed]')
    expect(text).toContain('[link removed]')
  }
})

for (const kind of emailKinds.filter((one) => !hasSecret(one))) {
  test(`${kind}: has no secret, and says what is its own by whatever name`, async () => {
    const given = emailOf(kind).preview as Record<string, unknown>
    const { html, plain } = await render(kind, removedSecret)
    for (const text of [html, plain]) expect(text).not.toContain('removed]')
    // Lines are broken where they are full, within a code too.
    const words = plain.replace(/\s+/g, ' ')
    for (const name of ['code', 'courseCode'])
      if (typeof given[name] === 'string') expect(words).toContain(given[name])
  })
}

test('an acceptance lists courses with their hours and the sum, and quotes the note as written', async () => {
  const { preview } = emailOf('accepted')
  const note = 'Well done.\nSecond line <b>& more</b>'
  const { html, plain } = await renderEmail('accepted', { ...preview, note }, {}, context)
  expect(plain).toMatch(/COMPSCI 101 Principles of Programming\s+42\.5 h/)
  expect(plain).toMatch(/Together\s+62\.5 h/)
  expect(plain).toContain('Second line <b>& more</b>')
  expect(html).not.toContain('<b>&')
  expect(plain).toContain('Fri 19 Feb 2027, 23:59')
})

test('a result without a note says nothing of one', async () => {
  const { preview } = emailOf('rejected')
  const { plain } = await renderEmail('rejected', { ...preview, note: '  ' }, {}, context)
  expect(plain).not.toContain('note')
})

test('accepted, rejected and reserve cannot be told apart by their subject', async () => {
  const subjects = await Promise.all(
    (['accepted', 'rejected', 'reserve'] as const).map((kind) => render(kind)),
  )
  expect(new Set(subjects.map((mail) => mail.subject)).size).toBe(1)
})

test('who is tutor and marker of one course reads of which work the hours are due', async () => {
  const props = emailOf('hours_reminder').preview
  const [course] = props.courses
  const plainOf = async (positions: ('tutor' | 'marker')[]) => {
    const courses = positions.map((position) => ({ ...course!, position, recordedQuarters: 0 }))
    const { plain } = await renderEmail('hours_reminder', { ...props, courses }, removedSecret, context)
    return plain.replace(/\s+/g, ' ')
  }
  const both = await plainOf(['tutor', 'marker'])
  for (const position of ['tutor', 'marker']) expect(both).toContain(`${course!.name}, as ${position}`)
  expect(await plainOf(['tutor'])).not.toContain('as tutor')
})

test('what was said to be nothing is not returned as 0 h', async () => {
  const props = { ...emailOf('hours_returned').preview, quarters: 0 }
  const { plain } = await renderEmail('hours_returned', props, removedSecret, context)
  expect(plain.replace(/\s+/g, ' ')).toContain('returned your “Nothing worked” in COMPSCI 101')
})
