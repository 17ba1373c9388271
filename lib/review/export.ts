import { gpaNumber } from '@/lib/applications/grades'
import type { Viewer } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import { EXPORT_LIMIT, type ExportFormat, exportFile } from '@/lib/spreadsheet/export'
import type { TableColumn, TableValue } from '@/lib/spreadsheet/write'
import { decisionNames, degreeLevelNames, verdictNames } from '@/lib/vocabulary'
import { eligibilityOf } from './eligibility'
import { type ReviewColumn, type ReviewParams, reviewColumns, visibleColumns } from './list'
import { givenTexts, type ReviewRow } from './list-rows'
import { countTabs, listApplicationIds, listApplicationsById, type ReviewScope } from './queries'

const PIECE = 500

type Cell = { type: TableColumn['type']; value: (row: ReviewRow) => TableValue }

const cells: Record<ReviewColumn, Cell> = {
  name: { type: 'text', value: (row) => row.name },
  result: { type: 'text', value: (row) => row.decision && decisionNames[row.decision] },
  given: {
    type: 'text',
    value: (row) =>
      givenTexts(row)
        .map((one) => one.text)
        .join('; '),
  },
  upi: { type: 'text', value: (row) => row.upi },
  auid: { type: 'text', value: (row) => row.auid },
  email: { type: 'text', value: (row) => row.email },
  submitted: { type: 'instant', value: (row) => row.submittedAt },
  degree: { type: 'text', value: (row) => row.degreeLevel && degreeLevelNames[row.degreeLevel] },
  gpa: { type: 'number', value: (row) => gpaNumber(row.gpaHundredths) },
  preferredGpa: {
    type: 'number',
    value: (row) => gpaNumber(row.preferredGpaHundredths),
  },
  courses: { type: 'text', value: (row) => row.wishes.map((wish) => wish.code).join(', ') },
  wantedBy: {
    type: 'text',
    value: (row) =>
      row.wantedBy
        .map(
          (one) =>
            `${one.code} ${verdictNames[one.verdict].toLowerCase()}${one.place === null ? '' : `, place ${one.place}`}${one.rank === null ? '' : `, ranked ${one.rank}`}`,
        )
        .join('; '),
  },
  endorsements: {
    type: 'text',
    value: (row) =>
      (['strong', 'yes', 'no'] as const)
        .filter((verdict) => row.endorsed[verdict] > 0)
        .map((verdict) => `${row.endorsed[verdict]} ${verdictNames[verdict].toLowerCase()}`)
        .join(', '),
  },
  eligibility: { type: 'text', value: (row) => eligibilityOf(row).label },
  max: { type: 'hours', value: (row) => row.maxWeekQuarters },
  held: { type: 'hours', value: (row) => row.heldQuarters },
  earlier: { type: 'number', value: (row) => row.earlierTerms.length },
  enrolment: { type: 'text', value: (row) => row.enrolmentDetails },
  decided: { type: 'instant', value: (row) => row.decidedAt },
}

/**
 * The table as it is shown (search, filters, order, columns), all its pages, with the decision as the
 * last column, if no other tells it. Read in pieces: the number of queries grows with the pieces, never with the rows.
 */
export async function exportApplications(
  viewer: Viewer,
  scope: ReviewScope,
  params: ReviewParams,
  format: ExportFormat,
  termName: string,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; name: string; type: string }> {
  const [counts, ids] = await Promise.all([
    countTabs(viewer, scope, params),
    listApplicationIds(viewer, scope, params, EXPORT_LIMIT),
  ])
  const shown = visibleColumns(params)
  const closing = !shown.includes('result')
  const rows: Record<string, TableValue>[] = []
  for (let from = 0; from < ids.length; from += PIECE) {
    const piece = await listApplicationsById(viewer, scope, ids.slice(from, from + PIECE))
    for (const row of piece)
      rows.push({
        ...Object.fromEntries(shown.map((id) => [id, cells[id].value(row)])),
        ...(closing && { decision: row.decision ?? 'undecided' }),
      })
  }
  const label = (id: ReviewColumn) => reviewColumns.find((column) => column.id === id)?.label ?? id
  const table = {
    name: `${scope.position} ${scope.tab}`,
    columns: [
      ...shown.map((id) => ({ key: id, label: label(id), type: cells[id].type })),
      ...(closing ? [{ key: 'decision', label: 'Decision', type: 'text' as const }] : []),
    ],
    rows,
  }
  const { timeZone } = await getSettings()
  return exportFile(table, {
    format,
    name: `Applications ${scope.position} ${scope.tab} ${termName}`,
    total: counts[scope.tab],
    zone: timeZone,
  })
}
