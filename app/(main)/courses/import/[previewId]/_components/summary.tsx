import type { ReactNode } from 'react'
import { ResultPanel } from '@/components/layout/result-panel'
import { ButtonLink } from '@/components/ui/button'
import { Section } from '@/components/ui/card'
import type { ImportPreview, ImportResult } from '@/lib/courses/import-previews'
import { Remark } from './plan-rows'

type Applied = Extract<ImportPreview, { state: 'applied' }>

const MOST_LISTED = 200

/** The end of an import: what was added, updated and left out. */
export function Summary({ preview }: { preview: Applied }) {
  const { result, term } = preview
  return (
    <div className="max-w-3xl space-y-8">
      <ResultPanel
        title={titleOf(result)}
        tone={result.errorRows > 0 ? 'warn' : 'ok'}
        action={
          <>
            <ButtonLink href={`/courses?term=${term.id}`} variant="primary">
              See the courses
            </ButtonLink>
            <ButtonLink href={`/courses/import?term=${term.id}`} variant="ghost">
              Import another file
            </ButtonLink>
          </>
        }
      >
        <p>
          From {preview.fileName} into {term.name}.
        </p>
        <p>
          {sentences([
            [result.added.length, 'added'],
            [result.updated.length, 'updated'],
            [result.unchanged, 'unchanged'],
            [result.passedOver.length, 'changed in the file and left as they are'],
            [result.errorRows, 'left out because of errors'],
          ])}
        </p>
      </ResultPanel>
      {result.errors.length > 0 && (
        <List title="Left out because of errors" total={result.errors.length}>
          {result.errors.slice(0, MOST_LISTED).map((error) => (
            <li key={`${error.letter}${error.row}${error.reason}`}>
              <Remark remark={error} />
            </li>
          ))}
        </List>
      )}
      {result.updated.length > 0 && (
        <List title="Updated" total={result.updated.length}>
          {result.updated.slice(0, MOST_LISTED).map((course) => (
            <li key={course.code}>
              <span className="font-medium">{course.code}</span>{' '}
              <span className="text-muted">{course.fields.join(', ')}</span>
            </li>
          ))}
        </List>
      )}
      {result.added.length > 0 && (
        <List title="Added" total={result.added.length} inline>
          {result.added.slice(0, MOST_LISTED).map((code) => (
            <li key={code}>{code}</li>
          ))}
        </List>
      )}
    </div>
  )
}

function titleOf({ added, updated }: ImportResult): string {
  const parts = [
    added.length > 0 ? `Added ${courses(added.length)}` : '',
    updated.length > 0 ? `${added.length > 0 ? 'updated' : 'Updated'} ${courses(updated.length)}` : '',
  ].filter(Boolean)
  return parts.join(' and ')
}

const courses = (n: number) => `${n.toLocaleString('en-NZ')} ${n === 1 ? 'course' : 'courses'}`

function sentences(figures: [number, string][]): string {
  return `${figures
    .filter(([n]) => n > 0)
    .map(([n, what]) => `${n.toLocaleString('en-NZ')} ${what}`)
    .join(', ')}.`
}

function List({
  title,
  total,
  inline,
  children,
}: {
  title: string
  total: number
  inline?: boolean
  children: ReactNode
}) {
  return (
    <Section title={title}>
      <ul className={inline ? 'flex flex-wrap gap-x-4 gap-y-1 text-sm' : 'space-y-1 text-sm'}>{children}</ul>
      {total > MOST_LISTED && (
        <p className="mt-2 text-sm text-muted">And {(total - MOST_LISTED).toLocaleString('en-NZ')} more.</p>
      )}
    </Section>
  )
}
