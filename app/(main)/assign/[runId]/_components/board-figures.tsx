import { Stat, StatGrid } from '@/components/ui/stat'
import type { Analysis } from '@/lib/assignment-runs/analysis'
import { figuresOfPairs } from '@/lib/assignment-runs/figures'
import { formatHours } from '@/lib/hours'

const percent = (part: number, whole: number) => (whole > 0 ? `${Math.round((part * 100) / whole)} %` : '–')
const points = new Intl.NumberFormat('en-NZ', { maximumFractionDigits: 0, signDisplay: 'exceptZero' })

const endings: Record<string, string> = { time_limit: '; the time was over', cancelled: '; cancelled' }

/** What a scenario comes to; each figure moves with each edit. */
export function BoardFigures({ analysis }: { analysis: Analysis }) {
  const { base, pairs } = analysis.data
  const now = figuresOfPairs(base, pairs)
  const model = analysis.figures
  const { progress, edited } = analysis.row
  const lost = edited && progress.objective !== null ? model.objective - progress.objective : 0
  return (
    <StatGrid>
      <Stat
        label="Hours covered"
        value={percent(now.filledQuarters, now.demandQuarters)}
        note={`${formatHours(now.filledQuarters)} of ${formatHours(now.demandQuarters)}`}
      />
      <Stat
        label="People with hours"
        value={now.people}
        note={`of ${now.applicants}; ${now.pairs} ${now.pairs === 1 ? 'pair' : 'pairs'}`}
      />
      <Stat
        label="In their first choice"
        value={percent(now.first, now.people)}
        note={`first three: ${percent(now.firstThree, now.people)}`}
      />
      <Stat
        label="Mean suitability"
        value={(model.meanScore / 10).toFixed(1)}
        unit="of 100"
        note="over the hours given"
      />
      <Stat
        label="Got of what was asked"
        value={percent(model.meanShareOfAsked, 1)}
        note={`spread ${Math.round(model.spread * 100)} points; 0 is even`}
      />
      {edited ? (
        <Stat
          label="Against the solver’s answer"
          value={points.format(lost)}
          unit="points"
          note={lost < 0 ? 'what your edits cost' : undefined}
        />
      ) : (
        <Stat
          label="From the best possible"
          value={
            progress.gap === null
              ? '–'
              : `${(Math.ceil(progress.gap * 10_000) / 100).toFixed(progress.gap === 0 ? 0 : 2)} %`
          }
          note={`${progress.gap === 0 ? 'proven; ' : 'at most; '}${progress.seconds.toFixed(1)} s${endings[progress.status ?? ''] ?? ''}`}
        />
      )}
    </StatGrid>
  )
}
