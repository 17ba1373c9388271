import { eq } from 'drizzle-orm'
import { write } from '@/db/client'
import { assignmentData, assignmentRuns } from '@/db/schema'
import type { PositionIndex } from '@/lib/assignment/types'
import { normaliseCourseCode } from '@/lib/courses/import-fields'
import { invalid, stateError } from '@/lib/errors'
import { formatHours, parseHours } from '@/lib/hours'
import type { Viewer } from '@/lib/permissions'
import { readSheet } from '@/lib/spreadsheet/read'
import type { Sheet } from '@/lib/spreadsheet/types'
import { normaliseForSearch } from '@/lib/text'
import { type Analysis, getAnalysis } from './analysis'
import { type HeldPair, inOrder, type Marks, pairKey } from './base'
import { requireEditable, saveBoard } from './edits'
import { exportColumns, identitiesOf } from './export'
import type { ImportedRow } from './import-rows'
import { lockRun, requireVersion } from './store'

/**
 * Reads an edited export and keeps it beside the scenario, row by row with what each would change; the pairs
 * themselves stay as they are until the preview is taken (`takeImport`). Rows that are missing in the file are
 * pairs taken out.
 *
 * @throws `invalid` on `file` when it cannot be read or has not the columns of the export
 */
export async function uploadImport(
  viewer: Viewer,
  input: { id: string; version: number; fileName: string; bytes: Uint8Array },
): Promise<void> {
  const analysis = await getAnalysis(viewer, input.id)
  requireEditable(analysis)
  const sheet = readSheet(input.bytes, input.fileName)
  if (!sheet.ok) throw invalid({ file: sheet.message }, 'This file cannot be read.')
  const identities = await identitiesOf(analysis)
  const people = new Map<string, number>()
  analysis.data.base.people.forEach((person, index) => {
    for (const id of person.applications) {
      const identity = identities.get(id ?? '')
      if (identity?.auid) people.set(fold(identity.auid), index)
      if (identity?.upi) people.set(fold(identity.upi), index)
    }
  })
  const rows = compareSheet(
    analysis,
    sheet,
    people,
    analysis.names.map((one) => one.name),
  )
  await write(async (tx) => {
    const run = await lockRun(tx, viewer, input.id)
    requireVersion(run.row, input.version)
    requireEditable(run)
    const fileName = input.fileName.slice(0, 200).toWellFormed() || 'Unnamed file'
    await tx
      .update(assignmentData)
      .set({ imported: { fileName, rows } })
      .where(eq(assignmentData.runId, input.id))
    await tx
      .update(assignmentRuns)
      .set({ version: run.row.version + 1, updatedAt: new Date() })
      .where(eq(assignmentRuns.id, input.id))
  })
}

/** Makes the scenario's pairs those of the file. Gives how many there are. */
export async function takeImport(
  viewer: Viewer,
  input: { id: string; version: number; leaveOutErrors: boolean },
): Promise<number> {
  return write(async (tx) => {
    const run = await lockRun(tx, viewer, input.id)
    requireVersion(run.row, input.version)
    requireEditable(run)
    const { imported, base, marks } = run.data
    if (!imported) throw stateError('There is no file to take over any more. Choose it again.')
    const errors = imported.rows.filter((row) => row.state === 'error').length
    if (errors > 0 && !input.leaveOutErrors)
      throw stateError(`${errors} rows have errors. Tick that they are left out, or mend the file.`)
    const pairs = new Map<string, HeldPair>()
    for (const { why: _, ...pair } of base.fixed) pairs.set(pairKey(pair), pair)
    const locks: Marks['locks'] = []
    for (const row of imported.rows) {
      // What a row with an error names stays as it is.
      if (!row.pair || row.state === 'removed') continue
      const { locked, ...pair } = row.pair
      if (pairs.has(pairKey(pair))) continue
      pairs.set(pairKey(pair), pair)
      if (locked) locks.push([pair.person, pair.course, pair.position])
    }
    const all = inOrder([...pairs.values()])
    await saveBoard(
      tx,
      viewer,
      run,
      { pairs: all, marks: { ...marks, locks } },
      `Took over ${imported.fileName}`,
    )
    await tx.update(assignmentData).set({ imported: null }).where(eq(assignmentData.runId, input.id))
    return all.length
  })
}

const fold = (text: string) => text.trim().toLowerCase()

/** That a row is of two people, as when one column alone was sorted; blank where it is of one. */
function mixedUp(name: string, written: string, bothIds: string, same: boolean): string {
  if (bothIds && !same) return 'The student ID and the UPI are not of one person.'
  // People of one name have their UPI behind it, or had none when the file was made.
  const plain = (text: string) => normaliseForSearch(text.replace(/ \([^()]*\)$/, ''))
  return written && plain(written) !== plain(name)
    ? `The ID is of ${name}, the name is another. Clear the name if the ID is right.`
    : ''
}

/** Each row of a sheet against the scenario's pairs. Pure. */
function compareSheet(
  run: Pick<Analysis, 'data'>,
  sheet: Sheet,
  people: ReadonlyMap<string, number>,
  names: readonly string[],
): ImportedRow[] {
  const { base, pairs, marks } = run.data
  const column = (label: string) => sheet.headers.find((header) => fold(header.text) === fold(label))?.index
  const at = {
    studentId: column(exportColumns.studentId),
    upi: column(exportColumns.upi),
    name: column(exportColumns.name),
    position: column(exportColumns.position),
    course: column(exportColumns.course),
    hours: column(exportColumns.hours),
    locked: column(exportColumns.locked),
  }
  if ((at.studentId ?? at.upi) === undefined || at.course === undefined || at.hours === undefined)
    throw invalid(
      {
        file: 'The file needs the columns Student ID or UPI, Course and Hours, as an export of a scenario has them.',
      },
      'This file is no list of pairs.',
    )
  const courses = new Map(base.courses.map((course, index) => [course.code, index]))
  const fixed = new Set(base.fixed.map(pairKey))
  const locked = new Set(
    marks.locks.map(([person, course, position]) => pairKey({ person, course, position })),
  )
  const standing = new Map(pairs.map((pair) => [pairKey(pair), pair]))
  /** Row of the file by pair. */
  const seen = new Map<string, number>()
  const rows: ImportedRow[] = []
  for (const { row, cells } of sheet.rows) {
    const text = (index: number | undefined) => (index === undefined ? '' : (cells[index]?.text ?? '').trim())
    const line = {
      row,
      person: text(at.name) || text(at.studentId) || text(at.upi),
      course: text(at.course),
      hours: text(at.hours),
    }
    const refuse = (message: string) => rows.push({ ...line, state: 'error', message, pair: null })
    const [byId, byUpi] = [people.get(fold(text(at.studentId))), people.get(fold(text(at.upi)))]
    const person = byId ?? byUpi
    const course = courses.get(normaliseCourseCode(text(at.course)))
    const word = fold(text(at.position))
    const position: PositionIndex | null =
      word === 'tutor'
        ? 0
        : word === 'marker'
          ? 1
          : word === '' && base.positions.length === 1
            ? base.positions[0]!
            : null
    if (person === undefined) {
      refuse('No application that takes part has this student ID or UPI.')
      continue
    }
    if (course === undefined) {
      refuse('The term has no such course.')
      continue
    }
    if (position === null || !base.positions.includes(position)) {
      refuse('The position is not one of this scenario.')
      continue
    }
    const key = pairKey({ person, course, position })
    const before = standing.get(key)
    const first = seen.get(key)
    if (first !== undefined) {
      refuse(`This person, course and position stand in the file twice; row ${first} counts.`)
      continue
    }
    seen.set(key, row)
    const hours = parseHours(text(at.hours))
    const wrong =
      mixedUp(names[person] ?? '', text(at.name), text(at.studentId) && text(at.upi), byId === byUpi) ||
      (hours.ok ? '' : hours.reason)
    if (wrong || !hours.ok) {
      const stays = before ? ` ${formatHours(before.quarters)} stay as they are.` : ''
      const pair = before ? { ...before, locked: locked.has(key) } : null
      rows.push({ ...line, state: 'error', message: `${wrong}${stays}`, pair })
      continue
    }
    const isLocked = /^(?:y|yes|true|1)$/i.test(text(at.locked))
    const pair = { person, course, position, quarters: hours.quarters, locked: isLocked }
    if (fixed.has(key)) {
      if (before?.quarters === hours.quarters)
        rows.push({ ...line, state: 'same', message: 'Stands already.', pair })
      else refuse('This allocation stands already; it is changed in Enrolment.')
      continue
    }
    if (hours.quarters === 0) {
      if (before)
        rows.push({
          ...line,
          state: 'removed',
          message: `${formatHours(before.quarters)} are taken out.`,
          pair,
        })
      else rows.push({ ...line, state: 'same', message: 'No hours.', pair: null })
      continue
    }
    if (!base.courses[course]!.d[position]) {
      refuse('The course has no hours for this position.')
      continue
    }
    if (base.people[person]!.applications[position] === null) {
      refuse('This person has no open application for the position.')
      continue
    }
    if (!before) rows.push({ ...line, state: 'new', message: 'New.', pair })
    else if (before.quarters !== hours.quarters)
      rows.push({
        ...line,
        state: 'changed',
        message: `${formatHours(hours.quarters)} instead of ${formatHours(before.quarters)}.`,
        pair,
      })
    else if (locked.has(key) !== isLocked)
      rows.push({ ...line, state: 'changed', message: isLocked ? 'Locked.' : 'No longer locked.', pair })
    else rows.push({ ...line, state: 'same', message: 'As it is.', pair })
  }
  for (const pair of pairs) {
    const key = pairKey(pair)
    if (seen.has(key) || fixed.has(key)) continue
    rows.push({
      row: 0,
      person: names[pair.person] ?? '',
      course: base.courses[pair.course]!.code,
      hours: '',
      state: 'removed',
      message: `Not in the file: ${formatHours(pair.quarters)} are taken out.`,
      pair: { ...pair, locked: false },
    })
  }
  return rows
}
