import { Stat, StatGrid } from '@/components/ui/stat'
import type { RunFigures } from '@/db/schema/assignment'
import type { Analysis } from '@/lib/assignment-runs/analysis'
import { costHours, costRest, gapWords, meanSuitability } from '@/lib/assignment-runs/cost'
import { askedOf, figuresOfPairs, spreadWords } from '@/lib/assignment-runs/figures'
import { formatHours } from '@/lib/hours'

const percent = (part: number, whole: number) => (whole > 0 ? `${Math.round((part * 100) / whole)} %` : '–')

/** Of whom the share of first preferences is. */
function firstWords({ first, firstThree, people }: RunFigures): string {
  if (people === 0) return 'nobody has hours'
  const whom = `the ${people} ${people === 1 ? 'person' : 'people'} with hours`
  return `${first} of ${whom}; in one of their first three ${firstThree}, ${percent(firstThree, people)}`
}

const endings: Record<string, string> = {
  time_limit: ', when the time was over',
  cancelled: ', when it was cancelled',
}

/** What a scenario comes to; each figure moves with each edit. */
export function BoardFigures({ analysis }: { analysis: Analysis }) {
  const { base, pairs } = analysis.data
  const now = figuresOfPairs(base, pairs)
  const asked = askedOf(base, pairs)
  const { cost } = analysis
  const { progress, edited } = analysis.row
  return (
    <StatGrid>
      <Stat
        label="Hours covered"
        value={percent(now.filledQuarters, now.demandQuarters)}
        note={`${formatHours(now.filledQuarters)} of ${formatHours(now.demandQuarters)} needed${analysis.neverHours > 0 ? `; at least ${formatHours(analysis.neverHours * 4)} stay open whatever is chosen` : ''}`}
      />
      <Stat
        label="People with hours"
        value={now.people}
        note={`of ${now.applicants}; ${now.pairs} ${now.pairs === 1 ? 'pair' : 'pairs'} of person and course`}
      />
      <Stat label="In their first preference" value={percent(now.first, now.people)} note={firstWords(now)} />
      <Stat
        label="Average suitability"
        value={now.pairs > 0 ? meanSuitability(analysis.instance, pairs).toFixed(1) : '–'}
        unit={now.pairs > 0 ? 'of 100' : undefined}
        note="for the courses that people got, by hours"
      />
      <Stat
        label="Share of the hours asked for"
        value={percent(asked.got, asked.asked)}
        note={`${formatHours(asked.got)} of ${formatHours(asked.asked)}: weekly maximum × weeks of ${asked.people} people. ${spreadWords(asked)}`}
      />
      {edited ? (
        <Stat
          label="Edited since it was solved"
          value={cost ? costHours(cost) : 'Edited'}
          unit={cost ? 'covered' : undefined}
          note={
            cost
              ? `against the solver’s answer; ${costRest(cost)}`
              : 'the term’s data was taken in anew: there is no answer of the solver to set it against'
          }
        />
      ) : (
        <Stat
          label="How good it is"
          value={progress.gap === null ? '–' : progress.gap === 0 ? 'Best possible' : gapWords(progress.gap)}
          note={`${progress.gap === 0 ? 'proven' : 'of the best possible; found'} in ${progress.seconds.toFixed(1)} s${endings[progress.status ?? ''] ?? ''}`}
        />
      )}
    </StatGrid>
  )
}
