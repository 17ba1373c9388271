import type { Metadata } from 'next'
import { cache } from 'react'
import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { Stat, StatGrid } from '@/components/ui/stat'
import { formatInstant } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import { getProgress, getPublication, listLeftOut } from '@/lib/review/publications'
import { getSettings } from '@/lib/settings/queries'
import { positionNames } from '@/lib/vocabulary'
import { definePage, type PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'
import { MailProgress } from './mail-progress'

const publicationOf = cache(getPublication)

/** The title names position and term, for those who may see them. */
export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const [viewer, { id = '' }] = await Promise.all([getViewer(), params])
  const found = viewer && (await publicationOf(viewer, id).catch(() => null))
  return {
    title: found
      ? `Published ${positionNames[found.position].toLowerCase()} results, ${found.termName}`
      : 'Published results',
  }
}

export default definePage(
  { path: '/review/publications/[id]', gate: 'results.publish' },
  async ({ viewer, params, searchParams }) => {
    const id = params.id ?? ''
    const [publication, progress, settings] = await Promise.all([
      publicationOf(viewer, id),
      getProgress(viewer, id),
      getSettings(),
    ])
    const left = searchParams.left
    const leftOut = await listLeftOut(
      viewer,
      publication,
      (Array.isArray(left) ? left : left ? [left] : []).filter((one) => /^[\w-]{1,36}$/.test(one)),
    )
    const p = publication
    const table = `/review?term=${p.termId}&position=${p.position}`
    const word = positionNames[p.position].toLowerCase()
    return (
      <div className="max-w-3xl space-y-8">
        <div>
          <PageHeader
            title={`Published ${word} results`}
            description={`${p.termName}, by ${p.publishedByName} on ${formatInstant(p.createdAt, settings.timeZone)}`}
            breadcrumb={[{ label: 'Review', href: table }]}
          />
          {leftOut.length > 0 && (
            <Alert
              tone="warning"
              title={`${leftOut.length} ${leftOut.length === 1 ? 'application was' : 'applications were'} left out`}
              className="mb-6"
            >
              <ul className="list-disc space-y-1 pl-5">
                {leftOut.map((one) => (
                  <li key={one.id}>
                    <Link className="link" href={`/review/${one.id}`}>
                      {one.name}
                    </Link>
                    : {one.reason}
                  </li>
                ))}
              </ul>
            </Alert>
          )}
          <StatGrid>
            <Stat
              label="Accepted"
              value={p.accepted}
              note={p.quarters > 0 ? `${formatHours(p.quarters)} offered` : undefined}
            />
            <Stat label="Rejected" value={p.rejected} />
            <Stat label="Reserve" value={p.reserve} />
          </StatGrid>
        </div>
        <section aria-labelledby="mails">
          <h2 id="mails" className="mb-2 text-lg">
            Emails
          </h2>
          <MailProgress id={p.id} initial={progress} />
        </section>
        <p className="measure text-base text-muted">
          The students see their results now, whether or not the email has arrived. You can leave this page;
          sending goes on.
        </p>
        <div className="flex flex-wrap gap-2">
          <ButtonLink href={table} variant="primary">
            Back to review
          </ButtonLink>
          <ButtonLink href={`/review?term=${p.termId}&position=${p.position}&tab=published`}>
            Published applications
          </ButtonLink>
        </div>
      </div>
    )
  },
)
