/**
 * `npm run bench:assignment -- PATH…`: solves assignment instances (files or folders of `assign-instance/1`) and
 * prints what came out beside the reference, where a `reference.json` stands beside them or one folder above.
 * Without a path it solves the project's own instances.
 *
 *   --gap 0            relative gap that suffices (default 0: prove the optimum)
 *   --limit 300        seconds for each instance
 *   --generate 1000x15000[:SEED]   a generated term of so many courses and applicants instead of files
 *   --figures          figures of the answer against those of the greedy baseline
 */
import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { checkBefore } from '@/lib/assignment/before'
import { checkSolution } from '@/lib/assignment/check'
import { type Figures, figuresOf } from '@/lib/assignment/figures'
import { greedyByRank } from '@/lib/assignment/greedy'
import { solve } from '@/lib/assignment/solve'
import type { Instance } from '@/lib/assignment/types'
import { generate } from '../support/assignment-generator'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    gap: { type: 'string', default: '0' },
    limit: { type: 'string', default: '300' },
    generate: { type: 'string', multiple: true, default: [] },
    figures: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
})

type Reference = Record<string, { optimum: number | null } | undefined>
type Loaded = { instance: Instance; reference: number | null | undefined }

function* load(given: string): Generator<Loaded> {
  if (fs.statSync(given).isDirectory()) {
    for (const name of fs.readdirSync(given).sort()) {
      const file = path.join(given, name)
      if (name.endsWith('.json') || fs.statSync(file).isDirectory()) yield* load(file)
    }
    return
  }
  const content = JSON.parse(fs.readFileSync(given, 'utf8')) as Instance
  if (content.format !== 'assign-instance/1') return
  const folder = path.dirname(given)
  const reference = [folder, path.dirname(folder)]
    .map((place) => path.join(place, 'reference.json'))
    .find((file) => fs.existsSync(file))
  const known = reference
    ? (JSON.parse(fs.readFileSync(reference, 'utf8')) as Reference)[content.id]
    : undefined
  yield { instance: content, reference: known?.optimum }
}

function* instances(): Generator<Loaded> {
  for (const size of values.generate) {
    const [counts = '', seed = '1'] = size.split(':')
    const [courses = 0, applicants = 0] = counts.split('x').map(Number)
    yield { instance: generate({ seed: Number(seed), courses, applicants }), reference: undefined }
  }
  const given = positionals.length > 0 ? positionals : values.generate.length > 0 ? [] : [OWN]
  for (const place of given) yield* load(place)
}

const OWN = path.join(import.meta.dirname, '../fixtures/assignment')
const number = (value: number | null | undefined) =>
  value === undefined ? '–' : value === null ? 'none' : Math.round(value).toLocaleString('en')
const percent = (value: number | null) => (value === null ? '–' : `${(value * 100).toFixed(3)} %`)

function showFigures(name: string, figures: Figures): void {
  console.log(
    `    ${name.padEnd(8)} ${number(figures.hoursCovered)} of ${number(figures.hoursDemanded)} h, first choice ${percent(figures.firstChoiceShare)}, ` +
      `first to third ${percent(figures.topThreeShare)}, ${number(figures.peopleWithHours)} of ${number(figures.peopleEligible)} people, ` +
      `spread ${figures.spread.toFixed(3)}, mean score ${figures.meanScore.toFixed(0)}`,
  )
}

let wrong = 0
console.log(
  ['instance', 'status', 'objective', 'reference', 'bound', 'gap', 'seconds', 'peak MB', 'broken rules'].join(
    '\t',
  ),
)
for (const { instance, reference } of instances()) {
  const solution = await solve(instance, {
    gap: Number(values.gap),
    timeLimit: Number(values.limit),
    onProgress: values.verbose
      ? ({ seconds, objective, bound, gap }) =>
          console.log(`    ${seconds.toFixed(1)} s\t${number(objective)}\t${number(bound)}\t${percent(gap)}`)
      : undefined,
  })
  const broken = solution.objective === null ? [] : checkSolution(instance, solution.pairs)
  const missed = reference !== undefined && solution.objective !== reference
  const provenWrong = missed && (solution.gap === 0 || solution.objective === null)
  if (broken.length > 0 || provenWrong) wrong += 1
  console.log(
    [
      instance.id,
      solution.status,
      number(solution.objective),
      number(reference) + (missed ? ' (differs)' : ''),
      number(solution.bound),
      percent(solution.gap),
      solution.seconds.toFixed(2),
      Math.round(process.resourceUsage().maxRSS / 1024),
      broken.length,
    ].join('\t'),
  )
  for (const { message } of checkBefore(instance).conflicts) console.log(`    ${message}`)
  if (!values.figures || solution.objective === null) continue
  showFigures('greedy', figuresOf(instance, greedyByRank(instance)))
  showFigures('answer', figuresOf(instance, solution.pairs))
}
process.exitCode = wrong > 0 ? 1 : 0
