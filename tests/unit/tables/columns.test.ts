import { describe, expect, it, test } from 'vitest'
import { staffingExport } from '@/lib/allocations/export'
import { staffingColumns } from '@/lib/allocations/members-list'
import { auditExport } from '@/lib/audit/export'
import { auditColumns } from '@/lib/audit/queries'
import { emailExport } from '@/lib/emails/export'
import { emailColumns } from '@/lib/emails/schema'
import { type ExportColumn, shownInFile } from '@/lib/spreadsheet/export'
import { chosenColumns, type ListColumn } from '@/lib/table-columns'
import { groupExport, inboxExport } from '@/lib/timesheets/export'
import { groupColumns, inboxColumns } from '@/lib/timesheets/inbox-list'
import { peopleExport } from '@/lib/users/export'
import { peopleColumns } from '@/lib/users/list'

type Of = [string, readonly ListColumn[], readonly ExportColumn<never>[]]
const tables: Of[] = [
  ['people', peopleColumns, peopleExport],
  ['emails', emailColumns, emailExport],
  ['audit', auditColumns, auditExport],
  ['enrolment', staffingColumns, staffingExport],
  ['inbox', inboxColumns('waiting', ['tutor', 'marker']), inboxExport],
  ['inbox by course', groupColumns('courses'), groupExport('courses')],
]

describe('columns that are shown', () => {
  const columns: ListColumn[] = [
    { id: 'name', label: 'Name', primary: true },
    { id: 'email', label: 'Email', spare: true },
    { id: 'state', label: 'State' },
    { id: 'added', label: 'Added' },
  ]
  const shown = (...chosen: string[]) => chosenColumns(columns, chosen).map((column) => column.id)

  it('are the usual ones, or those chosen in the order of the table, always with the one that names the row', () => {
    expect(shown()).toEqual(['name', 'state', 'added'])
    expect(shown('added', 'email')).toEqual(['name', 'email', 'added'])
    expect(shown('name')).toEqual(['name'])
    expect(shown('secret')).toEqual(['name', 'state', 'added'])
  })
})

describe.each(tables)('%s: page and file', (_, columns, file) => {
  it('each column of the page has its part in the file, and the file has no other', () => {
    const ids = columns.map((column) => column.id)
    const parts = file.map((column) => column.of ?? column.id)
    expect([...new Set(parts)].sort()).toEqual([...ids].sort())
    expect(new Set(file.map((column) => column.id)).size).toBe(file.length)
  })

  it('the file has the chosen columns, in the order of the page', () => {
    const last = columns.at(-1)!
    const chosen = chosenColumns(columns, [last.id])
    expect(chosen.map((column) => column.id)).toEqual([columns[0]!.id, last.id])
    const parts = shownInFile(file, chosen).map((column) => column.of ?? column.id)
    expect([...new Set(parts)]).toEqual([columns[0]!.id, last.id])
  })
})

test('the inbox shows a position only to those who approve both', () => {
  const ids = inboxColumns('waiting', ['marker']).map((column) => column.id)
  expect(ids).not.toContain('position')
  expect(chosenColumns(inboxColumns('waiting', ['marker']), ['position']).map((one) => one.id)).toEqual(
    chosenColumns(inboxColumns('waiting', ['marker']), []).map((one) => one.id),
  )
})
