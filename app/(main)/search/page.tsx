import type { Metadata } from 'next'
import { SearchField } from '@/components/form'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { searchEverything } from '@/lib/search/queries'
import { definePage } from '@/lib/web/page'

export const metadata: Metadata = { title: 'Search' }

export default definePage({ path: '/search', gate: 'app.use' }, async ({ viewer, searchParams }) => {
  const q = typeof searchParams.q === 'string' ? searchParams.q.slice(0, 100) : ''
  const groups = await searchEverything(viewer, q)
  return (
    <div className="max-w-3xl">
      <PageHeader title="Search" description="Courses, people, applications and pages." />
      <form action="/search" className="mb-6 flex items-end gap-2">
        <div className="flex-1">
          <SearchField name="q" label="Search for" defaultValue={q} />
        </div>
        <Button type="submit">Search</Button>
      </form>
      {groups.map((group) => (
        <Card key={group.label} title={group.label} flush className="mb-4">
          <ul className="divide-y divide-line border-t border-line">
            {group.items.map((item) => (
              <li key={item.href}>
                <Link href={item.href} className="block px-4 py-3 hover:bg-hover">
                  <span className="block text-sm font-medium break-words">{item.label}</span>
                  {item.detail && <span className="block text-sm text-muted break-words">{item.detail}</span>}
                </Link>
              </li>
            ))}
          </ul>
        </Card>
      ))}
      {q !== '' && groups.length === 0 && (
        <EmptyState title={`Nothing found for “${q}”`}>
          Try a part of a course code, a name, a user name or a student ID.
        </EmptyState>
      )}
    </div>
  )
})
