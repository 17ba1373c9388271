import { asc, eq } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { db } from '@/db/client'
import { auditLog, courses } from '@/db/schema'
import { updateCourse } from '@/lib/courses/commands'
import { courseExportTable } from '@/lib/courses/export-format'
import { applyImport } from '@/lib/courses/import-apply'
import { COURSE_COLUMNS } from '@/lib/courses/import-fields'
import { createImportPreview, getImportPreview, listImportPreviews } from '@/lib/courses/import-previews'
import { courseList, exportCourses } from '@/lib/courses/list'
import { courseInput } from '@/lib/courses/schema'
import { isAppError } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { writeCsv, writeXlsx } from '@/lib/spreadsheet/write'
import { removeTerm } from '@/lib/terms/commands'
import { getTerm } from '@/lib/terms/queries'
import {
  makeAllocation,
  makeApplication,
  makeCourse,
  makeTerm,
  makeUser,
  makeViewer,
} from '../../support/world'

let admin: Viewer
beforeAll(async () => {
  admin = await makeViewer('admin', { name: 'Ada Admin' })
})

const csv = (...lines: string[]) => new TextEncoder().encode(lines.join('\r\n'))
const head = 'courseNum,courseName,totalAvailableHours,needTutors'
const preview = (termId: string, bytes: Uint8Array, who = admin, fileName = 'courses.csv') =>
  createImportPreview(who, { termId, fileName, bytes })

async function open(id: string, who = admin) {
  const found = await getImportPreview(who, id)
  if (found?.state !== 'preview') throw new Error('not a preview')
  return found
}
async function apply(id: string, mode: 'add' | 'update' = 'update', leaveOutErrors = false, who = admin) {
  const { fingerprint } = await open(id, who)
  return applyImport(who, { previewId: id, fingerprint, mode, leaveOutErrors })
}
const all = (termId: string) =>
  db.select().from(courses).where(eq(courses.termId, termId)).orderBy(asc(courses.code))
const kinds = async (id: string) => (await open(id)).plan.map((row) => row.kind)

describe('a preview', () => {
  test('warns of a deadline after the end of the term that it would set, and applies it all the same', async () => {
    const term = await makeTerm({ startsOn: '2027-02-22', endsOn: '2027-06-28' })
    const columns = 'courseNum,courseName,totalAvailableHours,tutorDeadLine,markerDeadLine'
    const file = (hours: number) =>
      csv(columns, `A 1,One,${hours},2027-06-29,2027-06-28`, `B 1,Two,${hours},2027-06-01,`)
    const warnings = async (id: string) =>
      (await open(id)).plan.map((row) => row.notes.filter((n) => n.warning).map((n) => [n.letter, n.reason]))
    const id = await preview(term, file(5))
    const said = 'The deadline is after the end of the term (Mon 28 Jun 2027).'
    expect(await warnings(id)).toEqual([[['D', said]], []])
    expect(await apply(id)).toBe('applied')
    expect((await all(term))[0]!.tutorDeadline).toBe('2027-06-29')
    // The course has it already: nothing new to be warned of.
    const again = await preview(term, file(6))
    expect(await kinds(again)).toEqual(['changed', 'changed'])
    expect(await warnings(again)).toEqual([[], []])
  })

  test('writes nothing to courses, and its apply writes new ones with defaults for blank cells', async () => {
    const term = await makeTerm()
    const id = await preview(term, csv(head, 'compsci 101,Programming,120.5,Y', 'COMPSCI 110,Systems,,'))
    expect(await kinds(id)).toEqual(['new', 'new'])
    expect(await all(term)).toEqual([])
    expect(await apply(id, 'add')).toBe('applied')
    expect(await all(term)).toMatchObject([
      {
        code: 'COMPSCI 101',
        name: 'Programming',
        availableQuarters: 482,
        needTutors: true,
        needMarkers: false,
      },
      {
        code: 'COMPSCI 110',
        name: 'Systems',
        availableQuarters: 0,
        needTutors: false,
        estimatedStudents: null,
      },
    ])
    expect((await all(term))[0]!.searchText).toContain('compsci101')
    const log = await db.select().from(auditLog).where(eq(auditLog.termId, term)).orderBy(asc(auditLog.id))
    expect(log.map((entry) => entry.action)).toEqual(['courses.create', 'courses.create', 'courses.import'])
    expect(log[2]).toMatchObject({
      recordName: 'courses.csv',
      after: { added: 2, updated: 0, rowsWithErrors: 0 },
    })
  })

  test('belongs to the person who made it: to another it does not exist, nor can they apply it', async () => {
    const term = await makeTerm()
    const id = await preview(term, csv(head, 'A 1,One,,'))
    const other = await makeViewer('admin')
    expect(await getImportPreview(other, id)).toBeNull()
    const { fingerprint } = await open(id)
    const foreign = { previewId: id, fingerprint, mode: 'add', leaveOutErrors: false } as const
    await expect(applyImport(other, foreign)).rejects.toMatchObject({ code: 'not_found' })
    expect((await listImportPreviews(other)).map((line) => line.id)).not.toContain(id)
    expect((await listImportPreviews(admin)).map((line) => line.id)).toContain(id)
    expect(await applyImport(admin, foreign)).toBe('applied')
  })

  test('is for those who may import', async () => {
    const term = await makeTerm()
    for (const role of ['course_coordinator', 'student'] as const) {
      const who = await makeViewer(role)
      await expect(preview(term, csv(head, 'A 1,One,,'), who)).rejects.toMatchObject({ code: 'not_allowed' })
      await expect(getImportPreview(who, 'x')).rejects.toMatchObject({ code: 'not_allowed' })
    }
    await preview(term, csv(head, 'A 1,One,,'), await makeViewer('marker_coordinator'))
  })

  test('of an archived term is refused, and so is one whose term was archived since', async () => {
    await expect(
      preview(await makeTerm({ archivedAt: new Date() }), csv(head, 'A 1,One,,')),
    ).rejects.toMatchObject({ code: 'state' })
    const term = await makeTerm()
    await makeApplication({ studentId: await makeUser(), termId: term })
    const id = await preview(term, csv(head, 'A 1,One,,'))
    await removeTerm(admin, { id: term, version: 1 })
    await expect(apply(id, 'add')).rejects.toMatchObject({ code: 'state' })
    expect(await all(term)).toEqual([])
  })
})

describe('apply', () => {
  test('shows old and new of what changed, leaves it with "add", changes it and nothing else with "update"', async () => {
    const term = await makeTerm()
    await makeCourse(term, {
      code: 'A 1',
      name: 'Old',
      availableQuarters: 40,
      notes: 'Keep',
      markerQuarters: 20,
    })
    const file = csv(head, 'A 1,New,20,N', 'B 1,Second,,')
    const first = await preview(term, file)
    expect((await open(first)).plan[0]).toMatchObject({
      kind: 'changed',
      changes: [
        { field: 'name', oldText: 'Old', newText: 'New' },
        { field: 'availableQuarters', oldText: '10 h', newText: '20 h' },
        { field: 'needTutors', oldText: 'Yes', newText: 'No' },
      ],
    })
    await apply(first, 'add')
    expect((await all(term)).map((course) => course.name)).toEqual(['Old', 'Second'])
    await apply(await preview(term, file), 'update')
    expect((await all(term))[0]).toMatchObject({
      name: 'New',
      availableQuarters: 80,
      needTutors: false,
      needMarkers: true,
      notes: 'Keep',
      markerQuarters: 20,
      version: 2,
    })
    expect(await kinds(await preview(term, file))).toEqual(['unchanged', 'unchanged'])
  })

  test('leaves rows with errors out only when the person says so, and names them in the summary', async () => {
    const term = await makeTerm()
    const id = await preview(term, csv(head, 'A 1,One,many,', 'B 1,Two,10,', ',Three,,'))
    expect(await kinds(id)).toEqual(['error', 'new', 'error'])
    await expect(apply(id, 'add')).rejects.toMatchObject({
      detail: { fields: { leaveOutErrors: expect.stringContaining('2 rows') } },
    })
    expect(await all(term)).toEqual([])
    await apply(id, 'add', true)
    expect((await all(term)).map((course) => course.code)).toEqual(['B 1'])
    expect(await getImportPreview(admin, id)).toMatchObject({
      state: 'applied',
      result: {
        added: ['B 1'],
        errorRows: 2,
        errors: [
          { row: 2, letter: 'C', value: 'many' },
          { row: 4, letter: 'A' },
        ],
      },
    })
  })

  test('happens once, however often and at whatever moment it is asked', async () => {
    const term = await makeTerm()
    const id = await preview(term, csv(head, 'A 1,One,,', 'B 1,Two,,'))
    const { fingerprint } = await open(id)
    const once = () => applyImport(admin, { previewId: id, fingerprint, mode: 'add', leaveOutErrors: false })
    const answers = await Promise.allSettled([once(), once(), once(), once()])
    expect(answers.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    for (const one of answers)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'state' })
    expect(await all(term)).toHaveLength(2)
  })

  test('of two files at once that bring the same course makes it once; the other shows what is new', async () => {
    const term = await makeTerm()
    const other = await makeViewer('tutor_coordinator')
    const [mine, theirs] = [
      await preview(term, csv(head, 'A 1,One,,', 'B 1,Two,,')),
      await preview(term, csv(head, 'A 1,One,,', 'C 1,Three,,'), other),
    ]
    const answers = await Promise.all([apply(mine, 'add'), apply(theirs, 'add', false, other)])
    expect([...answers].sort()).toEqual(['applied', 'changed'])
    const loser = answers[0] === 'changed' ? ([mine, admin] as const) : ([theirs, other] as const)
    expect((await open(...loser)).plan.map((row) => row.kind)).toEqual(['unchanged', 'new'])
    expect(await apply(loser[0], 'add', false, loser[1])).toBe('applied')
    expect((await all(term)).map((course) => course.code)).toEqual(['A 1', 'B 1', 'C 1'])
  })

  test('writes nothing when a course changed since the preview was shown', async () => {
    const term = await makeTerm()
    const course = await makeCourse(term, { code: 'A 1', name: 'Old', needTutors: true })
    const id = await preview(term, csv(head, 'A 1,New,,', 'B 1,Two,,'))
    const shown = await open(id)
    await updateCourse(
      admin,
      courseInput.parse({
        id: course,
        version: 1,
        termId: term,
        code: 'A 1',
        name: 'Newer',
        availableQuarters: '100',
      }),
    )
    const choice = {
      previewId: id,
      fingerprint: shown.fingerprint,
      mode: 'update',
      leaveOutErrors: false,
    } as const
    expect(await applyImport(admin, choice)).toBe('changed')
    expect((await all(term)).map((one) => one.name)).toEqual(['Newer'])
    const again = await open(id)
    expect(again.plan[0]).toMatchObject({ changes: [{ oldText: 'Newer', newText: 'New' }] })
    expect(await applyImport(admin, { ...choice, fingerprint: again.fingerprint })).toBe('applied')
  })

  test('cannot bring a budget below the hours given, nor a course that is archived; those rows are errors', async () => {
    const term = await makeTerm()
    const given = await makeCourse(term, { code: 'A 1', name: 'One', availableQuarters: 400 })
    await makeAllocation({
      userId: await makeUser(),
      courseId: given,
      termId: term,
      quarters: 80,
      state: 'proposed',
    })
    await makeCourse(term, { code: 'B 1', name: 'Two', archivedAt: new Date() })
    const id = await preview(term, csv(head, 'A 1,One,19.75,', 'B 1,Two,,'))
    expect((await open(id)).plan).toMatchObject([
      {
        kind: 'error',
        errors: [
          { row: 2, letter: 'C', value: '19.75 h', reason: expect.stringContaining('20 h are given') },
        ],
      },
      { kind: 'error', errors: [{ row: 3, letter: 'A', reason: expect.stringContaining('archived') }] },
    ])
    expect(await kinds(await preview(term, csv(head, 'A 1,One,20,Y')))).toEqual(['changed'])
  })

  test('with nothing to do says so', async () => {
    const term = await makeTerm()
    await makeCourse(term, { code: 'A 1', name: 'Old' })
    const changed = await preview(term, csv(head, 'A 1,New,,'))
    await expect(apply(changed, 'add')).rejects.toMatchObject({
      detail: { fields: { mode: expect.any(String) } },
    })
    const same = await preview(term, csv(head, 'A 1,Old,,'))
    await expect(apply(same)).rejects.toMatchObject({
      detail: { fields: { mode: 'There is nothing to apply.' } },
    })
  })

  test('takes the most rows that a file may have in one go', { timeout: 120_000 }, async () => {
    const term = await makeTerm()
    const rows = (renamed: number) =>
      Array.from(
        { length: 5000 },
        (_, i) => `C ${i + 1000},${i < renamed ? 'Renamed' : 'Course'} ${i},${i % 50},Y`,
      )
    await apply(await preview(term, csv(head, ...rows(0))), 'add')
    expect(await all(term)).toHaveLength(5000)
    await apply(await preview(term, csv(head, ...rows(500))), 'update')
    const after = await all(term)
    expect(after.filter((course) => course.name.startsWith('Renamed') && course.version === 2)).toHaveLength(
      500,
    )
    expect(after.filter((course) => course.version === 1)).toHaveLength(4500)
  })
})

describe('files', () => {
  test('that are too large, too long, encrypted, damaged, of another kind or without headings are refused on the field', async () => {
    const term = await makeTerm()
    const refusals: [string, Uint8Array, string][] = [
      ['big.csv', new Uint8Array(5 * 1024 * 1024 + 1).fill(65), '5 MB'],
      ['long.csv', csv(head, ...Array.from({ length: 5001 }, (_, i) => `C ${i},N,,`)), '5,000'],
      ['empty.csv', new Uint8Array(), 'empty'],
      ['image.xlsx', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]), 'PNG'],
      ['cut.xlsx', new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0, 1, 2, 3]), ''],
      ['people.csv', csv('user,email', 'a,b'), 'courseNum'],
      ['none.csv', csv(head), 'no courses'],
    ]
    for (const [name, bytes, word] of refusals) {
      const error = await preview(term, bytes, admin, name).catch((e: unknown) => e)
      expect(isAppError(error, 'invalid')).toBe(true)
      expect((error as { detail: { fields: Record<string, string> } }).detail.fields.file).toContain(word)
    }
    expect(await all(term)).toEqual([])
  })

  test('with any bytes or cells at all are either previewed or refused in words, never a fault', async () => {
    const term = await makeTerm()
    const cell = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.constantFrom('=1+1', '31/02/2027', '1e9', '-1', 'Y', '0', '\u0000', '\ud800', "'=x", 'COMPSCI 101'),
    )
    const table = fc
      .array(fc.array(cell, { minLength: 16, maxLength: 16 }), { maxLength: 6 })
      .map((rows) =>
        csv(
          COURSE_COLUMNS.map((column) => column.header).join(','),
          ...rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')),
        ),
      )
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 400 }), table), async (bytes) => {
        try {
          const id = await preview(term, bytes)
          const { plan } = await open(id)
          if (plan.some((row) => row.kind === 'new' || row.kind === 'changed'))
            await apply(id, 'update', true)
        } catch (error) {
          if (!isAppError(error, 'invalid')) throw error
        }
      }),
      { numRuns: 60 },
    )
  })

  test('that were exported are unchanged when they come back, as XLSX and as CSV', async () => {
    const term = await makeTerm()
    const rows = csv(
      COURSE_COLUMNS.map((column) => column.header).join(','),
      'A 1,"=SUM(1,2)",42.25,100,90,Y,N,3,4,5,"Two lines\nhere",@home,1,2027-02-12,05/02/2027,"-none"',
      'B 1,Second,,,,,,,,,,,,,,',
    )
    await apply(await preview(term, rows), 'add')
    const { rows: list } = await exportCourses(admin, (await getTerm(admin, term))!, courseList.parse({}))
    const table = courseExportTable(list)
    for (const bytes of [writeXlsx([table]), writeCsv(table)])
      expect(await kinds(await preview(term, bytes))).toEqual(['unchanged', 'unchanged'])
  })
})
