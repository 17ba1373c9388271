'use client'
/** Inside the form that applies: what had changed when it was refused, and the way on. Nothing typed is lost. */
import { useContext } from 'react'
import { FormContext } from '@/components/form/form-context'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'

/** Id of the form beside it that takes the term's data in. */
export const TAKE_IN = 'take-in'

/** Lines told at once; the page that is loaded next tells all. */
const TOLD = 12

export function DriftFound() {
  const { state } = useContext(FormContext)
  const { drift } = (state.data ?? {}) as { drift?: { lines: string[]; total: number } }
  if (!drift) return null
  return (
    <Alert
      tone="warning"
      className="mb-6"
      title="What changed meanwhile"
      actions={
        <Button type="submit" form={TAKE_IN} size="sm">
          Take the changes in
        </Button>
      }
    >
      <ul className="list-disc pl-5">
        {drift.lines.slice(0, TOLD).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {drift.total > TOLD && <p>{`${drift.total} changes in all.`}</p>}
    </Alert>
  )
}
