import { SearchField } from '@/components/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Link } from '@/components/ui/link'
import { type BoardParams, boardList } from '@/lib/assignment-runs/board'

/** A search of one column that keeps how the other one is shown. */
export function BoardSearch({
  name,
  label,
  value,
  params,
  path,
}: {
  name: 'q' | 'people'
  label: string
  value: string
  params: BoardParams
  path: string
}) {
  const { [name]: _own, person: _p, course: _c, why: _w, cost: _k, ...rest } = boardList.toParams(params)
  const { [name === 'q' ? 'cpage' : 'ppage']: _page, ...kept } = rest
  return (
    <search aria-label={label} className="mb-2 block">
      <form action={path} className="flex gap-2">
        <HiddenFields values={kept} />
        <SearchField
          name={name}
          label={label}
          defaultValue={value}
          className="min-w-0 flex-1"
          id={`search-${name}`}
        />
        <Button type="submit">Search</Button>
      </form>
    </search>
  )
}

/** What a column shows, as links. */
export function ViewLinks({
  label,
  items,
}: {
  label: string
  items: { label: string; href: string; current: boolean }[]
}) {
  return (
    <nav aria-label={label} className="no-print mb-2">
      <ul className="flex flex-wrap gap-1">
        {items.map((item) => (
          <li key={item.label}>
            <Link
              href={item.href}
              scroll={false}
              aria-current={item.current ? 'page' : undefined}
              className={cn(
                'inline-flex min-h-8 items-center rounded px-2 text-sm pointer-coarse:min-h-11',
                item.current ? 'bg-accent-soft font-medium text-accent' : 'text-muted hover:text-ink',
              )}
            >
              {item.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
