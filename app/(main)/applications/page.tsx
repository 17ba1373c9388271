import { FilePlus } from 'lucide-react'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { listOpenings } from '@/lib/applications/openings'
import { listOwnApplications } from '@/lib/applications/own'
import { getSettings } from '@/lib/settings/queries'
import { definePage } from '@/lib/web/page'
import { ApplicationRow } from './_components/application-row'

export const metadata = { title: 'Applications' }

/** The viewer's own applications of all terms, and what is open to them. */
export default definePage({ path: '/applications', gate: 'applications.write' }, async ({ viewer }) => {
  const [rows, openings, { timeZone }] = await Promise.all([
    listOwnApplications(viewer),
    listOpenings(viewer),
    getSettings(),
  ])
  const student = viewer.roles.includes('student')
  const canStart = student && openings.some((opening) => opening.live === null)
  const start = canStart && (
    <ButtonLink href="/applications/new" variant="primary" icon={<FilePlus aria-hidden />}>
      Start an application
    </ButtonLink>
  )
  const terms = [...new Map(rows.map((row) => [row.termId, row.termName]))]
  return (
    <div className={rows.length > 0 ? 'max-w-3xl' : undefined}>
      <PageHeader title="Applications" count={rows.length} actions={rows.length > 0 && start} />
      {rows.length === 0 && !student ? (
        <Card>
          <EmptyState
            title="Students apply"
            action={<ButtonLink href="/users?role=student">See students</ButtonLink>}
          >
            You do not have the role of student, so you have no applications of your own. To start one for a
            student, or to see their drafts, open the student in People.
          </EmptyState>
        </Card>
      ) : rows.length === 0 ? (
        <Card>
          <EmptyState title="No application yet" action={start || undefined}>
            {canStart
              ? 'It takes about ten minutes. What you type is kept, so you can stop and go on later.'
              : 'No term takes applications at the moment. Open terms appear here.'}
          </EmptyState>
        </Card>
      ) : (
        <div className="space-y-6">
          {terms.map(([termId, termName]) => (
            <Card key={termId} title={termName} flush>
              <ul className="divide-y divide-line border-t border-line">
                {rows
                  .filter((row) => row.termId === termId)
                  .map((row) => (
                    <ApplicationRow key={row.id} row={row} zone={timeZone} />
                  ))}
              </ul>
            </Card>
          ))}
        </div>
      )}
    </div>
  )
})
