'use client'
/**
 * Courses that can be added: searched on the server, as one types with JavaScript and by a button without.
 * It stands inside the form of the step, so that adding saves what was typed.
 */
import { Plus, Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useContext, useEffect, useRef, useTransition } from 'react'
import { SearchField } from '@/components/form'
import { FormContext } from '@/components/form/form-context'
import { Button, buttonClass } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'

export type Addable = {
  id: string
  code: string
  name: string
  facts: string
  more: { label: string; text: string }[]
}

export function CoursePicker({
  path,
  q,
  rows,
  total,
  why,
  full,
  error,
}: {
  path: string
  q: string
  rows: Addable[]
  total: number
  /** Courses that match and cannot be added, each as a sentence with its reason. */
  why: string[]
  /** The most courses are chosen already. */
  full: boolean
  error?: string
}) {
  const router = useRouter()
  const [searching, startSearch] = useTransition()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const { pending } = useContext(FormContext)
  const sent = useRef(pending)
  // A search that begins while the form is on its way takes the place of where the answer leads.
  useEffect(() => {
    sent.current = pending
    if (pending) clearTimeout(timer.current)
    return () => clearTimeout(timer.current)
  }, [pending])
  if (full)
    return (
      <p className="text-base text-muted">
        You have chosen 10 courses, which is the most. Remove one to add another.
      </p>
    )
  const find = (text: string) =>
    startSearch(() =>
      router.replace(text ? `${path}?q=${encodeURIComponent(text)}` : path, { scroll: false }),
    )
  return (
    <div data-field>
      <div className="mb-3 flex max-w-xl items-end gap-2">
        <SearchField
          name="q"
          label="Search courses by code, name or prerequisite"
          hideLabel={false}
          defaultValue={q}
          className="flex-1"
          onChange={(event) => {
            const { value } = event.target
            clearTimeout(timer.current)
            if (!sent.current) timer.current = setTimeout(() => find(value.trim()), 300)
          }}
        />
        <Button type="submit" name="intent" value="search" icon={<Search aria-hidden />}>
          Search
        </Button>
      </div>
      {error && (
        <p id="f-add" tabIndex={-1} className="mb-3 text-sm font-medium text-bad">
          {error}
        </p>
      )}
      <p role="status" className="mb-2 text-sm text-muted">
        {total === 0
          ? q
            ? [`No course that you can add matches “${q}”.`, ...why].join(' ')
            : 'No other course takes applications for this position now.'
          : `${total.toLocaleString('en-NZ')} ${total === 1 ? 'course' : 'courses'} can be added${q ? ` for “${q}”` : ''}.`}
      </p>
      <ul
        className={cn(
          'divide-y divide-line rounded border border-line bg-surface',
          rows.length === 0 && 'hidden',
          searching && 'opacity-60',
        )}
      >
        {rows.map((course) => (
          <li key={course.id} className="px-3 py-2">
            <div className="flex items-start gap-3">
              <p className="min-w-0 flex-1 py-1 text-base leading-6 break-words">
                <span className="font-medium">{course.code}</span>{' '}
                <span className="text-muted">{course.name}</span>
              </p>
              <button
                type="submit"
                name="intent"
                value={`add:${course.id}`}
                className={buttonClass({ size: 'sm' })}
              >
                <Plus aria-hidden />
                Add<span className="sr-only"> {course.code}</span>
              </button>
            </div>
            <p className="text-sm text-muted">{course.facts}</p>
            {course.more.length > 0 && (
              <details className="text-sm">
                <summary className="link inline-flex min-h-8 items-center pointer-coarse:min-h-11">
                  What it asks for<span className="sr-only"> in {course.code}</span>
                </summary>
                <dl className="measure space-y-2 pb-2">
                  {course.more.map((one) => (
                    <div key={one.label}>
                      <dt className="text-muted">{one.label}</dt>
                      <dd className="whitespace-pre-line break-words">{one.text}</dd>
                    </div>
                  ))}
                </dl>
              </details>
            )}
          </li>
        ))}
      </ul>
      {rows.length < total && (
        <Button type="submit" name="intent" value="more" size="sm" className="mt-3">
          Show more courses
        </Button>
      )}
    </div>
  )
}
