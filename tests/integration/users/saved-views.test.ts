import { beforeAll, describe, expect, it, test } from 'vitest'
import { AppError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { reports } from '@/lib/reports'
import { removeView, saveView } from '@/lib/saved-views/commands'
import { isViewPage, keptParams, type ViewPage } from '@/lib/saved-views/pages'
import { listViews } from '@/lib/saved-views/queries'
import { saveViewForm } from '@/lib/saved-views/schema'
import { makeViewer } from '../../support/world'

const term = '0193-term'
/** Per page: an address of its table, in the order in which its list writes it. */
const addresses: [ViewPage, string][] = [
  ['review', 'q=ann&degree=postgraduate&cols=gpa&density=compact'],
  ['courses', 'left=1&cols=left&cols=wanted'],
  ['enrolment', 'q=comp&cols=hours&cols=left&sort=hours&dir=desc'],
  ['hours/approve', 'tab=approved&late=1&cols=hours'],
  ['users', 'role=student&cols=email&cols=created'],
  ['emails', 'state=failed&cols=error&density=compact'],
  ['audit', 'area=offers&from=2027-01-01&cols=action'],
  ...reports.map((report): [ViewPage, string] => [`reports/${report.id}`, 'q=a&density=compact']),
]

let other: Viewer
let student: Viewer

beforeAll(async () => {
  other = await makeViewer('admin')
  student = await makeViewer('student')
})

describe.each(addresses)('views of /%s', (page, kept) => {
  it('are a person’s own, of that page alone, and hold what its list understands', async () => {
    const admin = await makeViewer('admin')
    const junk = `${kept}&page=7&size=999&next=https%3A%2F%2Fevil.example`
    await saveView(admin, { page, name: 'Mine', params: junk })
    await saveView(admin, { page, name: 'Whole', params: '' })
    const views = await listViews(admin, page)
    expect(views.map((view) => [view.name, view.params])).toEqual([
      ['Mine', kept],
      ['Whole', ''],
    ])
    await saveView(admin, { page, name: 'Mine', params: 'q=again' })
    expect((await listViews(admin, page)).map((view) => view.params)).toEqual(['q=again', ''])
    for (const [elsewhere] of addresses)
      if (elsewhere !== page) expect(await listViews(admin, elsewhere)).toEqual([])

    expect(await listViews(other, page)).toEqual([])
    await expect(removeView(other, views[0]!.id)).rejects.toThrow(AppError)
    await removeView(admin, views[0]!.id)
    expect((await listViews(admin, page)).map((view) => view.name)).toEqual(['Whole'])
  })
})

test('a page that its viewer may not open keeps no view for them, and other pages keep none at all', async () => {
  for (const page of ['review', 'enrolment', 'hours/approve', 'users', 'audit', 'reports/people'] as const) {
    await expect(saveView(student, { page, name: 'Not mine', params: '' })).rejects.toMatchObject({
      code: 'not_allowed',
    })
    expect(await listViews(student, page)).toEqual([])
  }
  for (const page of ['courses', 'emails'] as const) {
    await saveView(student, { page, name: 'Mine', params: 'q=a' })
    expect(await listViews(student, page)).toMatchObject([{ name: 'Mine', params: 'q=a' }])
  }
  for (const page of [
    'settings',
    'reports/nothing',
    'reports',
    '/users',
    'users/../settings',
    '//evil.example',
    '',
  ])
    expect(isViewPage(page), page).toBe(false)
  expect(saveViewForm.safeParse({ page: 'settings', name: 'A', params: '' }).success).toBe(false)
  expect(saveViewForm.safeParse({ page: 'users', name: 'A', params: '' }).success).toBe(true)
})

test('a view stays with the term only where it names what belongs to one', () => {
  expect(keptParams('courses', `term=${term}&left=1`)).toBe('left=1')
  expect(keptParams('hours/approve', `term=${term}&course=c1`)).toBe(`term=${term}&course=c1`)
  expect(keptParams('hours/approve', `term=${term}&payday=p1`)).toBe(`term=${term}&payday=p1`)
  // Of emails the term is a filter; the audit log knows none.
  expect(keptParams('emails', `term=${term}`)).toBe(`term=${term}`)
  expect(keptParams('audit', `term=${term}`)).toBe('')
})

test('columns that a table does not have are passed over', () => {
  expect(keptParams('users', 'cols=secret&cols=email')).toBe('cols=email')
})

test('what is too large to be kept is refused, not cut', () => {
  const params = new URLSearchParams(
    Array.from({ length: 100 }, (_, i) => ['course', `${i}`.padStart(36, 'x')]),
  )
  const parsed = saveViewForm.safeParse({ page: 'review', name: 'All', params: params.toString() })
  expect(parsed.error?.issues).toMatchObject([{ path: ['name'] }])
})
