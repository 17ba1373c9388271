import { expect, test } from 'vitest'
import { actionInWords, actionWords, auditActions } from '@/lib/audit/actions'
import { changeInWords } from '@/lib/audit/words'

const change = (before: Record<string, unknown> | null, after: Record<string, unknown> | null) =>
  changeInWords({ before, after })

test('each action has words of its own, an unknown one those of its name', () => {
  expect(actionInWords('allocations.end')).toBe('Allocation ended')
  expect(new Set(Object.values(actionWords)).size).toBe(auditActions.length)
  for (const words of Object.values(actionWords)) expect(words).toMatch(/^[A-Z][\p{L} ]+$/u)
  expect(actionInWords('courses.moveAway')).toBe('courses: move away')
})

test('only what changed is told, by words and with its unit', () => {
  expect(change({ hours: 10, state: 'offered' }, { hours: 10, state: 'ended', agreedHours: 10 })).toBe(
    'State: offered → ended; Hours agreed to before: 10 h',
  )
  expect(change({ allowedBeyond: 0 }, { allowedBeyond: 5 })).toBe('Hours beyond the allocation: 0 h → 5 h')
  expect(change({ note: null }, { note: '' })).toBe('')
  expect(change(null, null)).toBe('')
  expect(change(null, { hours: 6, corrections: 0 })).toBe('Hours: 6 h; Corrections: 0')
  expect(change({ roles: ['student'] }, { roles: ['marker_coordinator', 'student'] })).toBe(
    'Roles: Student → Marker coordinator, Student',
  )
  expect(
    change({ hours: null, decision: null }, { hours: { 'COMPSCI 101': 15 }, decision: 'accepted' }),
  ).toBe('Hours: – → COMPSCI 101 15 h; Decision: – → Accepted')
  expect(
    change({ maxWeekQuarters: 40, gpaHundredths: null }, { maxWeekQuarters: 48, gpaHundredths: 750 }),
  ).toBe('Maximum hours a week: 10 h → 12 h; GPA: – → 7.50')
  expect(change({ tutorDeadline: '2027-03-01' }, { tutorDeadline: null })).toBe(
    'Tutor deadline: Mon 1 Mar 2027 → –',
  )
})

test('ids are never shown', () => {
  const [a, b] = ['01a219e5-e08a-736d-9e7d-1c26938ace91', '01a219e5-e09d-7670-8995-f48f77bbae9e']
  expect(change({ cvFileId: a }, { cvFileId: b })).toBe('CV: changed')
  expect(change({ state: 'sent' }, { state: 'queued', sentAs: a })).toBe('State: sent → queued')
  expect(change(null, { [a]: { grade: 'A' }, [b]: { grade: 'B' } })).toBe('Preferred courses: changed')
})
