'use client'

import { useContext } from 'react'
import { FormContext } from '@/components/form/form-context'

/** What the server answered to "Show code or link"; it is only in that answer, never in the page. */
export function RevealedSecret() {
  const { state } = useContext(FormContext)
  const secret =
    state.status === 'ok' ? (state.data as { code?: string; link?: string } | undefined) : undefined
  if (!secret) return null
  return (
    <dl className="space-y-2 text-sm">
      {secret.code && (
        <div>
          <dt className="text-muted">Code</dt>
          <dd className="text-lg font-semibold tabular-nums">{secret.code}</dd>
        </div>
      )}
      {secret.link && (
        <div>
          <dt className="text-muted">Link</dt>
          <dd className="break-all">{secret.link}</dd>
        </div>
      )}
    </dl>
  )
}
