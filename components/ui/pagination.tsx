/**
 * Paging by links: "Rows 1–50 of 312".
 *
 *   <Pagination page={2} pageSize={50} total={312} hrefFor={(page) => tableHref(path, params, { page })} />
 *
 * Pages count from 1. With one page only the row count is shown, without rows nothing: the
 * table says itself that it is empty. With `hrefForSize` the rows of a page can be chosen.
 */

import { ChevronLeft, ChevronRight } from 'lucide-react'
import { pageSizes } from '@/lib/list-params'
import { upperFirst } from '@/lib/text'
import { ButtonLink } from './button'
import { Link } from './link'

const number = new Intl.NumberFormat('en-NZ')

export function Pagination({
  page,
  pageSize,
  total,
  hrefFor,
  hrefForSize,
  noun = 'rows',
  label = 'Pages',
}: {
  page: number
  pageSize: number
  total: number
  hrefFor: (page: number) => string
  /** Where a page of so many rows is, for lists of lib/list-params. */
  hrefForSize?: (size: (typeof pageSizes)[number]) => string
  noun?: string
  /** Names the links, where a page has two of them. */
  label?: string
}) {
  if (total === 0) return null
  const pages = Math.max(1, Math.ceil(total / pageSize))
  const here = Math.min(Math.max(1, page), pages)
  const from = (here - 1) * pageSize + 1
  const to = Math.min(total, here * pageSize)
  const Noun = upperFirst(noun)
  return (
    <nav aria-label={label} className="flex flex-wrap items-center justify-between gap-3 py-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-6 gap-y-1">
        <p className="text-muted tabular-nums">
          {`${Noun} ${number.format(from)}–${number.format(to)} of ${number.format(total)}`}
        </p>
        {hrefForSize && total > pageSizes[0] && (
          <ul aria-label="Rows on a page" className="no-print flex items-center text-muted max-sm:hidden">
            {pageSizes.map((size) => (
              <li key={size}>
                {size === pageSize ? (
                  <span aria-current="true" className="px-2 font-medium text-ink tabular-nums">
                    {size}
                  </span>
                ) : (
                  <Link
                    href={hrefForSize(size)}
                    className="inline-flex min-h-8 items-center rounded px-2 tabular-nums hover:bg-hover hover:text-ink"
                  >
                    {size}
                  </Link>
                )}
              </li>
            ))}
            <li aria-hidden="true" className="pl-1">
              a page
            </li>
          </ul>
        )}
      </div>
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
