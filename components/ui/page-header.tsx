/**
 * Top of a page: title with count, what the page is for, where it stands, what can be done.
 *
 *   <PageHeader title="Applications" count={312} description="Tutors, 2027 Semester One"
 *     breadcrumb={[{ label: 'Courses', href: '/courses' }]} actions={<ButtonLink …/>} />
 */
import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'
import { Link } from './link'

export type Crumb = { label: string; href: string }

/** The way from the top to this page; give it only where the depth is more than one. */
export function Breadcrumb({ items }: { items: Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb">
      <ol className="flex flex-wrap items-center gap-1 text-sm text-muted">
        {items.map((item) => (
          <li key={item.href} className="flex items-center gap-1">
            <Link
              href={item.href}
              className="inline-flex min-h-6 items-center rounded hover:text-ink hover:underline"
            >
              {item.label}
            </Link>
            <ChevronRight aria-hidden className="size-3.5" />
          </li>
        ))}
      </ol>
    </nav>
  )
}

export function PageHeader({
  title,
  count,
  badge,
  description,
  breadcrumb,
  actions,
  aside,
  behindPanel,
  compact,
}: {
  title: ReactNode
  /** Number of records on the page's subject, shown beside the title. */
  count?: number
  badge?: ReactNode
  description?: ReactNode
  breadcrumb?: Crumb[]
  actions?: ReactNode
  /** Small status beside the title, such as "Saved at 14:03". */
  aside?: ReactNode
  /** A record's panel is open beside this table: the page's one first heading is the panel's. */
  behindPanel?: boolean
  /** A smaller title on phones: for a form of many steps, whose title is long and known. */
  compact?: boolean
}) {
  const Title = behindPanel ? 'p' : 'h1'
  return (
    <header className="mb-6 flex max-sm:mb-4 flex-wrap items-end justify-between gap-x-6 gap-y-3">
      {/* A long description gives way to the actions, which keep their place. */}
      <div className="min-w-0 max-w-full sm:flex-1 sm:basis-60">
        {breadcrumb && breadcrumb.length > 0 && <Breadcrumb items={breadcrumb} />}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Title className={cn('min-w-0 text-xl font-semibold', compact && 'max-sm:text-lg')}>
            {title}
            {count !== undefined && (
              <span className="ml-2 font-normal text-muted">{count.toLocaleString('en-NZ')}</span>
            )}
          </Title>
          {badge}
          {aside && <span className="text-sm text-muted">{aside}</span>}
        </div>
        {description && <p className="measure mt-1 text-base text-muted">{description}</p>}
      </div>
      {actions && <div className="no-print flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  )
}
