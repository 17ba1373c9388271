import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Tabs } from '@/components/ui/tabs'
import { lookBefore } from '@/lib/assignment-runs/look'
import { listRuns } from '@/lib/assignment-runs/queries'
import { getSettings } from '@/lib/settings/queries'
import { exportLinks } from '@/lib/spreadsheet/export'
import { definePage } from '@/lib/web/page'
import { termOf } from '@/lib/web/term'
import { scopeNames, scopeOf, settingsIn } from './_components/assign-context'
import { Before } from './_components/before'
import { RunForm } from './_components/run-form'
import { RunList } from './_components/run-list'

export const metadata: Metadata = { title: 'Assign' }

export default definePage({ path: '/assign', gate: 'assignment.run' }, async ({ viewer, searchParams }) => {
  const { scope, scopes } = scopeOf(viewer, searchParams)
  const [term, institution] = await Promise.all([termOf(viewer, searchParams), getSettings()])
  if (!term)
    return (
      <>
        <PageHeader title="Assign" />
        <EmptyState title="No term yet">Hours are assigned term by term.</EmptyState>
      </>
    )
  const settings = settingsIn(searchParams, institution)
  const [runs, look] = await Promise.all([
    listRuns(viewer, term.id),
    lookBefore(viewer, term.id, scope, settings),
  ])
  const ofScope = runs.filter((run) => run.scope === scope)
  const given = typeof searchParams.name === 'string' ? searchParams.name.slice(0, 120) : ''
  return (
    <>
      <PageHeader
        title="Assign"
        description={`Proposes who works where with how many hours in ${term.name}. A proposal changes nothing until you apply it.`}
      />
      {scopes.length > 1 && (
        <Tabs
          label="Positions"
          className="mb-6"
          items={scopes.map((one) => ({
            href: `/assign?term=${term.id}&scope=${one}`,
            label: scopeNames[one],
            count: runs.filter((run) => run.scope === one).length,
            current: one === scope,
          }))}
        />
      )}
      <div className="space-y-10">
        {ofScope.length > 0 && (
          <RunList
            runs={ofScope}
            zone={institution.timeZone}
            exports={exportLinks('/assign/export', `/assign?term=${term.id}&scope=${scope}`, ofScope.length)}
          />
        )}
        <Before look={look} scope={scope} termId={term.id} checked={searchParams.checked === '1'} />
        {look.people > 0 && !term.archivedAt && (
          <section aria-labelledby="new" className="scroll-mt-20">
            <h2 id="new" className="mb-4 text-lg">
              New scenario
            </h2>
            <RunForm
              key={`${term.id} ${scope}`}
              termId={term.id}
              scope={scope}
              settings={settings}
              name={given || `Scenario ${ofScope.length + 1}`}
            />
          </section>
        )}
      </div>
    </>
  )
})
