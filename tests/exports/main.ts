/**
 * `npm run check:exports`: opens every kind of workbook that the app exports with LibreOffice, and compares what it reads
 * with the app's own CSV of the same table. Text must be text (student IDs keep their zeros, what looks like a formula
 * is none), and numbers, days and times must say the same. Needs `soffice` (Debian: libreoffice-calc), which the tests
 * of every change do without: the package is half a gigabyte.
 */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { unguardFormula } from '../../lib/spreadsheet/cells'
import { FormClient, formsOf } from '../support/form-client'
import { type SampleApp, startSampleApp } from '../support/sample-app'
import { removeFolder, temporaryFolder } from '../support/test-env'
import { type Cell, cellsOf, same } from './csv-cells'

const AUID = '001234567'
const FORMULA = '=HYPERLINK("http://example.org","Ada")'
const folder = temporaryFolder('exports')
const problems: string[] = []
const say = (what: string): void => {
  problems.push(what)
}

try {
  execFileSync('soffice', ['--version'], { stdio: 'ignore' })
} catch {
  console.error('No soffice on the PATH: install the package libreoffice-calc.')
  process.exit(1)
}

const sample = await startSampleApp()
try {
  const batch = await addHostileRecords(sample)
  const files = await downloadAll(sample, batch)
  const sheets = convert()
  for (const [name, csv] of files) compareTable(name, sheets, csv)
  compareWorkbook(sheets, files)
  checkTemplate(sheets)
  const all = [...sheets.values()].flat(2)
  if (!all.some((cell) => cell.text === FORMULA)) say('the name that looks like a formula is nowhere')
  console.log(`${files.size + 2} workbooks, ${sheets.size} sheets, ${all.length} cells read by LibreOffice`)
} finally {
  await sample.app.remove()
  removeFolder(folder)
}
if (problems.length > 0) {
  console.error(problems.slice(0, 40).join('\n'))
  console.error(`${problems.length} differences`)
  process.exit(1)
}
console.log('All of them say what the app says.')
process.exit(0)

/** Somebody whose name would run as a formula and whose student ID begins with zeros, with hours in a payroll batch. */
async function addHostileRecords({ app, records }: SampleApp): Promise<string> {
  const world = await app.world()
  const { term: termId, payday: paydayId } = records.ids as Record<string, string>
  const courseId = await world.makeCourse(termId!, {
    code: '+CHECK 101',
    name: '=2+5',
    availableQuarters: 400,
  })
  const userId = await world.makeUser('student', {
    name: FORMULA,
    profile: { auid: AUID, upi: 'aada001', degreeLevel: 'postgraduate' },
  })
  const applicationId = await world.makeApplication({
    studentId: userId,
    termId: termId!,
    position: 'tutor',
    name: FORMULA,
    auid: AUID,
    courses: [courseId],
  })
  const allocationId = await world.makeAllocation({
    userId,
    courseId,
    termId: termId!,
    position: 'tutor',
    applicationId,
    quarters: 400,
  })
  await world.makeTimesheet({ allocationId, paydayId: paydayId!, state: 'approved', decidedAt: new Date() })
  const tutorco = clientOf(sample, 'tutorco')
  const preview = `/payroll/preview?payday=${paydayId}&position=tutor`
  const page = await tutorco.get(preview)
  const form = formsOf(page.text).find((one) =>
    one.buttons.some((button) => /^Export \d+/.test(button.label)),
  )
  if (!form) throw new Error('nothing to export at the payroll preview')
  const made = await tutorco.post(preview, form)
  const batch = /\/payroll\/([\w-]{36})/.exec(made.location ?? '')?.[1]
  if (!batch) throw new Error(`no batch: ${made.status} ${made.location}`)
  return batch
}

function clientOf({ app, records }: SampleApp, who: string): FormClient {
  const client = new FormClient(app.url)
  const cookie = records.cookies[who]!
  client.cookies.set(cookie.name, cookie.value)
  return client
}

/** Every table as XLSX into the folder; gives the app's own CSV by the name of the file. */
async function downloadAll(from: SampleApp, batch: string): Promise<Map<string, Cell[][]>> {
  const { term, course, run } = from.records.ids as Record<string, string>
  const tables: Record<string, string> = {
    applications: `/review/export?term=${term}&position=tutor&tab=submitted`,
    'approval inbox': `/hours/approve/export?term=${term}&tab=exported`,
    assignment: `/assign/${run}/export?term=${term}`,
    audit: '/audit/export',
    'courses to import again': `/courses/export?term=${term}`,
    emails: '/emails/export',
    endorsements: `/endorse/export?course=${course}&position=tutor`,
    members: `/enrolment/export?term=${term}`,
    'payroll batch': `/payroll/${batch}/download`,
    'report courses': `/reports/courses/export?term=${term}`,
    'report people': `/reports/people/export?term=${term}`,
    'report allocations': `/reports/allocations/export?term=${term}`,
    'report paydays': `/reports/paydays/export?term=${term}`,
    'report terms': `/reports/terms/export?term=${term}`,
    terms: '/terms/export',
    users: '/users/export',
  }
  const admin = clientOf(from, 'admin1')
  const read = new Map<string, Cell[][]>()
  for (const [name, address] of Object.entries(tables)) {
    const get = (format: string) =>
      bytesOf(admin, `${address}${address.includes('?') ? '&' : '?'}format=${format}`)
    fs.writeFileSync(path.join(folder, `${name}.xlsx`), await get('xlsx'))
    read.set(name, cellsOf(new TextDecoder().decode(await get('csv'))))
  }
  fs.writeFileSync(path.join(folder, 'workbook.xlsx'), await bytesOf(admin, `/reports/workbook?term=${term}`))
  fs.writeFileSync(path.join(folder, 'template.xlsx'), await bytesOf(admin, '/courses/import/template'))
  return read
}

async function bytesOf(client: FormClient, address: string): Promise<Uint8Array> {
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const answer = await fetch(new URL(address, client.base), { headers: { cookie } })
  if (answer.status !== 200) throw new Error(`${answer.status} of ${address}`)
  return new Uint8Array(await answer.arrayBuffer())
}

/** What LibreOffice reads, by "file-sheet": all sheets, text in quotation marks, cells as they are shown. */
function convert(): Map<string, Cell[][]> {
  const workbooks = fs.readdirSync(folder).filter((file) => file.endsWith('.xlsx'))
  execFileSync(
    'soffice',
    [
      '--headless',
      `-env:UserInstallation=file://${folder}/profile`,
      '--convert-to',
      'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,true,false,false,-1',
      '--outdir',
      path.join(folder, 'read'),
      ...workbooks.map((file) => path.join(folder, file)),
    ],
    { stdio: 'ignore', timeout: 300_000 },
  )
  const read = new Map<string, Cell[][]>()
  for (const file of fs.readdirSync(path.join(folder, 'read')))
    read.set(file.slice(0, -'.csv'.length), cellsOf(fs.readFileSync(path.join(folder, 'read', file), 'utf8')))
  return read
}

function sheetsOf(sheets: Map<string, Cell[][]>, file: string): [string, Cell[][]][] {
  return [...sheets].filter(([name]) => name.startsWith(`${file}-`))
}

/** One table: the same rows, cell by cell, and every text of the app a text there. */
function compareTable(name: string, sheets: Map<string, Cell[][]>, csv: Cell[][]): void {
  // Of several sheets the one with the headings of the CSV.
  const heads = (rows: Cell[][]) => rows[0]?.map((cell) => cell.text).join()
  const found = sheetsOf(sheets, name).find(([, rows]) => heads(rows) === heads(csv))
  if (!found) say(`${name}: LibreOffice wrote no such sheet`)
  const rows = found?.[1] ?? []
  if (rows.length !== csv.length) say(`${name}: ${rows.length} rows instead of ${csv.length}`)
  if (csv.length < 2) say(`${name}: nothing to compare`)
  for (const [r, expected] of csv.entries())
    for (const [c, cell] of expected.entries()) {
      const there = rows[r]?.[c] ?? { text: '', quoted: false }
      const text = unguardFormula(cell.text)
      if (!same(there.text, text))
        say(`${name}, row ${r + 1}, ${csv[0]![c]!.text}: "${there.text}" instead of "${text}"`)
      const mustBeText = text !== cell.text || /^0\d{8}$/.test(text)
      if (mustBeText && !there.quoted) say(`${name}, row ${r + 1}: "${there.text}" is no text`)
    }
}

/** The sheets that are reports hold what the reports export; the others have rows, and student IDs as text. */
function compareWorkbook(sheets: Map<string, Cell[][]>, files: Map<string, Cell[][]>): void {
  const all = sheetsOf(sheets, 'workbook')
  if (all.length < 8) say(`workbook: ${all.length} sheets`)
  for (const [name, rows] of all) {
    if (rows.length < 2) say(`${name}: empty`)
    const sheet = name.slice('workbook-'.length).toLowerCase()
    const report = files.get(`report ${sheet}`)
    if (report && report.length !== rows.length)
      say(`${name}: ${rows.length} rows; its report has ${report.length}`)
    const column = rows[0]?.findIndex((cell) => cell.text === 'Student ID') ?? -1
    for (const row of column < 0 ? [] : rows.slice(1)) {
      const cell = row[column]
      if (cell?.text && !(cell.quoted && /^\d{9}$/.test(cell.text)))
        say(`${name}: "${cell.text}" as student ID`)
    }
  }
}

function checkTemplate(sheets: Map<string, Cell[][]>): void {
  const [first] = sheetsOf(sheets, 'template')
  const head = first?.[1][0]?.map((cell) => cell.text) ?? []
  for (const name of ['courseNum', 'courseName', 'totalAvailableHours', 'tutorDeadLine'])
    if (!head.includes(name)) say(`template: no column ${name}`)
}
