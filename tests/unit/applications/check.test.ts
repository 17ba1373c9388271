import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Answers, blankAnswers, blankCourse, parseAnswers } from '@/lib/applications/answers'
import { type CheckContext, type CourseFacts, check, passedDraft } from '@/lib/applications/check'
import { courseBar } from '@/lib/applications/course-bars'
import { lastDayFor, takesChanges } from '@/lib/applications/deadlines'
import { stepMarks } from '@/lib/applications/step-marks'

const zone = 'Pacific/Auckland'
const course = (given: Partial<CourseFacts> = {}): CourseFacts => ({
  id: 'c1',
  code: 'COMPSCI 101',
  name: 'Principles',
  archived: false,
  needed: true,
  hoursLeft: true,
  deadline: null,
  ...given,
})

function contextOf(given: Partial<CheckContext> = {}): CheckContext {
  const file = (id: string, kind: 'cv' | 'transcript') =>
    [id, { id, kind, ownerId: 's', removed: false }] as const
  return {
    now: new Date('2027-02-01T00:00:00Z'),
    zone,
    position: 'tutor',
    studentId: 's',
    term: { open: true, archived: false, deadline: '2027-02-12' },
    lateUntil: null,
    courses: new Map([['c1', course()]]),
    files: new Map([file('cv', 'cv'), file('tr', 'transcript')]),
    held: new Set(),
    submitted: null,
    lockedIdentity: null,
    ...given,
  }
}

const whole = (): Answers => ({
  identity: { name: 'Aroha Smith', upi: 'asmi123', auid: '123456789', email: 'a@example.org' },
  eligibility: {
    overseas: 'no',
    returning: '',
    citizenOrResident: 'yes',
    validVisa: '',
    enrolmentDetails: 'BSc, third year',
    degreeLevel: 'undergraduate',
    otherContracts: 'no',
    otherContractsText: '',
    otherContractHours: '',
    maxHours: '10',
    gpa: '',
  },
  courses: [{ ...blankCourse('c1'), completed: 'yes', grade: 'A+', experience: 'Helped in the lab.' }],
  documents: { cv: 'cv', transcript: 'tr' },
  saved: [],
})

const problemsOf = (change: (answers: Answers) => void, context = contextOf()) => {
  const answers = whole()
  change(answers)
  return check(answers, context).problems.map((p) => `${p.step}/${p.field}/${p.kind}`)
}

test('a whole application has no problem and gives the values that are written', () => {
  const { problems, values } = check(whole(), contextOf())
  expect(problems).toEqual([])
  expect(values).toMatchObject({
    auid: '123456789',
    maxWeekQuarters: 40,
    gpaHundredths: null,
    preferredGpaHundredths: 900,
    returning: null,
    validVisa: null,
  })
})

test('a blank application names every required answer', () => {
  const fields = check(blankAnswers(), contextOf()).problems.map((p) => p.field)
  expect(fields).toEqual([
    'name',
    'upi',
    'auid',
    'email',
    'overseas',
    'citizenOrResident',
    'enrolmentDetails',
    'degreeLevel',
    'otherContracts',
    'maxHours',
    'courses',
    'cv',
    'transcript',
  ])
})

describe('conditional questions', () => {
  test('overseas asks for the return, and only then', () => {
    expect(
      problemsOf((a) => {
        a.eligibility.overseas = 'yes'
      }),
    ).toEqual(['eligibility/returning/missing'])
    const answers = whole()
    answers.eligibility.returning = 'yes'
    expect(check(answers, contextOf()).values.returning).toBeNull()
  })
  test('no citizenship or residency asks for the visa', () => {
    expect(
      problemsOf((a) => {
        a.eligibility.citizenOrResident = 'no'
      }),
    ).toEqual(['eligibility/validVisa/missing'])
  })
  test('other contracts ask for a description', () => {
    expect(
      problemsOf((a) => {
        a.eligibility.otherContracts = 'yes'
      }),
    ).toEqual(['eligibility/otherContractsText/missing'])
  })
  test('a completed course asks for the grade, another for why suitable', () => {
    expect(
      problemsOf((a) => {
        a.courses[0]!.grade = ''
      }),
    ).toEqual(['courses/answers.c1.grade/missing'])
    expect(
      problemsOf((a) => {
        a.courses[0]!.completed = 'no'
      }),
    ).toEqual(['courses/answers.c1.whySuitable/missing'])
  })
})

test.each([
  [
    'auid',
    (a: Answers) => {
      a.identity.auid = '12345678'
    },
  ],
  [
    'upi',
    (a: Answers) => {
      a.identity.upi = 'not a upi'
    },
  ],
  [
    'email',
    (a: Answers) => {
      a.identity.email = 'a@b'
    },
  ],
  [
    'maxHours',
    (a: Answers) => {
      a.eligibility.maxHours = '4.75'
    },
  ],
  [
    'maxHours',
    (a: Answers) => {
      a.eligibility.maxHours = '40.25'
    },
  ],
  [
    'maxHours',
    (a: Answers) => {
      a.eligibility.maxHours = '10.1'
    },
  ],
  [
    'gpa',
    (a: Answers) => {
      a.eligibility.gpa = '9.01'
    },
  ],
  [
    'enrolmentDetails',
    (a: Answers) => {
      a.eligibility.enrolmentDetails = 'x'.repeat(501)
    },
  ],
  [
    'answers.c1.experience',
    (a: Answers) => {
      a.courses[0]!.experience = 'x'.repeat(1001)
    },
  ],
  [
    'answers.c1.grade',
    (a: Answers) => {
      a.courses[0]!.grade = 'E'
    },
  ],
] as [string, (a: Answers) => void][])('a wrong %s is named', (field, change) => {
  const answers = whole()
  change(answers)
  expect(check(answers, contextOf()).problems).toMatchObject([{ field, kind: 'wrong' }])
})

test('what is wrong says which question is meant: the review lists it without the field', () => {
  const answers = whole()
  Object.assign(answers.eligibility, {
    otherContracts: 'yes',
    otherContractsText: 'x'.repeat(501),
    otherContractHours: '60',
    maxHours: '60',
  })
  answers.courses[0]!.experience = 'x'.repeat(1100)
  expect(check(answers, contextOf()).problems.map((p) => p.message)).toEqual([
    'Shorten “Other contracts” to 500 characters; it has 501.',
    'Hours a week of other contracts: enter at most 40 h.',
    'Maximum hours a week: enter at most 40 h.',
    'COMPSCI 101: shorten “Relevant experience” to 1,000 characters; it has 1,100.',
  ])
})

test('the most hours a week are accepted from 5 to 40 by quarters', () => {
  for (let quarters = 20; quarters <= 160; quarters++)
    expect(
      problemsOf((a) => {
        a.eligibility.maxHours = String(quarters / 4)
      }),
    ).toEqual([])
})

test('at most ten courses', () => {
  const courses = new Map(Array.from({ length: 11 }, (_, i) => [`c${i}`, course({ id: `c${i}` })]))
  const fill = (n: number) => (a: Answers) => {
    a.courses = Array.from({ length: n }, (_, i) => ({ ...a.courses[0]!, courseId: `c${i}` }))
  }
  expect(problemsOf(fill(10), contextOf({ courses }))).toEqual([])
  expect(problemsOf(fill(11), contextOf({ courses }))).toEqual(['courses/courses/wrong'])
})

test('a file of another person, of the other kind, or removed, is no file', () => {
  const files = new Map([
    ['cv', { id: 'cv', kind: 'cv' as const, ownerId: 'other', removed: false }],
    ['tr', { id: 'tr', kind: 'transcript' as const, ownerId: 's', removed: true }],
  ])
  expect(problemsOf(() => {}, contextOf({ files }))).toEqual([
    'documents/cv/wrong',
    'documents/transcript/wrong',
  ])
  expect(
    problemsOf((a) => {
      a.documents.cv = 'tr'
      a.documents.transcript = 'cv'
    }),
  ).toEqual(['documents/cv/wrong', 'documents/transcript/wrong'])
})

test('a course can be chosen only while it needs the position, has hours, is not held and its day is not over', () => {
  const bar = (given: Partial<CourseFacts>, context: Partial<CheckContext> = {}) =>
    courseBar(course(given), contextOf(context))
  expect(bar({})).toBeNull()
  expect(bar({ needed: false })).toMatch(/does not need tutors/)
  expect(bar({ hoursLeft: false })).toMatch(/no hours left/)
  expect(bar({ archived: true })).toMatch(/no longer/)
  expect(bar({}, { held: new Set(['c1']) })).toMatch(/already have/)
  expect(bar({ deadline: '2027-01-31' })).toMatch(/deadline/)
})

test('a deadline ends after 23:59:59 of its day in the institution’s zone', () => {
  const at = (iso: string) => courseBar(course(), contextOf({ now: new Date(iso) }))
  // 12 February in Auckland (UTC+13) ends at 11:00 UTC.
  expect(at('2027-02-12T10:59:59.999Z')).toBeNull()
  expect(at('2027-02-12T11:00:00Z')).toMatch(/deadline/)
})

test('a late grant opens passed deadlines and a closed term until it ends', () => {
  const late = {
    now: new Date('2027-03-01T00:00:00Z'),
    term: { open: false, archived: false, deadline: '2027-02-12' },
  }
  expect(problemsOf(() => {}, contextOf(late))).toEqual(['courses/courses/wrong', 'courses/answers.c1/wrong'])
  expect(problemsOf(() => {}, contextOf({ ...late, lateUntil: new Date('2027-03-02') }))).toEqual([])
  expect(problemsOf(() => {}, contextOf({ ...late, lateUntil: new Date('2027-02-28') }))).not.toEqual([])
})

test('a course of the submission stands when it filled up since; after its day only its answers are fixed', () => {
  const submitted = new Map([['c1', parseAnswers(whole()).courses[0]!]])
  expect(
    problemsOf(() => {}, contextOf({ submitted, courses: new Map([['c1', course({ hoursLeft: false })]]) })),
  ).toEqual([])
  const passed = contextOf({ submitted, courses: new Map([['c1', course({ deadline: '2027-01-01' })]]) })
  expect(problemsOf(() => {}, passed)).toEqual([])
  expect(
    problemsOf((a) => {
      a.courses[0]!.experience = 'More'
    }, passed),
  ).toEqual(['courses/answers.c1/wrong'])
})

test('changes are taken while the term or one of its courses is within its day', () => {
  const context = contextOf({ now: new Date('2027-02-20T00:00:00Z') })
  expect(takesChanges([{ deadline: null }], context)).toBe(false)
  expect(takesChanges([{ deadline: null }, { deadline: '2027-02-25' }], context)).toBe(true)
  expect(takesChanges([], contextOf())).toBe(true)
  expect(takesChanges([], contextOf({ term: { open: false, archived: false, deadline: null } }))).toBe(false)
})

test('locked UPI and student ID come from the profile, whatever was typed', () => {
  const lockedIdentity = { upi: 'real123', auid: '987654321' }
  expect(check(whole(), contextOf({ lockedIdentity })).values).toMatchObject(lockedIdentity)
})

test('markers: blank is untouched, begun is in work, wrong needs attention, right is complete', () => {
  const marks = (answers: Answers) => stepMarks(answers, check(answers, contextOf()).problems)
  expect(marks(blankAnswers()).identity).toBe('untouched')
  expect(marks({ ...blankAnswers(), saved: ['identity'] }).identity).toBe('working')
  const wrong = whole()
  wrong.identity.auid = '1'
  expect(marks(wrong)).toMatchObject({ identity: 'attention', eligibility: 'complete', courses: 'complete' })
})

test('the check answers for any text whatever, and what it accepts fits the columns', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ maxLength: 30 }).map((s) => s.repeat(40)),
  )
  const yesNo = fc.constantFrom('yes' as const, 'no' as const, '' as const)
  const answers = fc.record({
    identity: fc.record({ name: text, upi: text, auid: text, email: text }),
    eligibility: fc.record({
      overseas: yesNo,
      returning: yesNo,
      citizenOrResident: yesNo,
      validVisa: yesNo,
      enrolmentDetails: text,
      degreeLevel: fc.constantFrom('undergraduate' as const, 'postgraduate' as const, '' as const),
      otherContracts: yesNo,
      otherContractsText: text,
      otherContractHours: text,
      maxHours: text,
      gpa: text,
    }),
    courses: fc.array(
      fc.record({
        courseId: fc.constantFrom('c1', 'x'),
        completed: yesNo,
        grade: text,
        whySuitable: text,
        experience: text,
        workedBefore: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
    documents: fc.record({ cv: fc.option(text), transcript: fc.option(text) }),
    saved: fc.constant<Answers['saved']>([]),
  })
  fc.assert(
    fc.property(answers, (given) => {
      const { values } = check(given, contextOf())
      expect(values.name?.length ?? 0).toBeLessThanOrEqual(200)
      expect(values.upi?.length ?? 0).toBeLessThanOrEqual(16)
      expect(values.auid?.length ?? 9).toBe(9)
      expect(values.enrolmentDetails?.length ?? 0).toBeLessThanOrEqual(500)
      expect(values.enrolmentDetails ?? '').not.toContain('\u0000')
      for (const c of values.courses) expect(c.experience?.length ?? 0).toBeLessThanOrEqual(1000)
    }),
    { numRuns: 30 },
  )
})

test('answers kept in any other shape read as blank, never as an error', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (kept) => {
      expect(parseAnswers(kept).identity.name).toBeTypeOf('string')
    }),
  )
})

describe('a draft whose time is over', () => {
  const now = new Date('2027-03-01T00:00:00Z')
  const late = (given: Partial<CheckContext> = {}) => contextOf({ now, ...given })

  test('names the deadline, and only the answers that a late submission would still need', () => {
    const answers = whole()
    answers.documents.cv = null
    expect(passedDraft(answers, late())).toMatchObject({
      day: '2027-02-12',
      problems: [{ step: 'documents', field: 'cv' }],
    })
    expect(passedDraft({ ...answers, courses: [] }, late())).toMatchObject({ day: '2027-02-12' })
    const closed = { open: false, archived: false, deadline: null }
    expect(passedDraft(answers, late({ term: closed }))).toMatchObject({ day: null })
  })
  test('is none while a chosen course takes it, with a grant, and once it is submitted', () => {
    const own = new Map([['c1', course({ deadline: '2027-03-20' })]])
    expect(passedDraft(whole(), late({ courses: own }))).toBeNull()
    expect(passedDraft(whole(), contextOf())).toBeNull()
    expect(passedDraft(whole(), late({ lateUntil: now }))).toBeNull()
    expect(passedDraft(whole(), late({ submitted: new Map() }))).toBeNull()
  })
  test('a grant moves the day until which a course can be chosen, never to an earlier one', () => {
    const lateUntil = new Date('2027-03-10T10:59:59Z')
    expect(lastDayFor(course(), late())).toBe('2027-02-12')
    expect(lastDayFor(course(), late({ lateUntil }))).toBe('2027-03-10')
    expect(lastDayFor(course({ deadline: '2027-03-20' }), late({ lateUntil }))).toBe('2027-03-20')
    const term = { open: false, archived: false, deadline: null }
    expect(lastDayFor(course(), late({ lateUntil, term }))).toBe('2027-03-10')
    expect(lastDayFor(course(), late({ term: { ...term, open: true }, lateUntil }))).toBeNull()
  })
})
