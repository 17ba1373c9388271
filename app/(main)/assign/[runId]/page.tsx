import { Check, Download, GitCompare, RotateCw, Undo2, Upload } from 'lucide-react'
import { PanelLayout } from '@/components/layout/side-panel'
import { Alert } from '@/components/ui/alert'
import { Button, ButtonLink } from '@/components/ui/button'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { DropdownMenu } from '@/components/ui/popover'
import { type AcceptedPair, acceptedLess, affectedBy, withReasons } from '@/lib/assignment-runs/accepted'
import { getAnalysis } from '@/lib/assignment-runs/analysis'
import { boardList, courseCards, personLines, userName } from '@/lib/assignment-runs/board'
import { exchangeFor, exchangesOnOpening } from '@/lib/assignment-runs/exchange'
import { findLeftOut } from '@/lib/assignment-runs/left-out'
import { coursePanel, personPanel } from '@/lib/assignment-runs/panels'
import { placesText } from '@/lib/assignment-runs/places'
import { publishedOf } from '@/lib/assignment-runs/published'
import { getRunProgress, termNameOf } from '@/lib/assignment-runs/queries'
import { withNames } from '@/lib/assignment-runs/reasons'
import { blockOf } from '@/lib/assignment-runs/settings'
import { changesSince } from '@/lib/assignment-runs/since'
import { positionsOf } from '@/lib/assignment-runs/source'
import { getRunRow } from '@/lib/assignment-runs/store'
import { standingNames, standingOf } from '@/lib/assignment-runs/tables'
import { parseTried, triedView } from '@/lib/assignment-runs/tried'
import { formatInstant } from '@/lib/dates'
import { can } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import { definePage, type PageProps } from '@/lib/web/page'
import { scopeNames } from '../_components/assign-context'
import { runMetadata } from '../_components/run-metadata'
import { RunState } from '../_components/run-state'
import { cancelRunAction } from '../actions'
import { AffectedNow } from './_components/accepted-now'
import { AppliedNotice } from './_components/applied-notice'
import { BoardFigures } from './_components/board-figures'
import { CourseColumn } from './_components/course-column'
import { CoursePanel } from './_components/course-panel'
import { DragBoard } from './_components/drag'
import { BoardJumps } from './_components/jumps'
import { boardLinks } from './_components/links'
import { More } from './_components/more'
import { PeopleColumn } from './_components/people-column'
import { PersonPanel } from './_components/person-panel'
import { Solving } from './_components/solving'
import { TriedNotice } from './_components/tried-notice'

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
    const asked = boardList.parse(searchParams)
    // Shown once: nothing on the page leads on with it.
    const query = { ...asked, filters: { ...asked.filters, tried: undefined } }
    const tried = parseTried(asked.filters.tried)
    const analysis = await getAnalysis(viewer, id)
    const published = await publishedOf(row)
    const applied = published !== null
    const editable = !applied && row.state !== 'failed'
    const links = boardLinks(id, row.version, query)
    const both = analysis.data.base.positions.length > 1
    const { person, course } = query.filters
    const personView = person ? personPanel(analysis, person, query.filters.why) : null
    const courseView =
      !personView && course
        ? coursePanel(analysis, course, { people: query.filters.inpage, notChosen: query.filters.outpage })
        : null
    const exchanges = personView
      ? await exchangesOnOpening(analysis, personView.line.index, [...personView.wishes, ...personView.asked])
      : new Map()
    const cost =
      personView && query.filters.cost
        ? await exchangeFor(analysis, personView.line.index, query.filters.cost)
        : null
    if (cost) exchanges.set(cost.courseId, cost)
    const refused = tried ? await triedView(viewer, analysis, tried, institution.timeZone) : null
    const notice = refused && <TriedNotice view={refused} links={links} editable={editable} />
    const courses = courseCards(analysis, query)
    const people = personLines(analysis, query)
    const accepted = row.state === 'failed' ? [] : await acceptedLess(analysis)
    const toldOf = (which: (pair: AcceptedPair) => boolean) => withReasons(analysis, accepted.filter(which))
    const since = row.state === 'failed' ? null : await changesSince(viewer, analysis)
    const leftOut = await findLeftOut(analysis, query.filters.people)
    const panel = personView ? (
      <PersonPanel
        view={personView}
        analysis={analysis}
        links={links}
        params={query}
        editable={editable}
        exchanges={exchanges}
        accepted={toldOf((pair) => pair.person === personView.line.index)}
        notice={notice}
      />
    ) : courseView ? (
      <CoursePanel
        view={courseView}
        analysis={analysis}
        links={links}
        editable={editable}
        notice={notice}
        accepted={toldOf((pair) => pair.course === courseView.card.index)}
      />
    ) : undefined
    return (
      <PanelLayout panel={panel}>
        <PageHeader
          {...header}
          behindPanel={panel !== undefined}
          badge={<RunState run={{ ...row, published }} />}
          actions={
            <>
              {row.state !== 'failed' && !applied && (
                <ButtonLink href={`/assign/${id}/apply`} variant="primary" icon={<Check aria-hidden />}>
                  Apply
                </ButtonLink>
              )}
              {published?.published === 0 && (
                <ButtonLink href={`/assign/${id}/apply`} icon={<Undo2 aria-hidden />}>
                  Undo
                </ButtonLink>
              )}
              <ButtonLink href={`/assign/${id}/compare?with=standing`} icon={<GitCompare aria-hidden />}>
                Compare
              </ButtonLink>
              <DropdownMenu
                label="More"
                items={[
                  ...(row.state === 'failed'
                    ? []
                    : [{ label: 'Solve again', href: '#again', icon: <RotateCw aria-hidden /> }]),
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
          {row.state !== 'failed' && <BoardJumps courses={courses.total} people={people.total} />}
          {!panel && notice}
          {row.state === 'failed' && (
            <Alert
              tone="error"
              title="This scenario has no answer"
              actions={
                row.basedOnId ? (
                  <ButtonLink href={`/assign/${row.basedOnId}`} size="sm">
                    Open the scenario it was made from
                  </ButtonLink>
                ) : (
                  <ButtonLink href={`${list}#new`} size="sm">
                    Make a new scenario
                  </ButtonLink>
                )
              }
            >
              <p>{withNames(analysis, row.error ?? 'Solving broke off.')}</p>
              <p>
                {row.basedOnId
                  ? 'Unlock what is in the way there, then solve again.'
                  : 'Give the next one more time, or other rules.'}
              </p>
            </Alert>
          )}
          {row.state === 'cancelled' && (
            <Alert tone="info" title="Cancelled before an answer was found">
              <p>Solve again below, or delete this scenario.</p>
            </Alert>
          )}
          {published && (
            <AppliedNotice
              title={standingNames[standingOf({ ...row, published })]}
              published={published}
              termId={row.termId}
              positions={positionsOf(row.scope).filter(
                (position) => can(viewer, 'results.publish', { position }).allowed,
              )}
            />
          )}
          {since && (
            <p className="text-base">
              {since.parentId && (
                <Link href={`/assign/${id}/compare?with=${since.parentId}`} className="link">
                  {since.lead}
                </Link>
              )}
              {since.rest}
            </p>
          )}
          {row.state !== 'failed' && <BoardFigures analysis={analysis} />}
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
          <AffectedNow {...affectedBy(analysis, accepted)} links={links} />
          {row.state !== 'failed' && (
            <DragBoard
              fields={{ id, version: row.version, back: links.here }}
              block={blockOf(analysis.settings)}
              position={row.scope === 'marker' ? 1 : 0}
              closed={links.closed}
            >
              <div className="grid gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
                <CourseColumn {...courses} params={query} links={links} editable={editable} both={both} />
                <PeopleColumn
                  {...people}
                  params={query}
                  links={links}
                  editable={editable}
                  places={people.lines.map((line) => placesText(analysis, line.index, courses.cards))}
                  leftOut={leftOut}
                />
              </div>
            </DragBoard>
          )}
          <More run={row} marks={analysis.data.marks} />
        </div>
      </PanelLayout>
    )
  },
)
