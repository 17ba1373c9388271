import { beforeAll, describe, expect, it } from 'vitest'
import { listCourseOptions, MOST_COURSE_OPTIONS } from '@/lib/courses/options'
import { makeCourse, makeTerm, makeViewer } from '../../support/world'

/** Courses between which somebody chooses where a table is narrowed to one. */
describe('courses to choose from', () => {
  let termId: string
  let otherTerm: string
  let first: string
  let archived: string
  let elsewhere: string
  beforeAll(async () => {
    termId = await makeTerm()
    otherTerm = await makeTerm()
    first = await makeCourse(termId, { code: 'COMPSCI 101' })
    await makeCourse(termId, { code: 'SOFTENG 206' })
    archived = await makeCourse(termId, { code: 'COMPSCI 111', archivedAt: new Date() })
    elsewhere = await makeCourse(otherTerm, { code: 'ELECTENG 101' })
  })
  const codes = (list: { code: string }[]) => list.map((course) => course.code)

  it('are those of the term by code, without archived ones', async () => {
    const choice = await listCourseOptions(await makeViewer('tutor_coordinator'), termId)
    expect(codes(choice.options)).toEqual(['COMPSCI 101', 'SOFTENG 206'])
    expect(choice).toMatchObject({ byCode: false, chosen: [], ids: [] })
  })

  it('are found by id and by code as people type it; what is not there stays as it was', async () => {
    const coordinator = await makeViewer('marker_coordinator')
    const asked = [archived, ' compsci  101 ', 'ELECTENG 101', first]
    const choice = await listCourseOptions(coordinator, termId, asked)
    expect(codes(choice.chosen)).toEqual(['COMPSCI 111', 'COMPSCI 101', 'COMPSCI 101'])
    expect(choice.ids).toEqual([archived, first, 'ELECTENG 101'])
  })

  it('are a course coordinator’s own, by code too', async () => {
    const viewer = await makeViewer('course_coordinator')
    const none = await listCourseOptions(viewer, termId, ['COMPSCI 101'])
    expect(none).toEqual({ options: [], byCode: false, chosen: [], ids: ['COMPSCI 101'] })
    const own = { ...viewer, courseIds: [first, elsewhere] }
    const choice = await listCourseOptions(own, termId, ['SOFTENG 206', 'compsci 101'])
    expect(codes(choice.options)).toEqual(['COMPSCI 101'])
    expect(choice.ids).toEqual(['SOFTENG 206', first])
  })

  it('are asked for by code when there are too many for a list', async () => {
    const full = await makeTerm()
    for (let n = 0; n <= MOST_COURSE_OPTIONS; n++)
      await makeCourse(full, { code: `MATHS ${String(n).padStart(3, '0')}` })
    const coordinator = await makeViewer('tutor_coordinator')
    const last = `maths ${MOST_COURSE_OPTIONS}`
    const choice = await listCourseOptions(coordinator, full, [last])
    expect(choice.byCode).toBe(true)
    expect(choice.options).toHaveLength(MOST_COURSE_OPTIONS)
    expect(codes(choice.chosen)).toEqual([last.toUpperCase()])
  })
})
