import { beforeAll, describe, expect, test } from 'vitest'
import { read, utils } from 'xlsx'
import { db, write } from '@/db/client'
import { allocations, applications, auditLog, emails } from '@/db/schema'
import { newId } from '@/db/sql'
import { memberColumns, memberLines, staffingExport } from '@/lib/allocations/export'
import { staffingColumns, staffingList } from '@/lib/allocations/members-list'
import { getCourseMembers } from '@/lib/allocations/queries'
import { listStaffing } from '@/lib/allocations/staffing'
import { auditExport } from '@/lib/audit/export'
import { auditList, listAudit } from '@/lib/audit/queries'
import { emailExport } from '@/lib/emails/export'
import { listEmails } from '@/lib/emails/queries'
import { emailList } from '@/lib/emails/schema'
import type { Viewer } from '@/lib/permissions'
import { applicantColumns } from '@/lib/review/endorse-export'
import { endorseList } from '@/lib/review/endorse-list'
import { listApplicants } from '@/lib/review/endorse-queries'
import {
  cutNote,
  EXPORT_LIMIT,
  exportFile,
  exportLinks,
  shownInFile,
  tableOf,
} from '@/lib/spreadsheet/export'
import { chosenColumns } from '@/lib/table-columns'
import { termColumns } from '@/lib/terms/export'
import { listTerms, termList } from '@/lib/terms/list'
import { peopleExport } from '@/lib/users/export'
import { peopleColumns, peopleList } from '@/lib/users/list'
import { listPeople } from '@/lib/users/queries'
import { sendTable, wholeList } from '@/lib/web/export'
import { makeScene, type Scene } from '../../support/report-scene'
import { makeUser, makeViewer, viewer } from '../../support/world'

const zone = 'Pacific/Auckland'
let scene: Scene
let admin: Viewer
let tutorCo: Viewer
let cc: Viewer

beforeAll(async () => {
  scene = await makeScene('EXP', 6)
  admin = await makeViewer('admin')
  tutorCo = await makeViewer('tutor_coordinator')
  cc = await viewer(scene.coordinatorId)
}, 60_000)

/** The rows of an answer, read back with SheetJS as a person's program would. */
async function rowsOf(answer: Response): Promise<Record<string, unknown>[]> {
  const book = read(new Uint8Array(await answer.arrayBuffer()), { cellDates: true })
  return utils.sheet_to_json(book.Sheets[book.SheetNames[0]!]!, { defval: null })
}
const xlsx = new URLSearchParams()
const csv = new URLSearchParams('format=csv')

describe('every list is exported as it is shown', () => {
  test('people: filters and order of the page, in the viewer’s scope', async () => {
    await makeUser('student', { name: 'EXP Aaa', username: 'expaaa' })
    const params = peopleList.parse(
      new URLSearchParams('q=exp&role=student&sort=username&dir=desc&size=25&page=2'),
    )
    const found = await listPeople(admin, wholeList(params))
    const rows = await rowsOf(sendTable(xlsx, 'People', peopleExport, found, zone))
    expect(rows).toHaveLength(7)
    const names = rows.map((row) => String(row['User name']))
    expect(names).toEqual([...names].sort().reverse())
    expect(rows[0]).toMatchObject({ Roles: 'Student', State: 'Active' })
    // A course coordinator lists students, and never an admin.
    const theirs = await listPeople(cc, wholeList(peopleList.parse({})))
    expect(theirs.rows.every((row) => row.roles.every((role) => role === 'student'))).toBe(true)
    const forTutors = await rowsOf(
      sendTable(
        xlsx,
        'People',
        peopleExport,
        await listPeople(tutorCo, wholeList(peopleList.parse({}))),
        zone,
      ),
    )
    expect(forTutors.some((row) => String(row.Roles).includes('Admin'))).toBe(false)
  })

  test('enrolment: all courses of the viewer with numbers in columns of their own', async () => {
    const found = await listStaffing(admin, scene.termId, wholeList(staffingList.parse({})))
    const rows = await rowsOf(sendTable(csv, 'Enrolment', staffingExport, found))
    expect(rows.map((row) => row.Course)).toEqual([
      'EXP A',
      'EXP B',
      'EXP C',
      'EXP D',
      'EXP OVER',
      'EXP SPLIT',
    ])
    const held = (await db.select().from(allocations)).filter(
      (row) => row.courseId === scene.courses.A && ['proposed', 'offered', 'accepted'].includes(row.state),
    )
    expect(Number(rows[0]!['Hours given'])).toBe(
      held.reduce((sum, row) => sum + Math.max(row.quarters, row.agreedQuarters ?? 0), 0) / 4,
    )
    const own = await listStaffing(cc, scene.termId, wholeList(staffingList.parse({})))
    expect(own.rows.map((row) => row.code)).toEqual(['EXP A', 'EXP B'])
  })

  test('the columns that were chosen, with all that one cell of the page says', async () => {
    const params = staffingList.parse(new URLSearchParams('cols=left&cols=tutors&sort=code'))
    const found = await listStaffing(admin, scene.termId, wholeList(params))
    const columns = shownInFile(staffingExport, chosenColumns(staffingColumns, params.filters.cols))
    const rows = await rowsOf(sendTable(csv, 'Enrolment', columns, found))
    expect(Object.keys(rows[0]!)).toEqual([
      'Course',
      'Tutors',
      'Tutors wanted',
      'Tutors’ hours',
      'Hours left',
    ])
    const [first] = found.rows
    expect(Number(rows[0]!['Hours left'])).toBe(
      (first!.availableQuarters - first!.used.tutor - first!.used.marker) / 4,
    )
    const people = peopleList.parse(new URLSearchParams('q=exp&cols=created&cols=email'))
    const file = await rowsOf(
      sendTable(
        xlsx,
        'People',
        shownInFile(peopleExport, chosenColumns(peopleColumns, people.filters.cols)),
        await listPeople(admin, wholeList(people)),
        zone,
      ),
    )
    expect(Object.keys(file[0]!)).toEqual(['Name', 'Email', 'Added'])
    expect(file[0]!.Added).toBeInstanceOf(Date)
  })

  test('members of one course, coordinators first; of another’s course nothing', async () => {
    const members = await getCourseMembers(cc, scene.courses.A!)
    const lines = memberLines(members)
    const rows = await rowsOf(sendTable(xlsx, 'Members', memberColumns, { rows: lines, total: lines.length }))
    expect(rows[0]).toMatchObject({ Name: 'EXP Coordinator', Position: 'Coordinator', Hours: null })
    expect(rows).toHaveLength(members.members.length + 1)
    await expect(getCourseMembers(cc, scene.courses.C!)).rejects.toThrow()
  })

  test('applicants of a course, without any decision', async () => {
    const scope = { courseId: scene.courses.A!, position: 'tutor' as const }
    const found = await listApplicants(cc, scope, wholeList(endorseList.parse({})))
    expect(found.total).toBeGreaterThan(0)
    const rows = await rowsOf(sendTable(xlsx, 'Applicants', applicantColumns, found))
    expect(rows).toHaveLength(found.total)
    expect(Object.keys(rows[0]!)).not.toContain('Decision')
    expect(Object.keys(rows[0]!)).not.toContain('State')
    await expect(
      listApplicants(cc, { ...scope, courseId: scene.courses.C! }, wholeList(endorseList.parse({}))),
    ).rejects.toThrow()
    const decided = (await db.select().from(applications)).filter((row) => row.decision === 'reserve')
    expect(decided.length).toBeGreaterThan(0)
    expect(JSON.stringify(rows).toLowerCase()).not.toContain('reserve')
  })

  test('terms, emails and the audit log, each in the viewer’s scope', async () => {
    const now = new Date()
    const mail = (position: 'tutor' | 'marker') => {
      const id = newId()
      return {
        id,
        kind: 'accepted' as const,
        toName: 'Somebody',
        toAddress: 'somebody@example.test',
        subject: `=About ${position}s`,
        state: 'sent' as const,
        searchText: `somebody ${position}`,
        idempotencyKey: id,
        messageId: id,
        position,
        createdAt: now,
        updatedAt: now,
      }
    }
    await write(async (tx) => {
      for (const position of ['tutor', 'marker'] as const) {
        await tx.insert(emails).values(mail(position))
        await tx.insert(auditLog).values({
          id: newId(),
          at: now,
          actorName: 'Somebody',
          action: position === 'tutor' ? 'allocations.changeHours' : 'allocations.end',
          recordType: 'allocation',
          recordId: position,
          recordName: `A ${position}`,
          position,
          before: { hours: 10 },
          after: { hours: 12 },
        })
      }
    })
    const terms = await rowsOf(
      sendTable(xlsx, 'Terms', termColumns, await listTerms(admin, wholeList(termList.parse({})))),
    )
    expect(terms).toHaveLength(2)
    const mails = async (who: Viewer) =>
      rowsOf(
        sendTable(csv, 'Emails', emailExport, await listEmails(who, wholeList(emailList.parse({}))), zone),
      )
    expect((await mails(admin)).map((row) => row.Subject)).toEqual(
      expect.arrayContaining(["'=About tutors", "'=About markers"]),
    )
    expect((await mails(tutorCo)).map((row) => row.Subject)).toEqual(["'=About tutors"])
    expect(await mails(cc)).toEqual([])
    const entries = async (who: Viewer) =>
      rowsOf(
        sendTable(
          xlsx,
          'Audit',
          auditExport,
          await listAudit(who, wholeList(auditList.parse({})), zone),
          zone,
        ),
      )
    expect((await entries(tutorCo)).map((row) => row.Record)).toEqual(['A tutor'])
    expect((await entries(admin)).map((row) => row['Before → after'])).toContain('Hours: 10 h → 12 h')
    const found = async (query: Record<string, string>) =>
      (await listAudit(admin, auditList.parse(query), zone)).rows.map((row) => row.recordName)
    expect(await found({ action: 'allocations.end' })).toEqual(['A marker'])
    // By who did it, and by the words in which the log says what was done.
    expect(await found({ q: 'somebody', action: 'allocations.changeHours' })).toEqual(['A tutor'])
    expect(await found({ q: 'allocation ENDED' })).toEqual(['A marker'])
    await expect(listAudit(cc, auditList.parse({}), zone)).rejects.toThrow()
  })
})

describe('a file', () => {
  const columns = [
    { id: 'auid', label: 'Student ID', type: 'text' as const, value: (row: string) => row },
    { id: 'n', label: 'Number', type: 'number' as const, value: () => 1 },
  ]
  const evil = ['=1+1', '+1', '-1', '@x', '001234567']
  const table = tableOf('Things', columns, evil)

  test('keeps zeros and runs nothing, in both formats', () => {
    const options = { name: 'Things', total: evil.length }
    const sheet = read(exportFile(table, { ...options, format: 'xlsx' }).bytes, { cellFormula: true })
    for (const [i, text] of evil.entries()) {
      const cell = sheet.Sheets.Things![`A${i + 2}`]
      expect(cell).toMatchObject({ t: 's', v: text })
      expect(cell.f).toBeUndefined()
    }
    const text = new TextDecoder().decode(exportFile(table, { ...options, format: 'csv' }).bytes)
    expect(text.split('\r\n').slice(1, 6)).toEqual(["'=1+1,1", "'+1,1", "'-1,1", "'@x,1", '001234567,1'])
  })

  test('that is cut says so: in the menu, at the end of CSV, on a sheet of its own in XLSX', () => {
    const total = EXPORT_LIMIT + 1
    const said = 'Only the first 20,000 of 20,001 rows are in this file.'
    expect(cutNote(EXPORT_LIMIT)).toBeNull()
    expect(cutNote(total)).toContain(said)
    const book = read(exportFile(table, { name: 'Things', total, format: 'xlsx' }).bytes)
    expect(book.SheetNames).toEqual(['Things', 'Note'])
    expect(book.Sheets.Note!.A2.v).toContain(said)
    const text = new TextDecoder().decode(exportFile(table, { name: 'Things', total, format: 'csv' }).bytes)
    expect(text.trimEnd().split('\r\n').at(-1)).toContain(said)
    expect(exportLinks('/things/export', '/things?q=a&page=3', total)[0]).toEqual({
      label: 'XLSX',
      detail: 'The first 20,000 of 20,001 rows',
      href: '/things/export?q=a&format=xlsx',
    })
    expect(exportLinks('/things/export', '/things', 5)[1]!.detail).toBe('As shown, all pages')
  })

  test('has a name and a media type that make it a download', () => {
    const answer = sendTable(csv, 'Courses of 2027/1: “Spring”', columns, { rows: evil, total: 5 })
    expect(answer.headers.get('content-type')).toContain('text/csv')
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="Courses of 2027 1 Spring\.csv"/,
    )
    expect(answer.headers.get('cache-control')).toContain('no-store')
  })
})
