/**
 * Paging by links: "Rows 1–50 of 312".
 *
 *   <Pagination page={2} pageSize={50} total={312} hrefFor={(page) => tableHref(path, params, { page })} />
 *
 * Pages count from 1. With one page only the row count is shown.
 */
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { ButtonLink } from './button'

const number = new Intl.NumberFormat('en-NZ')

export function Pagination({
  page,
  pageSize,
  total,
  hrefFor,
  noun = 'rows',
  label = 'Pages',
}: {
  page: number
  pageSize: number
  total: number
  hrefFor: (page: number) => string
  noun?: string
  /** Names the links, where a page has two of them. */
  label?: string
}) {
  const pages = Math.max(1, Math.ceil(total / pageSize))
  const here = Math.min(Math.max(1, page), pages)
  const from = total === 0 ? 0 : (here - 1) * pageSize + 1
  const to = Math.min(total, here * pageSize)
  const Noun = noun.charAt(0).toUpperCase() + noun.slice(1)
  return (
    <nav aria-label={label} className="flex flex-wrap items-center justify-between gap-3 py-3 text-sm">
      <p className="text-muted tabular-nums">
        {total === 0
          ? `No ${noun}`
          : `${Noun} ${number.format(from)}–${number.format(to)} of ${number.format(total)}`}
      </p>
      {pages > 1 && (
        <div className="no-print flex items-center gap-2">
          {here > 1 && (
            <ButtonLink href={hrefFor(here - 1)} size="sm" rel="prev" icon={<ChevronLeft aria-hidden />}>
              Previous
            </ButtonLink>
          )}
          <span className="px-1 text-muted tabular-nums">
            Page {number.format(here)} of {number.format(pages)}
          </span>
          {here < pages && (
            <ButtonLink href={hrefFor(here + 1)} size="sm" rel="next">
              Next
              <ChevronRight aria-hidden />
            </ButtonLink>
          )}
        </div>
      )}
    </nav>
  )
}
