'use client'
/** What a bulk action could not do, by name and reason, above the form that was sent, and its undo. */
import { useContext } from 'react'
import { FormContext } from '@/components/form/form-context'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'

type Answer = { bulkId: string; done: number; failed: { id: string; reason: string }[] }

/** @param undo id of an empty form of the page that takes back what was done: forms cannot be nested */
export function BulkOutcome({ names, undo }: { names: Record<string, string>; undo?: string }) {
  const { state } = useContext(FormContext)
  const answer = state.data as Partial<Answer> | undefined
  if (state.status !== 'ok' || !answer?.failed?.length) return null
  return (
    <Alert tone="warning" title={`${answer.failed.length} could not be done`} className="mb-6" live>
      <ul className="list-disc space-y-1 pl-5">
        {answer.failed.map((failure) => (
          <li key={failure.id}>
            {names[failure.id] ?? 'An application'}: {failure.reason}
          </li>
        ))}
      </ul>
      {undo && !!answer.done && (
        <p className="mt-3">
          <input type="hidden" name="id" value={answer.bulkId} form={undo} />
          <Button type="submit" size="sm" form={undo}>
            {answer.done === 1 ? 'Undo the other one' : `Undo the other ${answer.done}`}
          </Button>
        </p>
      )}
    </Alert>
  )
}
