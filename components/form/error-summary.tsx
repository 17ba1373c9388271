'use client'
/**
 * The list of problems on top of a form, each linked to its field. <Form> shows it by itself; use it directly
 * only where problems of several forms are gathered (review step):
 *
 *   <ErrorSummary state={{ status: 'error', errors: { cv: 'Add your CV' } }} hrefs={{ cv: '/applications/1/documents#f-cv' }} />
 */
import { useEffect, useRef } from 'react'
import { fieldId } from './form-context'
import type { FormState } from './form-state'

export function ErrorSummary({
  state,
  title = 'There is a problem',
  hrefs,
}: {
  state: FormState
  title?: string
  /** Where a field is, when it is not on this page. */
  hrefs?: Record<string, string>
}) {
  const box = useRef<HTMLDivElement>(null)
  const first = useRef(state)
  useEffect(() => {
    if (state.status === 'error' && first.current !== state) box.current?.focus()
    first.current = state
  }, [state])

  const errors = Object.entries(state.errors ?? {})
  if (state.status !== 'error' || (errors.length === 0 && !state.message && !state.errorId)) return null
  return (
    <div
      ref={box}
      role="alert"
      tabIndex={-1}
      className="mb-6 rounded border border-bad bg-bad-soft p-4 text-base focus:outline-2 focus:outline-offset-2 focus:outline-bad"
    >
      <h2 className="text-base font-semibold text-bad">{title}</h2>
      {state.message && <p className="measure mt-1">{state.message}</p>}
      {state.code === 'signed_out' && (
        <p className="mt-2">
          <a href="/login" target="_blank" rel="noopener" className="link !text-bad">
            Sign in in a new tab
          </a>
        </p>
      )}
      {errors.length > 0 && (
        <ul className="mt-2 space-y-1">
          {errors.map(([name, message]) => (
            <li key={name}>
              <a
                href={hrefs?.[name] ?? `#${encodeURIComponent(fieldId(name))}`}
                className="link !text-bad"
                onClick={(event) => {
                  const control = document.getElementById(fieldId(name))
                  if (!control || hrefs?.[name]) return
                  event.preventDefault()
                  control.focus()
                  control.closest('[data-field]')?.scrollIntoView({ block: 'center' })
                }}
              >
                {message}
              </a>
            </li>
          ))}
        </ul>
      )}
      {state.errorId && !state.message?.includes(state.errorId) && (
        <p className="mt-2 text-sm text-muted">
          If this goes on, tell an admin this number: <span className="font-mono">{state.errorId}</span>
        </p>
      )}
    </div>
  )
}
