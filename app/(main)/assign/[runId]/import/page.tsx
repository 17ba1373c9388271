import { Checkbox, FileField, Form, FormActions, HiddenFields, SubmitButton } from '@/components/form'
import { DataTable } from '@/components/table/data-table'
import { Badge, type Tone } from '@/components/ui/badge'
import { ButtonLink } from '@/components/ui/button'
import { Section } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import type { ImportedRow } from '@/lib/assignment-runs/import-rows'
import { getRun } from '@/lib/assignment-runs/store'
import { SHEET_LIMITS } from '@/lib/spreadsheet/types'
import { definePage, type PageProps } from '@/lib/web/page'
import { runMetadata } from '../../_components/run-metadata'
import { takeImportAction, uploadImportAction } from '../../actions'

export const generateMetadata = (props: PageProps) => runMetadata(props, 'Import pairs into')

const ROWS = 200
const states: Record<ImportedRow['state'], { word: string; tone: Tone }> = {
  error: { word: 'Error', tone: 'bad' },
  new: { word: 'New', tone: 'ok' },
  changed: { word: 'Changed', tone: 'info' },
  removed: { word: 'Taken out', tone: 'warn' },
  same: { word: 'Unchanged', tone: 'neutral' },
}
const order = Object.keys(states) as ImportedRow['state'][]

export default definePage(
  { path: '/assign/[runId]/import', gate: 'assignment.run' },
  async ({ viewer, params }) => {
    const id = params.runId ?? ''
    const { row, data } = await getRun(viewer, id)
    const board = `/assign/${id}`
    const rows = data.imported?.rows ?? []
    const count = (state: ImportedRow['state']) => rows.filter((one) => one.state === state).length
    const sorted = [...rows].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.row - b.row)
    const errors = count('error')
    return (
      <div className="space-y-10">
        <div className="max-w-3xl">
          <PageHeader
            title="Import pairs"
            description="An export of this scenario that was edited in a spreadsheet. You see each row’s change first; the term itself changes only when you apply the scenario."
            breadcrumb={[
              { label: 'Assign', href: `/assign?term=${row.termId}&scope=${row.scope}` },
              { label: row.name, href: board },
            ]}
          />
          <Form action={uploadImportAction}>
            <HiddenFields values={{ id, version: row.version }} />
            <FileField
              name="file"
              label="File"
              help={`XLSX or CSV with the columns Student ID or UPI, Position, Course, Hours and Locked. Up to 5 MB and ${SHEET_LIMITS.rows.toLocaleString('en')} rows. Rows left out of the file are pairs taken out.`}
              accept=".xlsx,.xls,.csv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
              maxBytes={SHEET_LIMITS.fileBytes}
            />
            <FormActions>
              <SubmitButton pendingText="Reading the file" variant={data.imported ? 'secondary' : 'primary'}>
                Show preview
              </SubmitButton>
              <ButtonLink href={board} variant="ghost">
                Back to the board
              </ButtonLink>
            </FormActions>
          </Form>
        </div>
        {data.imported && (
          <Section
            id="preview"
            title={`Preview of ${data.imported.fileName}`}
            description={order
              .filter((state) => count(state) > 0)
              .map(
                (state) =>
                  `${count(state)} ${state === 'error' && count(state) > 1 ? 'errors' : states[state].word.toLowerCase()}`,
              )
              .join(', ')}
          >
            <Form action={takeImportAction} className="mb-6">
              <HiddenFields values={{ id, version: row.version }} />
              {errors > 0 && (
                <Checkbox
                  name="leaveOutErrors"
                  label={`Leave out the ${errors} ${errors === 1 ? 'row with an error' : 'rows with errors'}`}
                  help="Where such a row has hours in the scenario, they stay. The preview says what is taken out."
                />
              )}
              <SubmitButton pendingText="Taking over">Use these pairs</SubmitButton>
            </Form>
            <DataTable
              caption="Rows of the file"
              fill={false}
              columns={[
                { id: 'row', label: 'Row', align: 'end' },
                { id: 'person', label: 'Person', primary: true },
                { id: 'course', label: 'Course' },
                { id: 'hours', label: 'Hours', align: 'end' },
                { id: 'state', label: 'Change' },
                { id: 'message', label: 'What it does' },
              ]}
              rows={sorted.slice(0, ROWS).map((one, i) => ({
                id: `${one.row}-${i}`,
                label: one.person,
                cells: {
                  row: one.row || '–',
                  person: one.person,
                  course: one.course,
                  hours: one.hours || '–',
                  state: <Badge tone={states[one.state].tone}>{states[one.state].word}</Badge>,
                  message: one.message,
                },
              }))}
            />
            {rows.length > ROWS && (
              <p className="mt-2 text-sm text-muted">
                {`The first ${ROWS} of ${rows.length} rows, errors and changes first.`}
              </p>
            )}
          </Section>
        )}
      </div>
    )
  },
)
