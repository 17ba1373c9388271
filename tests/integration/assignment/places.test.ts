import { beforeAll, describe, expect, test } from 'vitest'
import { type Analysis, getAnalysis } from '@/lib/assignment-runs/analysis'
import { boardList, courseCards } from '@/lib/assignment-runs/board'
import { coursePanel, personPanel } from '@/lib/assignment-runs/panels'
import { openPlaces, placesText } from '@/lib/assignment-runs/places'
import { makeSolvedRun } from '../../support/assignment-world'
import { makeAllocation, makeApplication, makeCourse, makeTerm, makeUser, viewer } from '../../support/world'

/** In which positions the board of a scenario for tutors and markers offers a course to a person. */
const course = { both: '', markers: '', unranked: '', tutors: '' }
const person = { both: '', tutor: '', marker: '', holds: '' }
let analysis: Analysis

beforeAll(async () => {
  const admin = await makeUser('admin')
  const termId = await makeTerm()
  const make = (code: string, given: Parameters<typeof makeCourse>[1] = {}) =>
    makeCourse(termId, { code, availableQuarters: 400, ...given })
  course.both = await make('BOTH 1')
  course.markers = await make('MARK 1', { needTutors: false })
  course.tutors = await make('TUTOR 1')
  course.unranked = await make('OTHER 1')
  // Grades below the minimum: the solver gives none of them anything.
  const apply = async (studentId: string, position: 'tutor' | 'marker', ids: string[]) =>
    makeApplication({
      studentId,
      termId,
      position,
      courses: ids.map((courseId) => ({ courseId, grade: 'C-' })),
    })
  person.both = await makeUser()
  await apply(person.both, 'tutor', [course.both, course.markers, course.tutors])
  await apply(person.both, 'marker', [course.both, course.markers])
  person.tutor = await makeUser()
  await apply(person.tutor, 'tutor', [course.both, course.markers])
  person.marker = await makeUser()
  await apply(person.marker, 'marker', [course.both])
  person.holds = await makeUser()
  await apply(person.holds, 'tutor', [course.both])
  await apply(person.holds, 'marker', [course.both])
  await makeAllocation({ userId: person.holds, courseId: course.both, termId, state: 'accepted' })
  analysis = await getAnalysis(await viewer(admin), await makeSolvedRun(admin, termId, 'both'))
})

const places = (who: keyof typeof person, where: keyof typeof course) =>
  openPlaces(analysis, analysis.personAt.get(person[who])!, analysis.courseAt.get(course[where])!)

describe('the board offers', () => {
  test.each([
    ['both', 'both', [0, 1]],
    ['both', 'markers', [1]],
    ['both', 'tutors', [0]],
    ['both', 'unranked', [0, 1]],
    ['tutor', 'both', [0]],
    ['tutor', 'markers', []],
    ['marker', 'both', [1]],
    ['marker', 'unranked', [1]],
    ['holds', 'both', [1]],
  ] as const)('who applied as %s a course for %s in %j', (who, where, expected) => {
    expect(places(who, where)).toEqual(expected)
  })

  test('dragging the same as the panels', () => {
    const { cards } = courseCards(analysis, boardList.parse({}))
    expect(cards).toHaveLength(4)
    for (const who of Object.values(person)) {
      const index = analysis.personAt.get(who)!
      const digits = placesText(analysis, index, cards)
      for (const [at, card] of cards.entries()) {
        const dragged = ([0, 1] as const).filter((position) => Number(digits[at]) & (1 << position))
        const view = personPanel(analysis, who, card.code)!
        const rows = [...view.wishes, ...view.asked].filter(
          (row) => row.courseId === card.id && row.open && !row.fixed,
        )
        expect(
          rows.map((row) => row.position),
          card.code,
        ).toEqual(dragged)
        const listed = coursePanel(analysis, card.id)!.notChosen.rows.filter((row) => row.userId === who)
        if (listed.length > 0) expect(listed.map((row) => row.position).sort()).toEqual(dragged)
      }
    }
  })
})
