import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gradeOf, grades, parseGpa, preferredGpa } from '@/lib/applications/grades'

test('each grade has the value of SPEC 6', () => {
  const value = (grade: string) => preferredGpa([grade])
  const expected: [string, number | null][] = [
    ['A+', 900],
    ['A', 800],
    ['A-', 700],
    ['B+', 600],
    ['B', 500],
    ['B-', 400],
    ['C+', 300],
    ['C', 200],
    ['C-', 100],
    ['D+', 0],
    ['D', 0],
    ['D-', 0],
    ['DNC', 0],
    ['DNS', 0],
    ['Fail', 0],
    ['CPL', null],
    ['Pass', null],
  ]
  expect(grades).toHaveLength(expected.length)
  for (const [grade, hundredths] of expected) expect([grade, value(grade)]).toEqual([grade, hundredths])
})

test('grades without a value are left out, not counted as 0', () => {
  expect(preferredGpa(['A+', 'CPL', 'Pass', null])).toBe(900)
  expect(preferredGpa(['CPL', 'Pass'])).toBeNull()
  expect(preferredGpa([])).toBeNull()
  expect(preferredGpa(['A+', 'A', 'A'])).toBe(833)
})

test('an unknown grade breaks nothing', () => {
  expect(preferredGpa(['A+', 'excellent', '__proto__', 'constructor'])).toBe(900)
  expect(gradeOf('toString')).toBeNull()
  expect(gradeOf(' a+ ')).toBe('A+')
  expect(gradeOf('fail')).toBe('Fail')
})

test('every GPA of two decimals from 0 to 9 is read exactly', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 900 }), (hundredths) => {
      for (const text of [(hundredths / 100).toFixed(2), String(hundredths / 100)])
        expect(parseGpa(text)).toEqual({ ok: true, hundredths })
    }),
  )
})

test('what is no GPA is refused with a reason', () => {
  for (const typed of ['9.01', '10', '-1', '7.255', 'seven', '1e0', '٧', '', ' . '])
    expect(parseGpa(typed)).toMatchObject({ ok: false })
  expect(parseGpa('7,25')).toEqual({ ok: true, hundredths: 725 })
})
