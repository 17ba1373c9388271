import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countedOf } from '@/lib/allocations/counted'
import type { AllocationRow, CourseFacts, Facts } from '@/lib/allocations/facts'
import { agreedTo, planChanges } from '@/lib/allocations/plan'

/**
 * Budgets with amendments (SPEC 8). A course of 100 h lives through any order of changes, answers and
 * expiries; every change is planned by the real planner against what stands. Whatever happens, no possible
 * outcome of the open questions exceeds the budget.
 */
const BUDGET = 400
type Row = { id: string; state: AllocationRow['state']; quarters: number; agreedQuarters: number | null }

const isLive = (row: Row) => row.state === 'offered' || row.state === 'accepted'
const used = (rows: Row[]) => rows.filter(isLive).reduce((sum, row) => sum + countedOf(row), 0)

function factsOf(rows: Row[]): Facts {
  const course: CourseFacts = {
    id: 'c',
    termId: 't',
    code: 'COMPSCI 101',
    name: '',
    availableQuarters: BUDGET,
    tutorQuarters: null,
    markerQuarters: null,
    needTutors: true,
    needMarkers: true,
    canPreAssign: true,
    archived: false,
    used: { tutor: used(rows), marker: 0 },
  }
  const person = (row: Row) => ({
    userId: row.id,
    name: row.id,
    active: true,
    maxWeekQuarters: null,
    citizenOrResident: true,
    validVisa: null,
    overseas: null,
    returning: null,
    held: isLive(row)
      ? [
          {
            id: row.id,
            courseId: 'c',
            position: 'tutor' as const,
            quarters: countedOf(row),
            state: row.state,
          },
        ]
      : [],
  })
  return {
    termId: 't',
    termName: '',
    termArchived: false,
    weeks: 12,
    courses: new Map([['c', course]]),
    people: new Map(rows.map((row) => [row.id, person(row)])),
    allocations: new Map(
      rows.map((row) => [
        row.id,
        {
          ...row,
          userId: row.id,
          courseId: 'c',
          termId: 't',
          position: 'tutor',
          version: 1,
        } as AllocationRow,
      ]),
    ),
  }
}

const person = fc.constantFrom('a', 'b', 'c', 'd')
const step = fc.oneof(
  fc.record({ act: fc.constant('change' as const), id: person, quarters: fc.integer({ min: 1, max: 300 }) }),
  fc.record({ act: fc.constantFrom('accept' as const, 'fall back' as const), id: person }),
)

test('no order of changes, answers and expiries spends more than the budget, whatever is answered', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, changesNeedAnswer) => {
      const rows: Row[] = ['a', 'b', 'c', 'd'].map((id) => ({
        id,
        state: 'offered',
        quarters: 100,
        agreedQuarters: null,
      }))
      for (const one of steps) {
        const row = rows.find((r) => r.id === one.id)!
        if (!isLive(row)) continue
        const before = used(rows)
        if (one.act === 'change') {
          const plan = planChanges(
            factsOf(rows),
            [{ kind: 'hours', allocationId: row.id, quarters: one.quarters }],
            { visaCapQuarters: 1000, changesNeedAnswer },
          )
          const [planned] = plan.rows
          if (planned!.breaches.length > 0) {
            // Refused only where it would really be too much.
            expect(before + planned!.countedAfter - planned!.countedBefore).toBeGreaterThan(BUDGET)
            continue
          }
          const agreed = agreedTo(row as AllocationRow)
          row.quarters = one.quarters
          row.state = changesNeedAnswer && agreed !== one.quarters ? 'offered' : 'accepted'
          row.agreedQuarters = row.state === 'offered' ? agreed : null
          expect(countedOf(row)).toBe(planned!.countedAfter)
        } else if (one.act === 'accept') {
          Object.assign(row, { state: 'accepted', agreedQuarters: null })
          expect(used(rows)).toBeLessThanOrEqual(before)
        } else if (row.state === 'offered') {
          Object.assign(
            row,
            row.agreedQuarters === null
              ? { state: 'expired' }
              : { state: 'accepted', quarters: row.agreedQuarters, agreedQuarters: null },
          )
          expect(used(rows)).toBeLessThanOrEqual(before)
        }
        const worst = rows
          .filter(isLive)
          .reduce((sum, r) => sum + Math.max(r.quarters, r.agreedQuarters ?? 0), 0)
        expect(worst).toBeLessThanOrEqual(BUDGET)
        expect(used(rows)).toBe(worst)
      }
    }),
  )
})
