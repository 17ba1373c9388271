import { Select } from '@/components/form'
import { DataTable } from '@/components/table/data-table'
import { ExportMenu } from '@/components/table/export-menu'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { type ComparedFigures, compareRun, termNow } from '@/lib/assignment-runs/compare'
import { listRuns } from '@/lib/assignment-runs/queries'
import { formatHours } from '@/lib/hours'
import { exportLinks } from '@/lib/spreadsheet/export'
import { definePage, type PageProps } from '@/lib/web/page'
import { runMetadata } from '../../_components/run-metadata'

export const generateMetadata = (props: PageProps) => runMetadata(props, 'Compare')

const ROWS = 100
const percent = (part: number, whole: number) => (whole > 0 ? `${Math.round((part * 100) / whole)} %` : '–')
/** Whose share it is stands beside it. */
const share = (part: number, people: number) =>
  people > 0 ? `${percent(part, people)}: ${part} of ${people} with hours` : '–'
const hours = (quarters: number) => (quarters > 0 ? formatHours(quarters) : '–')

const figures: { id: string; label: string; of: (f: ComparedFigures) => string }[] = [
  {
    id: 'covered',
    label: 'Hours covered',
    of: (f) => `${formatHours(f.filledQuarters)} of ${formatHours(f.demandQuarters)}`,
  },
  { id: 'people', label: 'People with hours', of: (f) => `${f.people} of ${f.applicants}` },
  { id: 'first', label: 'In their first preference', of: (f) => share(f.first, f.people) },
  { id: 'three', label: 'In their first three preferences', of: (f) => share(f.firstThree, f.people) },
  { id: 'pairs', label: 'Pairs of person and course', of: (f) => String(f.pairs) },
  {
    id: 'suitability',
    label: 'Average suitability, of 100',
    of: (f) => (f.pairs > 0 ? f.suitability.toFixed(1) : '–'),
  },
  { id: 'asked', label: 'Share of the hours asked for', of: (f) => percent(f.asked.got, f.asked.asked) },
  { id: 'none', label: 'People who got nothing', of: (f) => String(f.asked.none) },
  { id: 'broken', label: 'Rules broken', of: (f) => String(f.broken) },
  { id: 'quality', label: 'How good it is', of: (f) => f.quality || '–' },
]

export default definePage(
  { path: '/assign/[runId]/compare', gate: 'assignment.run' },
  async ({ viewer, params, searchParams }) => {
    const id = params.runId ?? ''
    const asked = typeof searchParams.with === 'string' ? searchParams.with : 'standing'
    const { analysis, name, lines, kept, people, figures: sums } = await compareRun(viewer, id, asked)
    const { row } = analysis
    const others = (await listRuns(viewer, row.termId)).filter(
      (run) => run.id !== id && run.scope === row.scope && run.figures !== null,
    )
    const page = Math.max(1, Number(searchParams.page) || 1)
    const both = row.scope === 'both'
    return (
      <>
        <PageHeader
          title={`Compare ${row.name}`}
          description={`${lines.length} ${lines.length === 1 ? 'pair differs' : 'pairs differ'} from ${asked === 'standing' ? 'the term as it is now' : `“${name}”`}, of ${people} ${people === 1 ? 'person' : 'people'}; ${kept === 0 ? 'no pair is' : kept === 1 ? '1 pair is' : `${kept} pairs are`} the same.`}
          breadcrumb={[
            { label: 'Assign', href: `/assign?term=${row.termId}&scope=${row.scope}` },
            { label: row.name, href: `/assign/${id}` },
          ]}
        />
        <form className="mb-6 flex flex-wrap items-end gap-2" action={`/assign/${id}/compare`}>
          <Select
            name="with"
            label="Compare with"
            defaultValue={asked}
            className="!mb-0"
            options={[
              { value: 'standing', label: termNow },
              ...others.map((run) => ({ value: run.id, label: run.name })),
            ]}
          />
          <Button type="submit">Compare</Button>
        </form>
        <div className="mb-8 max-w-3xl">
          <DataTable
            caption="Figures of both"
            fill={false}
            columns={[
              { id: 'figure', label: 'Figure', primary: true },
              { id: 'before', label: name, align: 'end' },
              { id: 'after', label: row.name, align: 'end' },
            ]}
            rows={figures.map((figure) => ({
              id: figure.id,
              label: figure.label,
              cells: {
                figure: figure.label,
                before: <span className="block whitespace-normal">{figure.of(sums.before)}</span>,
                after: <span className="block whitespace-normal">{figure.of(sums.after)}</span>,
              },
            }))}
          />
        </div>
        <div className="mb-2 flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
          <h2 className="text-lg">Pairs that differ</h2>
          {lines.length > 0 && (
            <ExportMenu
              items={exportLinks(
                `/assign/${id}/compare/export`,
                `/assign/${id}/compare?${new URLSearchParams({ with: asked })}`,
                lines.length,
              )}
            />
          )}
        </div>
        <DataTable
          caption="Pairs that differ"
          fill={false}
          columns={[
            { id: 'person', label: 'Person', primary: true, sticky: true },
            { id: 'course', label: 'Course' },
            ...(both ? [{ id: 'position', label: 'Position' }] : []),
            { id: 'before', label: name, align: 'end' },
            { id: 'after', label: row.name, align: 'end' },
          ]}
          rows={lines.slice((page - 1) * ROWS, page * ROWS).map((line) => ({
            id: `${line.userId}:${line.code}:${line.position}`,
            label: line.name,
            href: `/assign/${id}?person=${line.userId}`,
            cells: {
              person: line.name,
              course: (
                // On phones the person's link lies over the whole card: this one stands above it.
                <Link href={`/assign/${id}?course=${line.courseId}`} className="link relative">
                  {line.code}
                </Link>
              ),
              position: line.position === 0 ? 'Tutor' : 'Marker',
              before: hours(line.before),
              after: hours(line.after),
            },
          }))}
          empty={<EmptyState title="No difference">Both give the same hours to the same people.</EmptyState>}
        />
        <Pagination
          page={page}
          pageSize={ROWS}
          total={lines.length}
          noun="pairs"
          hrefFor={(next) => `/assign/${id}/compare?with=${asked}&page=${next}`}
        />
      </>
    )
  },
)
