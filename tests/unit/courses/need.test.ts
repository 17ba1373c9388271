import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hoursFrom, type NeedNumbers, needInWords, ofNeeded, proposeNeed } from '@/lib/courses/need'
import { calculate, orCalculation } from '@/lib/courses/need-form'
import { courseNeedInput, newCourseInput } from '@/lib/courses/schema'

const numbers = (given: Partial<NeedNumbers> = {}): NeedNumbers => ({
  students: 180,
  assignments: 3,
  minutesPerScript: 12,
  labsPerWeek: 2,
  tutorialsPerWeek: 1,
  streams: 4,
  labQuarters: 8,
  tutorialQuarters: 4,
  weeks: 12,
  ...given,
})

describe('the need calculator', () => {
  it('proposes marking from students, assignments and minutes per script, and shows how', () => {
    expect(proposeNeed(numbers()).marker).toEqual({
      quarters: 432,
      steps: ['180 students × 3 assignments × 12 min = 108 h'],
    })
  })

  it('proposes teaching from labs and tutorials, weeks, streams and hours, and shows how', () => {
    expect(proposeNeed(numbers()).tutor).toEqual({
      quarters: 960,
      steps: [
        '2 labs a week × 12 weeks × 4 streams × 2 h = 192 h',
        '1 tutorial a week × 12 weeks × 4 streams × 1 h = 48 h',
      ],
    })
  })

  it('rounds up to the quarter hour, and says so', () => {
    expect(proposeNeed(numbers({ students: 7, assignments: 1, minutesPerScript: 10 })).marker).toEqual({
      quarters: 5,
      steps: ['7 students × 1 assignment × 10 min = 70 min, rounded up to 1.25 h'],
    })
  })

  it.each(['students', 'assignments', 'minutesPerScript'] as const)(
    'proposes no marking without %s',
    (name) => {
      for (const value of [null, 0]) expect(proposeNeed(numbers({ [name]: value })).marker).toBeNull()
    },
  )

  it('proposes what is there of teaching, and nothing without streams', () => {
    expect(proposeNeed(numbers({ labsPerWeek: null })).tutor?.quarters).toBe(192)
    expect(proposeNeed(numbers({ labsPerWeek: 0, tutorialsPerWeek: null })).tutor).toBeNull()
    expect(proposeNeed(numbers({ streams: 0 })).tutor).toBeNull()
  })

  it('never proposes less than the time needed, nor a whole quarter more', () => {
    const least = (max: number) => fc.integer({ min: 1, max })
    fc.assert(
      fc.property(least(2000), least(20), least(120), (students, assignments, minutesPerScript) => {
        const part = proposeNeed(numbers({ students, assignments, minutesPerScript })).marker!
        const minutes = students * assignments * minutesPerScript
        expect(part.quarters * 15).toBeGreaterThanOrEqual(minutes)
        expect(part.quarters * 15 - 15).toBeLessThan(minutes)
      }),
    )
  })

  const stand = {
    availableQuarters: 400,
    tutorQuarters: 100,
    markerQuarters: 20,
    needTutors: true,
    needMarkers: true,
  }

  it('puts what is proposed into the hours, and makes the budget of both, also a lower one', () => {
    const both = { tutorQuarters: 960, markerQuarters: 432, availableQuarters: 1392 }
    expect(hoursFrom(proposeNeed(numbers()), stand)).toEqual(both)
    expect(hoursFrom(proposeNeed(numbers()), { ...stand, availableQuarters: 2000 })).toEqual(both)
  })

  it('fills one split alone where the other is not known, and lowers no shared budget', () => {
    const marking = proposeNeed(numbers({ streams: null }))
    const shared = { ...stand, tutorQuarters: null, markerQuarters: null }
    expect(hoursFrom(marking, { ...shared, availableQuarters: 2400 })).toEqual({
      availableQuarters: 2400,
      tutorQuarters: null,
      markerQuarters: 432,
    })
    // What does not fit is raised to what the splits need.
    expect(hoursFrom(marking, shared)).toMatchObject({ availableQuarters: 432, tutorQuarters: null })
    expect(hoursFrom(marking, stand)).toMatchObject({ availableQuarters: 532, tutorQuarters: 100 })
  })

  it('leaves a position out that the course does not need, and asks of neither as of both', () => {
    const markers = { ...stand, tutorQuarters: null, needTutors: false }
    expect(hoursFrom(proposeNeed(numbers()), markers)).toEqual({
      availableQuarters: 432,
      tutorQuarters: null,
      markerQuarters: 432,
    })
    const unsaid = { ...stand, needTutors: false, needMarkers: false }
    expect(hoursFrom(proposeNeed(numbers()), unsaid).availableQuarters).toBe(1392)
    expect(ofNeeded(proposeNeed(numbers()), markers).tutor).toBeNull()
  })

  it('never lowers a budget while a part that is needed is not proposed, whatever stands', () => {
    const some = fc.option(fc.nat(2000), { nil: null })
    fc.assert(
      fc.property(some, some, some, some, fc.nat(4000), (tutor, marker, t, m, availableQuarters) => {
        const part = (quarters: number | null) => (quarters === null ? null : { quarters, steps: [] })
        const after = hoursFrom(
          { tutor: part(tutor), marker: part(marker) },
          { ...stand, tutorQuarters: t, markerQuarters: m, availableQuarters },
        )
        if (tutor === null || marker === null)
          expect(after.availableQuarters).toBeGreaterThanOrEqual(availableQuarters)
        expect(after.availableQuarters).toBeGreaterThanOrEqual(
          (after.tutorQuarters ?? 0) + (after.markerQuarters ?? 0),
        )
      }),
    )
  })

  it('says it in words for who may not set hours', () => {
    expect(needInWords(proposeNeed(numbers({ labsPerWeek: 0 })))).toBe(
      'Markers 108 h (180 students × 3 assignments × 12 min = 108 h). Tutors 48 h (1 tutorial a week × 12 weeks × 4 streams × 1 h = 48 h)',
    )
  })
})

describe('the form of a course, posted by a button of the calculator', () => {
  const schema = orCalculation(courseNeedInput)
  const posted = {
    id: 'course',
    version: '3',
    estimatedStudents: '200',
    currentStudents: '180',
    assignments: '3',
    labsPerWeek: '2',
    calcMinutes: '12',
    calcStreams: '4',
    calcLabHours: '2',
    calcTutorialHours: '1',
    tutorQuarters: '10',
    notes: 'Ask early.',
  }
  const calculation = (given: Record<string, string>) => {
    const parsed = schema.parse({ ...posted, ...given })
    if (!('calculation' in parsed)) throw new Error('it was taken for a save')
    return parsed.calculation
  }

  it('is a save without one', () => {
    expect(schema.parse(posted)).toMatchObject({ course: { id: 'course', version: 3, currentStudents: 180 } })
  })

  it('is worked out with who is enrolled, and fills nothing before it is asked to', () => {
    const { need, fill } = calculate(calculation({ calculate: 'show' }), 12, true)
    expect([need.marker?.quarters, need.tutor?.quarters]).toEqual([432, 768])
    expect(fill).toEqual({})
  })

  it('fills the hours for who may set them, else the notes', () => {
    const form = calculation({ calculate: 'use' })
    expect(calculate(form, 12, true).fill).toEqual({
      availableQuarters: '300',
      tutorQuarters: '192',
      markerQuarters: '108',
    })
    const { notes } = calculate(form, 12, false).fill
    expect(notes).toMatch(/^Ask early\.\nNeed: Markers 108 h .+ Tutors 192 h /)
  })

  it('works for a course that is being made, without anything else of it', () => {
    const parsed = orCalculation(newCourseInput).parse({
      ...posted,
      id: undefined,
      termId: 'term',
      calculate: 'use',
      tutorQuarters: '',
      availableQuarters: '0',
      needTutors: 'on',
    })
    if (!('calculation' in parsed)) throw new Error('it was taken for a save')
    expect(parsed.calculation).toMatchObject({ id: '', termId: 'term' })
    expect(calculate(parsed.calculation, 12, true).fill).toEqual({
      availableQuarters: '192',
      tutorQuarters: '192',
      markerQuarters: '',
    })
  })

  it('names what cannot be read on its field, of either', () => {
    const fields = (given: Record<string, string>) =>
      schema.safeParse({ ...posted, ...given }).error?.issues.map((issue) => issue.path.join('.'))
    expect(fields({ calculate: 'show', calcMinutes: 'twelve', calcLabHours: '0.1' })).toEqual([
      'calcMinutes',
      'calcLabHours',
    ])
    expect(fields({ assignments: '-1' })).toEqual(['assignments'])
  })
})
