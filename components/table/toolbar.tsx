/**
 * The one row of controls above a table, all of it links and GET forms: search, filters, chips, columns,
 * density, exports, saved views.
 *
 *   <Toolbar path="/review" params={params}
 *     search={{ label: 'Search applications', name: 'q' }}
 *     filters={{ names: ['degree', 'endorsed'], children: <Select name="degree" label="Degree level" …/> }}
 *     chips={[{ label: 'Degree level', value: 'Postgraduate', param: 'degree' }]}
 *     columns={{ all: columns, visible }} density="comfortable"
 *     exports={[{ label: 'XLSX', href: '/review/export?…' }]} />
 *
 * `params` are the present parameters of the URL; every form carries the others along.
 */
import { Columns3, ListFilter, Rows2, Rows3, X } from 'lucide-react'
import NextForm from 'next/form'
import type { ReactNode } from 'react'
import { HiddenFields } from '../form/hidden-fields'
import { SearchField } from '../form/text-fields'
import { Button, ButtonLink, buttonClass, IconLink } from '../ui/button'
import { cn } from '../ui/cn'
import { Link } from '../ui/link'
import { OnPaper } from '../ui/on-paper'
import { type MenuItem, Popover } from '../ui/popover'
import { ExportMenu, narrowLabel } from './export-menu'
import { carriedParams, type TableParams, tableHref } from './table-url'
import type { Column, Density } from './types'

export type Chip = {
  label: string
  value: string
  /** Parameter that this chip stands for; removing it drops `only`, or the whole parameter. */
  param: string
  /** One of several values of the parameter. */
  only?: string
}

function without(params: TableParams, chip: Chip): TableParams {
  const now = params[chip.param]
  if (chip.only === undefined || !Array.isArray(now)) return { [chip.param]: undefined }
  return { [chip.param]: now.filter((value) => value !== chip.only) }
}

export function Toolbar({
  path,
  params,
  search,
  filters,
  chips = [],
  columns,
  density,
  exports,
  views,
  children,
}: {
  path: string
  params: TableParams
  search?: { label: string; name?: string }
  /** Fields of the filter form; `names` are their parameters, which the form replaces. */
  filters?: { names: readonly string[]; children: ReactNode }
  chips?: Chip[]
  /** Column chooser: posts the ids as `cols`. */
  columns?: { all: readonly Column[]; visible: readonly string[]; name?: string }
  /** Present density; the toggle sets `density=compact`. */
  density?: Density
  exports?: MenuItem[]
  /** Saved views, a slot. */
  views?: ReactNode
  /** Further controls at the end. */
  children?: ReactNode
}) {
  const q = search?.name ?? 'q'
  const query = params[q]
  const narrowed = [
    ...(query ? [`Search: ${query}`] : []),
    ...chips.map(({ label, value }) => `${label}: ${value}`),
  ]
  return (
    <div className="@container mb-3 space-y-2">
      <div className="no-print flex flex-wrap items-center gap-2">
        {search && (
          <NextForm
            action={path}
            scroll={false}
            role="search"
            className="flex min-w-0 grow basis-60 gap-2 sm:max-w-96"
          >
            <HiddenFields values={carriedParams(params, [q]) as Record<string, string>} />
            <SearchField
              name={q}
              id={`toolbar-${q}`}
              label={search.label}
              placeholder={search.label}
              defaultValue={typeof query === 'string' ? query : ''}
              className="min-w-0 flex-1"
            />
            <span className="hidden noscript:block">
              <Button type="submit">Search</Button>
            </span>
          </NextForm>
        )}
        {filters && (
          <Popover
            label="Filters"
            trigger={
              <>
                <ListFilter aria-hidden />
                Filters
                {chips.length > 0 && (
                  <span className="rounded bg-accent-soft px-1.5 text-xs text-accent tabular-nums">
                    {chips.length}
                  </span>
                )}
              </>
            }
            className="!p-4 sm:w-80"
          >
            <NextForm action={path} scroll={false}>
              <HiddenFields values={carriedParams(params, filters.names) as Record<string, string>} />
              <div className="[&_[data-field]]:mb-4">{filters.children}</div>
              <div className={popoverActions('-mx-4 -mb-4 p-4')}>
                <Button type="submit" variant="primary" data-close>
                  Show
                </Button>
                <ButtonLink
                  variant="ghost"
                  href={tableHref(
                    path,
                    params,
                    Object.fromEntries(filters.names.map((name) => [name, undefined])),
                  )}
                >
                  Clear all
                </ButtonLink>
              </div>
            </NextForm>
          </Popover>
        )}
        {views}
        {/* On phones further controls have a line of their own, below the others. */}
        <div className="max-sm:contents sm:ml-auto sm:flex sm:min-w-0 sm:max-w-full sm:flex-wrap sm:items-center sm:gap-1">
          {children && (
            <div className="min-w-0 max-w-full max-sm:order-last max-sm:basis-full">{children}</div>
          )}
          {columns && <ColumnChooser path={path} params={params} {...columns} />}
          {density && (
            <IconLink
              className="max-sm:hidden"
              href={tableHref(path, params, {
                page: params.page,
                density: density === 'compact' ? undefined : 'compact',
              })}
              scroll={false}
              label={density === 'compact' ? 'Comfortable rows' : 'Compact rows'}
              icon={density === 'compact' ? <Rows2 aria-hidden /> : <Rows3 aria-hidden />}
            />
          )}
          {exports && exports.length > 0 && (
            <ExportMenu items={exports} crowded={Boolean(search || filters || views || children)} />
          )}
        </div>
      </div>
      {chips.length > 0 && (
        <ul className="no-print flex flex-wrap items-center gap-2" aria-label="Filters in use">
          {chips.map((chip) => (
            <li key={`${chip.param}-${chip.value}`}>
              <Link
                href={tableHref(path, params, without(params, chip))}
                scroll={false}
                className="relative inline-flex min-h-8 items-center gap-1.5 rounded border border-line bg-surface pr-2 pl-3 text-sm after:absolute after:-inset-y-1 after:inset-x-0 hover:border-line-strong hover:bg-hover"
              >
                <span className="sr-only">Remove filter </span>
                <span className="text-muted">{chip.label}:</span> {chip.value}
                <X aria-hidden className="size-3.5 text-muted" />
              </Link>
            </li>
          ))}
          <li>
            <Link
              href={tableHref(path, params, Object.fromEntries(chips.map((chip) => [chip.param, undefined])))}
              scroll={false}
              className="link inline-flex min-h-8 items-center px-1 text-sm"
            >
              Clear all
            </Link>
          </li>
        </ul>
      )}
      {narrowed.length > 0 && <OnPaper words={narrowed.join('; ')} />}
    </div>
  )
}

/** The buttons of a panel stay in sight however long it is; `room` covers the panel's own padding. */
const popoverActions = (room: string) =>
  cn('sticky bottom-0 flex gap-2 border-t border-line bg-surface', room)

/** Choice of the columns shown, as a GET form; the first (primary) column always stays. */
export function ColumnChooser({
  path,
  params,
  all,
  visible,
  name = 'cols',
}: {
  path: string
  params: TableParams
  all: readonly Column[]
  visible: readonly string[]
  name?: string
}) {
  return (
    <Popover
      label="Columns"
      iconOnly
      trigger={
        <>
          <Columns3 aria-hidden />
          <span className={narrowLabel}>Columns</span>
        </>
      }
      triggerClass={cn(buttonClass({ variant: 'ghost' }), 'max-sm:hidden')}
      align="end"
      className="!p-3 sm:w-64"
    >
      <NextForm action={path} scroll={false}>
        <HiddenFields values={carriedParams(params, [name]) as Record<string, string>} />
        <fieldset className="mb-2">
          <legend className="sr-only">Columns to show</legend>
          {all
            .filter((column) => !column.primary)
            .map((column) => (
              <label
                key={column.id}
                className="flex min-h-9 items-center gap-3 rounded px-2 text-sm hover:bg-hover"
              >
                <input
                  type="checkbox"
                  name={name}
                  value={column.id}
                  defaultChecked={visible.includes(column.id)}
                  className="size-4"
                />
                {column.label}
              </label>
            ))}
        </fieldset>
        <div className={popoverActions('-mx-3 -mb-3 p-3')}>
          <Button type="submit" variant="primary" data-close>
            Show
          </Button>
          <ButtonLink
            variant="ghost"
            href={tableHref(path, params, { [name]: undefined, page: params.page })}
          >
            Usual columns
          </ButtonLink>
        </div>
      </NextForm>
    </Popover>
  )
}
