import { Check, Download, GitCompare, Pencil, Upload } from 'lucide-react'
import { PanelLayout } from '@/components/layout/side-panel'
import { Alert } from '@/components/ui/alert'
import { Button, ButtonLink } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { DropdownMenu } from '@/components/ui/popover'
import { getAnalysis } from '@/lib/assignment-runs/analysis'
import { boardList, courseCards, personLines, userName } from '@/lib/assignment-runs/board'
import { coursePanel, personPanel } from '@/lib/assignment-runs/panels'
import { getRunProgress, termNameOf } from '@/lib/assignment-runs/queries'
import { costInWords } from '@/lib/assignment-runs/reasons'
import { getRunRow } from '@/lib/assignment-runs/store'
import { formatInstant } from '@/lib/dates'
import { getSettings } from '@/lib/settings/queries'
import { definePage, type PageProps } from '@/lib/web/page'
import { scopeNames } from '../_components/assign-context'
import { runMetadata } from '../_components/run-metadata'
import { RunState } from '../_components/run-state'
import { cancelRunAction } from '../actions'
import { BoardFigures } from './_components/board-figures'
import { CourseColumn } from './_components/course-column'
import { CoursePanel } from './_components/course-panel'
import { DragBoard } from './_components/drag'
import { boardLinks } from './_components/links'
import { More } from './_components/more'
import { PeopleColumn } from './_components/people-column'
import { PersonPanel } from './_components/person-panel'
import { Solving } from './_components/solving'

export const generateMetadata = (props: PageProps) => runMetadata(props)

/** Broken rules that are told one by one above the board. */
const TOLD = 6

export default definePage(
  { path: '/assign/[runId]', gate: 'assignment.run' },
  async ({ viewer, params, searchParams }) => {
    const id = params.runId ?? ''
    const row = await getRunRow(viewer, id)
    const [termName, creator, institution] = await Promise.all([
      termNameOf(row.termId),
      userName(row.createdBy),
      getSettings(),
    ])
    const list = `/assign?term=${row.termId}&scope=${row.scope}`
    const header = {
      title: row.name,
      description: `${scopeNames[row.scope]}, ${termName}; made by ${creator} on ${formatInstant(row.createdAt, institution.timeZone)}`,
      breadcrumb: [{ label: 'Assign', href: list }],
    }
    if (row.state === 'queued' || row.state === 'solving')
      return (
        <>
          <PageHeader {...header} />
          <Solving
            id={id}
            initial={await getRunProgress(viewer, id)}
            timeLimit={Number((row.settings as { timeLimit?: number }).timeLimit ?? 60)}
          >
            <form action={cancelRunAction}>
              <input type="hidden" name="id" value={id} />
              <Button type="submit" size="sm">
                Cancel
              </Button>
            </form>
          </Solving>
        </>
      )
    const query = boardList.parse(searchParams)
    const analysis = await getAnalysis(viewer, id)
    const applied = row.appliedAt !== null && row.undoneAt === null
    const editable = !applied && row.state !== 'failed'
    const links = boardLinks(id, row.version, query)
    const both = analysis.data.base.positions.length > 1
    const { person, course } = query.filters
    const personView = person ? personPanel(analysis, person, query.filters.why) : null
    const courseView = !personView && course ? coursePanel(analysis, course) : null
    const cost =
      personView && query.filters.cost
        ? await costInWords(analysis, personView.line.index, query.filters.cost)
        : null
    const courses = courseCards(analysis, query)
    const people = personLines(analysis, query)
    const panel = personView ? (
      <PersonPanel
        view={personView}
        analysis={analysis}
        links={links}
        params={query}
        editable={editable}
        cost={cost}
      />
    ) : courseView ? (
      <CoursePanel view={courseView} analysis={analysis} links={links} editable={editable} />
    ) : undefined
    return (
      <PanelLayout panel={panel}>
        <PageHeader
          {...header}
          actions={
            <>
              <RunState run={row} />
              {row.state !== 'failed' && !applied && (
                <ButtonLink href={`/assign/${id}/apply`} variant="primary" icon={<Check aria-hidden />}>
                  Apply
                </ButtonLink>
              )}
              {applied && (
                <ButtonLink href={`/assign/${id}/apply`} icon={<Pencil aria-hidden />}>
                  Undo
                </ButtonLink>
              )}
              <ButtonLink href={`/assign/${id}/compare?with=standing`} icon={<GitCompare aria-hidden />}>
                Compare
              </ButtonLink>
              <DropdownMenu
                label="More"
                items={[
                  {
                    label: 'Export as XLSX',
                    href: `/assign/${id}/export?format=xlsx`,
                    icon: <Download aria-hidden />,
                    download: true,
                  },
                  {
                    label: 'Export as CSV',
                    href: `/assign/${id}/export?format=csv`,
                    icon: <Download aria-hidden />,
                    download: true,
                  },
                  {
                    label: 'Import an edited export',
                    href: `/assign/${id}/import`,
                    icon: <Upload aria-hidden />,
                  },
                ]}
              />
            </>
          }
        />
        <div className="space-y-6">
          {row.state === 'failed' && (
            <Alert tone="error" title="This scenario has no answer">
              <p>{row.error ?? 'Solving broke off.'}</p>
            </Alert>
          )}
          {row.state === 'cancelled' && (
            <Alert tone="info" title="Cancelled before an answer was found">
              <p>Solve again below, or delete this scenario.</p>
            </Alert>
          )}
          {applied && (
            <Alert tone="ok" title="Applied">
              <p>
                Its decisions and hours stand in review and are told when you publish. It can be undone as a
                whole until then; to change single people, go to review.
              </p>
            </Alert>
          )}
          <BoardFigures analysis={analysis} />
          {analysis.breaches.length > 0 && row.state !== 'failed' && (
            <Alert
              tone="error"
              title={`${analysis.breaches.length} ${analysis.breaches.length === 1 ? 'rule is' : 'rules are'} broken`}
            >
              <ul className="list-disc pl-5">
                {analysis.breaches.slice(0, TOLD).map((breach) => (
                  <li key={breach.message}>{breach.message}</li>
                ))}
              </ul>
              {analysis.breaches.length > TOLD && <p>And {analysis.breaches.length - TOLD} more.</p>}
            </Alert>
          )}
          <DragBoard
            fields={{ id, version: row.version, back: links.here }}
            block={analysis.settings.minChunk}
            positions={row.scope === 'marker' ? 'marker' : 'tutor'}
          >
            <div className="grid gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
              <CourseColumn {...courses} params={query} links={links} editable={editable} both={both} />
              <PeopleColumn {...people} params={query} links={links} editable={editable} />
            </div>
          </DragBoard>
          <More run={row} marks={analysis.data.marks} />
        </div>
      </PanelLayout>
    )
  },
)
