import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { AuditLines } from '@/app/(main)/review/_components/audit-lines'
import { auditActions, auditAreas } from '@/lib/audit/actions'
import { auditList } from '@/lib/audit/queries'

const line = (action: string, given: object = {}) => ({
  id: action,
  at: new Date('2027-02-12T00:00:00Z'),
  actorName: 'Mei Chen',
  action,
  before: null,
  after: null,
  reason: null,
  ...given,
})
const shown = (...lines: ReturnType<typeof line>[]) =>
  renderToStaticMarkup(createElement(AuditLines, { lines, zone: 'Pacific/Auckland' }))

test('each thing that happens to an application is told in words', () => {
  for (const action of auditActions.filter((one) => one.startsWith('applications.'))) {
    const html = shown(line(action))
    expect(html).not.toContain('applications.')
    expect(html).toMatch(/font-medium">[A-Z][a-z]/)
  }
  expect(shown(line('hours.allowExcess'))).toContain('Hours beyond the allocation allowed')
})

test('what changed is told by the words of the question, never by a key', () => {
  const before = { overseas: false, maxWeekQuarters: 40, courses: [], cvFileId: 'a', gpaHundredths: null }
  const after = { overseas: true, maxWeekQuarters: 48, courses: [{}], cvFileId: 'b', gpaHundredths: 750 }
  const html = shown(line('applications.change', { before, after }))
  expect(html).toContain('10 h → 12 h')
  expect(html).toContain('Preferred courses: changed')
  expect(html).toContain('CV: changed')
  expect(html).toContain('No → Yes')
  for (const key of Object.keys(after)) expect(html).not.toContain(`>${key}:`)
  expect(
    shown(line('applications.accept', { before: { decision: null }, after: { decision: 'accepted' } })),
  ).toContain('Decision: none → Accepted')
  const typed = shown(line('applications.edit', { after: { order: ['0190'], '0190': { grade: 'A' } } }))
  expect(typed).toContain('Preferred courses: changed')
  expect(typed).not.toContain('0190')
})

test('the audit log can be narrowed to each of its areas and each thing done', () => {
  for (const area of auditAreas) expect(auditList.parse({ area }).filters.area).toBe(area)
  for (const action of auditActions) expect(auditList.parse({ action }).filters.action).toBe(action)
})
