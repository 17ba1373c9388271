import type { Bench } from './main'

const pages = [
  '/review?position=tutor&tab=published',
  '/review?position=tutor&tab=published&sort=gpa&dir=desc&q=an',
  '/courses',
  '/courses?q=systems',
]
const warmUps = 5
const runs = 25

export type PageFigure = { milliseconds: number; queries: number }

/** Median time of a whole answer, and database queries of one answer, of the tables that grow with the term. */
export const measurePages = ({ app, as }: Bench): Promise<Record<string, PageFigure>> =>
  measure(app.url, () => as('tutorco'), pages)

const homes = ['admin1', 'tutorco', 'markerco', 'coord01', 'stud001']

/** The same of the home page of each role, by user name. */
export async function measureHomes({ app, as }: Bench): Promise<Record<string, PageFigure>> {
  const figures: Record<string, PageFigure> = {}
  for (const name of homes) figures[name] = (await measure(app.url, () => as(name), ['/']))['/']!
  return figures
}

async function measure(
  url: string,
  signIn: () => ReturnType<Bench['as']>,
  paths: readonly string[],
): Promise<Record<string, PageFigure>> {
  const client = await signIn()
  const figures: Record<string, PageFigure> = {}
  for (const page of paths) {
    const times: number[] = []
    for (let run = 0; run < warmUps + runs; run++) {
      const started = performance.now()
      const answer = await client.get(page)
      if (answer.status !== 200) throw new Error(`${page}: ${answer.status}`)
      if (run >= warmUps) times.push(performance.now() - started)
    }
    times.sort((a, b) => a - b)
    figures[page] = {
      milliseconds: times[Math.floor(runs / 2)]!,
      queries: await queriesOf(url, () => client.get(page)),
    }
  }
  client.close()
  return figures
}

/** Queries that a request causes; the least of five, as background work may fall into one of them. */
async function queriesOf(url: string, request: () => Promise<unknown>): Promise<number> {
  const count = async () => ((await (await fetch(`${url}/api/health`)).json()) as { queries: number }).queries
  const seen: number[] = []
  for (let run = 0; run < 5; run++) {
    const before = await count()
    const between = await count()
    await request()
    seen.push((await count()) - between - (between - before))
  }
  return Math.min(...seen)
}
