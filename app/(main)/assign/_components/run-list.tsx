import { DataTable } from '@/components/table/data-table'
import { Section } from '@/components/ui/card'
import type { RunLine } from '@/lib/assignment-runs/queries'
import { formatInstant } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import { RunState } from './run-state'

const percent = (part: number, whole: number) => (whole > 0 ? `${Math.round((part * 100) / whole)} %` : '–')

/** The scenarios of a term side by side. */
export function RunList({ runs, zone }: { runs: RunLine[]; zone: string }) {
  return (
    <Section
      id="scenarios"
      title="Scenarios"
      description="Open one to look at it, change it, compare it and apply it."
    >
      <DataTable
        caption="Scenarios"
        fill={false}
        columns={[
          { id: 'name', label: 'Name', primary: true, sticky: true },
          { id: 'state', label: 'State' },
          { id: 'covered', label: 'Hours covered', align: 'end' },
          { id: 'first', label: 'In their first choice', align: 'end' },
          { id: 'three', label: 'In their first three', align: 'end', hideOnPhone: true },
          { id: 'people', label: 'People with hours', align: 'end' },
          { id: 'gap', label: 'From the best', align: 'end', hideOnPhone: true },
          { id: 'by', label: 'Made by', hideOnPhone: true },
        ]}
        rows={runs.map((run) => {
          const f = run.figures
          return {
            id: run.id,
            label: run.name,
            href: `/assign/${run.id}`,
            cells: {
              name: run.name,
              state: <RunState run={run} />,
              covered: f ? `${formatHours(f.filledQuarters)} of ${formatHours(f.demandQuarters)}` : '–',
              first: f ? percent(f.first, f.people) : '–',
              three: f ? percent(f.firstThree, f.people) : '–',
              people: f ? `${f.people} of ${f.applicants}` : '–',
              gap: gapText(run.progress.gap),
              by: `${run.creator}, ${formatInstant(run.createdAt, zone)}`,
            },
          }
        })}
      />
    </Section>
  )
}

export const gapText = (gap: number | null) =>
  gap === null ? '–' : gap === 0 ? 'proven best' : `at most ${(Math.ceil(gap * 10_000) / 100).toFixed(2)} %`
