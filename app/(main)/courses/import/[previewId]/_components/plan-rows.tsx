import { ArrowRight, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { StateBadge } from '@/components/ui/state-badge'
import type { CourseRowDiff, FieldChange } from '@/lib/courses/import-diff'
import { COURSE_COLUMNS, type CourseField, courseValueText } from '@/lib/courses/import-fields'
import type { CellRemark } from '@/lib/courses/import-format'

/** The rows of a preview: a table on wide screens, cards on phones. */
export function PlanRows({ rows }: { rows: CourseRowDiff[] }) {
  return (
    <section
      aria-label="Rows of the file"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto rounded border border-line bg-surface"
    >
      <table className="w-full text-left text-sm max-sm:block">
        <thead className="bg-sunken text-xs text-muted max-sm:sr-only">
          <tr>
            <Head className="w-16 text-right">Row</Head>
            <Head className="w-32">State</Head>
            <Head className="w-72">Course</Head>
            <Head>What happens</Head>
          </tr>
        </thead>
        <tbody className="max-sm:block">
          {rows.map((row) => (
            <tr key={row.row} className="border-t border-line align-top max-sm:block max-sm:px-4 max-sm:py-3">
              <td className="px-3 py-2 text-right text-muted tabular-nums max-sm:hidden">{row.row}</td>
              <td className="px-3 py-2 max-sm:flex max-sm:justify-between max-sm:px-0 max-sm:py-1">
                <StateBadge state={row.kind} />
                <span className="text-muted sm:hidden">Row {row.row}</span>
              </td>
              <td className="px-3 py-2 max-sm:block max-sm:px-0 max-sm:py-1">
                <span className="font-medium break-words">{row.code ?? 'No code'}</span>
                {row.name && <span className="block break-words text-muted">{row.name}</span>}
              </td>
              <td className="px-3 py-2 max-sm:block max-sm:px-0 max-sm:py-1">
                <What row={row} />
                {row.notes.map((note) => (
                  <p
                    key={`${note.letter}${note.field}${note.reason}`}
                    className={`mt-1 ${note.warning ? 'text-warn' : 'text-muted'}`}
                  >
                    {note.warning && (
                      <TriangleAlert
                        aria-label="Warning"
                        className="mr-1 inline size-3.5 align-text-bottom"
                      />
                    )}
                    <Place remark={note} /> {note.reason}
                  </p>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Head({ children, className = '' }: { children: ReactNode; className?: string }) {
  return (
    <th scope="col" className={`h-10 px-3 font-medium whitespace-nowrap ${className}`}>
      {children}
    </th>
  )
}

function What({ row }: { row: CourseRowDiff }) {
  switch (row.kind) {
    case 'new': {
      const given = COURSE_COLUMNS.filter(
        ({ field }) => field !== 'code' && field !== 'name' && row.values[field] !== undefined,
      )
      if (given.length === 0) return <p className="text-muted">Code and name only</p>
      return (
        <ul className="flex flex-wrap gap-x-4 gap-y-1">
          {given.map(({ field, label }) => (
            <li key={field} className="max-w-full min-w-0">
              <span className="text-muted">{label}:</span>{' '}
              <Value text={courseValueText(field, row.values[field]!)} />
            </li>
          ))}
        </ul>
      )
    }
    case 'changed':
      return (
        <ul className={row.changes.length > 4 ? 'gap-x-8 space-y-1 xl:columns-2' : 'space-y-1'}>
          {row.changes.map((change) => (
            <Change key={change.field} change={change} />
          ))}
        </ul>
      )
    case 'unchanged':
      return <p className="text-muted">Nothing: the course has these values</p>
    case 'error':
      return (
        <ul className="space-y-1">
          {row.errors.map((error) => (
            <li key={`${error.letter}${error.reason}`}>
              <Remark remark={error} />
            </li>
          ))}
        </ul>
      )
  }
}

function Change({ change }: { change: FieldChange }) {
  return (
    <li className="break-inside-avoid break-words">
      <span className="text-muted">{change.label}:</span>{' '}
      <del className="text-muted">
        <Value text={change.oldText} />
      </del>{' '}
      <ArrowRight aria-label="becomes" className="inline size-3.5 text-muted" />{' '}
      <ins className="font-medium no-underline">
        <Value text={change.newText} />
      </ins>
    </li>
  )
}

/** Where a cell is, as the spreadsheet program names it, and its heading. */
function Place({ remark }: { remark: CellRemark }) {
  return (
    <span className="font-medium tabular-nums">
      {remark.letter}
      {remark.row} <span className="font-normal text-muted">{remark.header || labelOf(remark.field)}</span>
    </span>
  )
}

/** One cell that is wrong: place, value and reason. */
export function Remark({ remark }: { remark: CellRemark }) {
  return (
    <span className="break-words">
      <Place remark={remark} />
      {remark.value !== '' && <> “{remark.value}”</>}: {remark.reason}
    </span>
  )
}

const labelOf = (field: CourseField) =>
  COURSE_COLUMNS.find((column) => column.field === field)?.label ?? field

/** Long texts are cut here; the file has them whole. */
function Value({ text }: { text: string }) {
  return (
    <span title={text.length > 120 ? text : undefined}>
      {text.length > 120 ? `${text.slice(0, 119).toWellFormed()}…` : text}
    </span>
  )
}
