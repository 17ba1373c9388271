import { and, eq, inArray } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations } from '@/db/schema'
import { countedOf, live } from '@/lib/allocations/counted'
import { comparePairs } from '@/lib/assignment/diff'
import { positionIndex } from '@/lib/assignment/types'
import { notFound } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { type Analysis, getAnalysis } from './analysis'
import { type HeldPair, inOrder, noMarks, toModel } from './base'
import { brokenOf } from './broken'
import { carryOver } from './carry'
import { meanSuitability, qualityWords } from './cost'
import { askedOf, figuresOfPairs } from './figures'
import { policyOf } from './settings'
import { positionsOf } from './source'
import { getRun, modelOf } from './store'

/**
 * What the people of a scenario hold now in its positions, as budgets count it: proposals of decided
 * applications and what is published or pre-assigned. One query.
 */
export async function standingPairs(analysis: Pick<Analysis, 'row' | 'data'>): Promise<HeldPair[]> {
  const { base } = analysis.data
  const rows = await db
    .select({
      userId: allocations.userId,
      courseId: allocations.courseId,
      position: allocations.position,
      quarters: allocations.quarters,
      agreedQuarters: allocations.agreedQuarters,
    })
    .from(allocations)
    .where(
      and(
        eq(allocations.termId, analysis.row.termId),
        inArray(allocations.position, positionsOf(analysis.row.scope)),
        live,
      ),
    )
  const people = new Map(base.people.map((person, index) => [person.userId, index]))
  const courses = new Map(base.courses.map((course, index) => [course.id, index]))
  return inOrder(
    rows.flatMap((row) => {
      const person = people.get(row.userId)
      const course = courses.get(row.courseId)
      return person === undefined || course === undefined
        ? []
        : [{ person, course, position: positionIndex(row.position), quarters: countedOf(row) }]
    }),
  )
}

/** What a scenario is compared with when it is no other scenario. */
export const termNow = 'The term as it is now'

export type ComparedLine = {
  userId: string
  name: string
  courseId: string
  code: string
  position: 0 | 1
  /** Quarter hours; 0 is none. */
  before: number
  after: number
}

/**
 * A scenario beside what stands now (`standing`) or beside another scenario of the same term and positions:
 * figures of both and each pair that differs, by person. `before` is the other one.
 */
export async function compareRun(viewer: Viewer, id: string, other: string) {
  const analysis = await getAnalysis(viewer, id)
  const { base, pairs } = analysis.data
  let name: string = termNow
  let before: HeldPair[]
  let quality = ''
  if (other === 'standing') before = await standingPairs(analysis)
  else {
    const run = await getRun(viewer, other)
    if (run.row.termId !== analysis.row.termId || run.row.scope !== analysis.row.scope)
      throw notFound('This scenario')
    name = run.row.name
    quality = qualityWords(run.row)
    before = carryOver({ base: run.data.base, pairs: run.data.pairs, marks: noMarks }, base).pairs
  }
  const difference = differenceOf(analysis, before, pairs)
  return {
    analysis,
    name,
    lines: difference.lines,
    kept: difference.kept,
    people: new Set(difference.lines.map((one) => one.userId)).size,
    figures: {
      before: { ...figuresOfPairs(base, before), ...more(before), quality },
      after: { ...figuresOfPairs(base, pairs), ...more(pairs), quality: qualityWords(analysis.row) },
    },
  }

  /** Each side by the rules of the scenario that is looked at, without its locks and bans. */
  function more(list: readonly HeldPair[]) {
    const { settings, instance } = analysis
    const model = modelOf({ settings, data: { base, marks: noMarks, pairs: [...list] } })
    const modelPairs = toModel(list, model.pinned, policyOf(settings))
    return {
      suitability: meanSuitability(instance, list),
      asked: askedOf(base, list),
      broken: brokenOf(base, model.instance, { pairs: list, modelPairs }).length,
    }
  }
}

export type ComparedFigures = Awaited<ReturnType<typeof compareRun>>['figures']['after']

/** The pairs in which two boards of one base differ, by person, and how many are the same. Pure. */
export function differenceOf(
  { data: { base }, names }: Pick<Analysis, 'data' | 'names'>,
  before: readonly HeldPair[],
  pairs: readonly HeldPair[],
): { lines: ComparedLine[]; kept: number } {
  const toHours = (list: readonly HeldPair[]) =>
    list.map(({ person, course, position, quarters }) => ({
      applicant: person,
      course,
      position,
      hours: quarters,
    }))
  const difference = comparePairs(toHours(before), toHours(pairs))
  const line = (
    at: { applicant: number; course: number; position: 0 | 1 },
    was: number,
    is: number,
  ): ComparedLine => ({
    userId: base.people[at.applicant]!.userId,
    name: names[at.applicant]!.name,
    courseId: base.courses[at.course]!.id,
    code: base.courses[at.course]!.code,
    position: at.position,
    before: was,
    after: is,
  })
  const lines = [
    ...difference.removed.map((pair) => line(pair, pair.hours, 0)),
    ...difference.added.map((pair) => line(pair, 0, pair.hours)),
    ...difference.changed.map((pair) => line(pair, pair.before, pair.after)),
  ].sort((a, b) => a.name.localeCompare(b.name, 'en') || a.code.localeCompare(b.code, 'en'))
  return { lines, kept: difference.kept.length }
}
