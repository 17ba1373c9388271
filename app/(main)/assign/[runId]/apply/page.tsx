import { DataTable } from '@/components/table/data-table'
import { Alert } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { Button, ButtonLink } from '@/components/ui/button'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import type { PlannedRow } from '@/lib/allocations/change-set'
import { previewApply } from '@/lib/assignment-runs/apply'
import { applyWords, byPerson, droppedWords } from '@/lib/assignment-runs/apply-words'
import { requireSolved } from '@/lib/assignment-runs/commands'
import { groundOf } from '@/lib/assignment-runs/ground'
import { publishedOf, publishedWords } from '@/lib/assignment-runs/published'
import { termNameOf } from '@/lib/assignment-runs/queries'
import { positionsOf } from '@/lib/assignment-runs/source'
import { getRunRow } from '@/lib/assignment-runs/store'
import { isAppError } from '@/lib/errors'
import { formatHours } from '@/lib/hours'
import { can } from '@/lib/permissions'
import { upperFirst } from '@/lib/text'
import { definePage, type PageProps } from '@/lib/web/page'
import { scopeNames } from '../../_components/assign-context'
import { runMetadata } from '../../_components/run-metadata'
import { rebaseRunAction } from '../../actions'
import { ApplyForm, UndoForm } from './apply-form'

export const generateMetadata = (props: PageProps) => runMetadata(props, 'Apply')

const ROWS = 100
const hours = (quarters: number) => (quarters > 0 ? formatHours(quarters) : '–')
const people = (n: number) => `${n} ${n === 1 ? 'application' : 'applications'}`

export default definePage(
  { path: '/assign/[runId]/apply', gate: 'assignment.run' },
  async ({ viewer, params, searchParams }) => {
    const id = params.runId ?? ''
    const row = await getRunRow(viewer, id)
    const termName = await termNameOf(row.termId)
    const board = `/assign/${id}`
    const header = (title: string) => (
      <PageHeader
        title={title}
        description={`${row.name}: ${scopeNames[row.scope].toLowerCase()}, ${termName}`}
        breadcrumb={[
          { label: 'Assign', href: `/assign?term=${row.termId}&scope=${row.scope}` },
          { label: row.name, href: board },
        ]}
      />
    )
    const published = await publishedOf(row)
    if (published && published.published > 0)
      return (
        <div className="max-w-3xl">
          {header('Published')}
          <Alert tone="info" actions={<ButtonLink href={board}>Back to the scenario</ButtonLink>}>
            <p>
              {publishedWords(published)}. What students were told is not undone here: change single people in
              Enrolment where they are published, in Review where they are not.
            </p>
          </Alert>
        </div>
      )
    if (published)
      return (
        <div className="max-w-3xl">
          {header('Undo this scenario')}
          <p className="measure mb-6 text-base">
            All decisions and hours that it brought become what they were before it was applied. Nobody has
            been told anything of it. Decisions changed since by hand are not overwritten: then nothing is
            undone, and you are told who.
          </p>
          <UndoForm id={id} version={row.version} back={board} />
        </div>
      )
    try {
      requireSolved(row)
    } catch (error) {
      if (!isAppError(error)) throw error
      return (
        <div className="max-w-3xl">
          {header('Apply')}
          <Alert tone="info" actions={<ButtonLink href={board}>Back to the scenario</ButtonLink>}>
            <p>{error.message}</p>
          </Alert>
        </div>
      )
    }
    const { totals, plan, drift, dropped } = await previewApply(viewer, id)
    const { names, personAt, others } = await groundOf(row)
    // As on the board, where people of one name are told apart.
    const nameOf = ({ person }: Pick<PlannedRow, 'person'>) => {
      const index = person ? personAt.get(person.userId) : undefined
      if (index !== undefined) return names[index]!.name
      return (person && others.get(person.userId)) ?? person?.name ?? 'Somebody'
    }
    const problems = plan.rows.filter((one) => one.problem)
    const breaches = plan.rows.flatMap((one) =>
      one.problem ? [] : one.breaches.map((breach) => ({ ...breach, name: nameOf(one) })),
    )
    const page = Math.max(1, Number(searchParams.page) || 1)
    const shown = byPerson(plan.rows).slice((page - 1) * ROWS, page * ROWS)
    const what = applyWords(totals)
    const about = totals.newly + totals.changed + totals.undone + totals.unchanged
    const overridable = breaches.every((breach) => breach.overridable)
    const mayOverride =
      overridable &&
      positionsOf(row.scope).every((position) => can(viewer, 'allocations.override', { position }).allowed)
    return (
      <div className="max-w-3xl space-y-8">
        <div>
          {header(what ? upperFirst(what) : 'Apply')}
          <ul className="list-disc space-y-1 pl-5 text-base">
            <li>
              {`${formatHours(totals.quarters)} over ${totals.courses} ${totals.courses === 1 ? 'course' : 'courses'} are proposed, all in one step or not at all.`}
            </li>
            {totals.unchanged > 0 && (
              <li>{`${people(totals.unchanged)} ${totals.unchanged === 1 ? 'stands' : 'stand'} so already.`}</li>
            )}
            {dropped.names.length > 0 && <li>{droppedWords(dropped.names)}</li>}
            <li>Other applications without hours in it stay as they are; decide on them in review.</li>
            <li>No student is told anything before you publish, and all of it can be undone until then.</li>
          </ul>
        </div>
        {drift.total > 0 && (
          <Alert
            tone="warning"
            title="The term’s data changed since this scenario was made"
            actions={
              <form action={rebaseRunAction}>
                <input type="hidden" name="id" value={id} />
                <input type="hidden" name="version" value={row.version} />
                <Button type="submit" size="sm">
                  Take the changes in
                </Button>
              </form>
            }
          >
            <ul className="list-disc pl-5">
              {drift.lines.slice(0, 12).map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
            {drift.total > 12 && <p>{`${drift.total} changes in all.`}</p>}
            <p>
              Before it can be applied the changes are taken in: pairs stay where they are still possible, and
              the board shows which rules they break now. Or solve again.
            </p>
          </Alert>
        )}
        {problems.length > 0 && (
          <Alert tone="error" title={`${problems.length} cannot be done`}>
            <ul className="list-disc pl-5">
              {problems.slice(0, 20).map((one, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the rows do not change while shown
                <li key={i}>{problemWords(one, nameOf(one))}</li>
              ))}
            </ul>
          </Alert>
        )}
        {breaches.length > 0 && (
          <Alert tone="warning" title={`${breaches.length} rules would be broken`}>
            <ul className="list-disc pl-5">
              {breaches.slice(0, 20).map((breach) => (
                <li key={breach.key}>{`${breach.name}: ${breach.message}`}</li>
              ))}
            </ul>
            {breaches.length > 20 && <p>{`And ${breaches.length - 20} more.`}</p>}
          </Alert>
        )}
        {drift.total === 0 && problems.length === 0 && about > 0 && (
          <ApplyForm
            id={id}
            version={row.version}
            back={board}
            label={what ? `Apply: ${what}` : 'Apply'}
            keys={breaches.map((breach) => breach.key)}
            mayOverride={mayOverride}
          />
        )}
        {about === 0 && (
          <p className="text-base">This scenario gives nobody hours, so there is nothing to apply.</p>
        )}
        <section aria-labelledby="rows">
          <h2 id="rows" className="mb-2 text-lg">
            What changes
          </h2>
          {plan.rows.length === 0 ? (
            <p className="text-sm text-muted">No hours change: all proposals stand so already.</p>
          ) : (
            <DataTable
              caption="Hours before and after"
              fill={false}
              columns={[
                { id: 'person', label: 'Person', primary: true },
                { id: 'course', label: 'Course', onPhone: 'subtitle' },
                ...(row.scope === 'both'
                  ? [{ id: 'position', label: 'Position', onPhone: 'subtitle' as const }]
                  : []),
                { id: 'before', label: 'Before', align: 'end' as const },
                { id: 'after', label: 'After', align: 'end' as const },
                // On phones a subtitle as well, so that there is no line for those who have none.
                { id: 'note', label: 'Note', onPhone: 'subtitle' },
              ]}
              rows={shown.map((one, i) => ({
                id: String(i),
                label: nameOf(one),
                href: one.person ? `${board}?person=${one.person.userId}` : undefined,
                cells: {
                  person: nameOf(one),
                  course: one.course?.code ?? '–',
                  position: one.position === 'marker' ? 'Marker' : 'Tutor',
                  note: noteOf(one, nameOf(one), dropped.ids, board),
                  before: hours(one.before),
                  after: hours(one.after),
                },
              }))}
            />
          )}
          <Pagination
            page={page}
            pageSize={ROWS}
            total={plan.rows.length}
            noun="changes"
            hrefFor={(next) => `/assign/${id}/apply?page=${next}`}
          />
          <p className="text-sm">
            <Link href={board} className="link">
              Back to the board
            </Link>
          </p>
        </section>
      </div>
    )
  },
)

/** "Søren Kovács: COMPSCI 225 is archived.": of whom a change is that cannot be done, where it does not say itself. */
const problemWords = ({ person, message }: PlannedRow, name: string): string =>
  person && !message.startsWith(person.name) ? `${name}: ${message}` : message

/** What is to be known of a change besides its hours; null where there is nothing. */
function noteOf(one: PlannedRow, name: string, dropped: ReadonlySet<string>, board: string) {
  const isDropped = dropped.has(one.allocation?.applicationId ?? '')
  if (!isDropped && !one.problem && one.breaches.length === 0) return null
  return (
    <>
      {isDropped && (
        <>
          <Badge tone="warn">Dropped</Badge>{' '}
          {one.person && (
            <Link href={`${board}?person=${one.person.userId}`} className="link">
              Why
              <span className="sr-only">{`: ${name}`}</span>
            </Link>
          )}
        </>
      )}
      {one.problem && <span className="block whitespace-normal text-bad">{one.problem.message}</span>}
      {one.breaches.map((breach) => (
        <span key={breach.key} className="block whitespace-normal text-warn">
          {breach.message}
        </span>
      ))}
    </>
  )
}
