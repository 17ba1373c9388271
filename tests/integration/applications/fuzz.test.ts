import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { postCourses, postEligibility, postIdentity } from '@/app/(main)/applications/_save'
import { startApplication, withdrawApplication } from '@/lib/applications/commands'
import { grantLate } from '@/lib/applications/late-grants'
import { getForm, listPickable } from '@/lib/applications/queries'
import {
  applicationInput,
  coursesInput,
  documentsInput,
  eligibilityInput,
  identityInput,
  startInput,
} from '@/lib/applications/schema'
import { submitApplication } from '@/lib/applications/submission'
import { isAppError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { lateForm } from '@/lib/review/schema'
import { fieldErrors, formToObject } from '@/lib/web/form-data'
import { makeCourse, makeTerm, makeViewer } from '../../support/world'

let viewer: Viewer
let tc: Viewer
let id: string
let term: string
let courses: string[]

beforeAll(async () => {
  term = await makeTerm()
  courses = [await makeCourse(term), await makeCourse(term)]
  viewer = await makeViewer('student')
  tc = await makeViewer('tutor_coordinator')
  id = (await startApplication(viewer, { termId: term, position: 'tutor' })).id
})

/** Forms as nobody's browser sends them: known and unknown names, repeated, nested, files for text. */
function forms(names: string[]) {
  const known = fc.constantFrom(...names)
  const name = fc.oneof(
    { weight: 6, arbitrary: known },
    { weight: 1, arbitrary: known.map((n) => `${n}[0]`) },
    { weight: 1, arbitrary: known.map((n) => `${n}.constructor`) },
    { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('__proto__', '__proto__.x', 'answers.__proto__.grade', 'answers[3].grade'),
    },
  )
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      'yes',
      'no',
      'on',
      '',
      '12.5',
      '9',
      'add:x',
      'remove:',
      'mine',
      'theirs',
      'tutor',
      '2099-12-31',
    ),
    fc.string({ minLength: 200, maxLength: 300 }).map((s) => s.repeat(30)),
    fc.constant(new File(['x'], 'x.pdf')),
  )
  return fc.array(fc.tuple(name, value), { maxLength: 14 }).map((entries) => {
    const form = new FormData()
    for (const [n, v] of entries) form.append(n, v)
    return form
  })
}

/** Parses and, when it fits, runs: whatever is refused is refused in words on a field. */
async function post<T>(
  input: {
    safeParse: (v: unknown) => {
      success: boolean
      data?: T
      error?: { issues: { path: PropertyKey[]; message: string }[] }
    }
  },
  form: FormData,
  run: (data: T) => Promise<unknown>,
): Promise<void> {
  const parsed = input.safeParse(formToObject(form))
  if (!parsed.success) {
    for (const message of Object.values(fieldErrors(parsed.error!.issues))) expect(message).toMatch(/\S/)
    return
  }
  try {
    await run(parsed.data as T)
  } catch (error) {
    if (!isAppError(error)) throw error
    expect(error.message).toMatch(/\S/)
  }
}

const runs = { numRuns: 60 }
const withId = (form: FormData) => {
  form.set('id', id)
  return form
}

test('any form posted to the identity step is saved or refused in words', async () => {
  await fc.assert(
    fc.asyncProperty(forms(['name', 'upi', 'auid', 'email', 'base', 'conflict', 'intent', 'id']), (form) =>
      post(identityInput, withId(form), (data) => postIdentity(viewer, data)),
    ),
    runs,
  )
})

test('any form posted to the eligibility step is saved or refused in words', async () => {
  const names = [
    'overseas',
    'returning',
    'citizenOrResident',
    'validVisa',
    'enrolmentDetails',
    'degreeLevel',
    'maxHours',
    'gpa',
    'base',
  ]
  await fc.assert(
    fc.asyncProperty(forms(names), (form) =>
      post(eligibilityInput, withId(form), (data) => postEligibility(viewer, data)),
    ),
    runs,
  )
})

test('any form posted to the courses step is saved or refused in words, and ranks stay whole', async () => {
  const [a, b] = courses
  const names = [
    'order',
    'move',
    'q',
    'show',
    'intent',
    'answers',
    `answers.${a}.grade`,
    `answers.${a}.completed`,
    `answers.${b}.experience`,
  ]
  await fc.assert(
    fc.asyncProperty(
      forms(names),
      fc.constantFrom('continue', `add:${a}`, `add:${b}`, `remove:${a}`, 'add:', 'x'),
      async (form, intent) => {
        form.set('intent', intent)
        form.append('order', b!)
        await post(coursesInput, withId(form), (data) => postCourses(viewer, data))
        const chosen = (await getForm(viewer, id)).answers.courses.map((c) => c.courseId)
        expect(new Set(chosen).size).toBe(chosen.length)
        expect(courses).toEqual(expect.arrayContaining(chosen))
      },
    ),
    runs,
  )
})

test('any form that starts, submits, withdraws or grants is done or refused in words', async () => {
  const names = [
    'id',
    'termId',
    'position',
    'courseId',
    'studentId',
    'until',
    'reason',
    'version',
    'conflict',
  ]
  await fc.assert(
    fc.asyncProperty(forms(names), async (form) => {
      await post(startInput, form, (data) => startApplication(viewer, data))
      await post(applicationInput, form, (data) => submitApplication(viewer, data.id))
      await post(applicationInput, form, (data) => withdrawApplication(viewer, data.id))
      await post(lateForm, form, (data) => grantLate(tc, data))
      await post(documentsInput, withId(form), async () => undefined)
      await post(applicationInput, withId(form), (data) => submitApplication(viewer, data.id))
    }),
    runs,
  )
})

test('any search of courses is answered', async () => {
  const form = await getForm(viewer, id)
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (q) => {
      expect((await listPickable(form, { q, limit: 5 })).rows.length).toBeLessThanOrEqual(5)
    }),
    runs,
  )
})
