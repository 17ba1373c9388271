import { DataTable } from '@/components/table/data-table'
import { ExportMenu } from '@/components/table/export-menu'
import { Section } from '@/components/ui/card'
import type { MenuItem } from '@/components/ui/popover'
import { qualityWords } from '@/lib/assignment-runs/cost'
import type { RunLine } from '@/lib/assignment-runs/queries'
import { dayIn, formatDay } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import { RunState } from './run-state'

/** The scenarios of a term side by side. */
export function RunList({ runs, zone, exports }: { runs: RunLine[]; zone: string; exports: MenuItem[] }) {
  return (
    <Section
      id="scenarios"
      title="Scenarios"
      description="Open one to look at it, change it, compare it and apply it."
      actions={<ExportMenu items={exports} />}
    >
      <DataTable
        caption="Scenarios"
        fill={false}
        columns={[
          { id: 'name', label: 'Name', primary: true, sticky: true },
          { id: 'state', label: 'State' },
          { id: 'covered', label: 'Hours covered', align: 'end' },
          { id: 'first', label: 'In first preference', align: 'end' },
          { id: 'three', label: 'In first three', align: 'end', hideOnPhone: true },
          { id: 'people', label: 'People with hours', align: 'end' },
          { id: 'quality', label: 'How good it is' },
          { id: 'by', label: 'Made by', hideOnPhone: true },
        ]}
        rows={runs.map((run) => {
          const f = run.figures
          return {
            id: run.id,
            label: run.name,
            href: `/assign/${run.id}`,
            cells: {
              name: <span className="link">{run.name}</span>,
              state: <RunState run={run} />,
              covered: f ? `${formatHours(f.filledQuarters)} of ${formatHours(f.demandQuarters)}` : '–',
              first: f ? `${f.first} of ${f.people}` : '–',
              three: f ? `${f.firstThree} of ${f.people}` : '–',
              people: f ? `${f.people} of ${f.applicants}` : '–',
              quality: (
                <span className="block max-w-64 min-w-40 whitespace-normal">{qualityWords(run) || '–'}</span>
              ),
              by: (
                <span className="block min-w-28 whitespace-normal">
                  {run.creator}, {formatDay(dayIn(run.createdAt, zone))}
                </span>
              ),
            },
          }
        })}
      />
    </Section>
  )
}
