'use client'
/** What a bulk action could not do, by name and reason, above the form that was sent. */
import { useContext } from 'react'
import { FormContext } from '@/components/form/form-context'
import { Alert } from '@/components/ui/alert'

export function BulkOutcome({ names }: { names: Record<string, string> }) {
  const { state } = useContext(FormContext)
  const failed = (state.data as { failed?: { id: string; reason: string }[] } | undefined)?.failed
  if (state.status !== 'ok' || !failed?.length) return null
  return (
    <Alert tone="warning" title={`${failed.length} could not be done`} className="mb-6" live>
      <ul className="list-disc space-y-1 pl-5">
        {failed.map((failure) => (
          <li key={failure.id}>
            {names[failure.id] ?? 'An application'}: {failure.reason}
          </li>
        ))}
      </ul>
    </Alert>
  )
}
