'use client'
/** What a bulk action could not do, by name and reason, above the form that was sent, and its undo. */
import { type ReactNode, useContext } from 'react'
import { FormContext } from '@/components/form/form-context'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Link } from '@/components/ui/link'

type Answer = { bulkId: string; done: number; failed: { id: string; reason: string }[] }
type Failed = Partial<Answer> & Pick<Answer, 'failed'>

/** The answer of a form that did not do all it was to; null before. */
function useFailed(): Failed | null {
  const { state } = useContext(FormContext)
  const answer = state.data as Partial<Answer> | undefined
  return state.status === 'ok' && answer?.failed?.length ? (answer as Failed) : null
}

/** What would be done, and the button that does it: once most of it is done, it says so no more. */
export function BeforeOutcome({ children, after = null }: { children: ReactNode; after?: ReactNode }) {
  return useFailed() ? after : children
}

/**
 * @param path of the records: each that could not be done leads to its own page
 * @param undo id of an empty form of the page that takes back what was done: forms cannot be nested
 */
export function BulkOutcome({
  names,
  path,
  undo,
}: {
  names: Record<string, string>
  path: string
  undo?: string
}) {
  const answer = useFailed()
  if (!answer) return null
  return (
    <Alert tone="warning" title={`${answer.failed.length} could not be done`} className="mb-6" live>
      <ul className="list-disc space-y-1 pl-5">
        {answer.failed.map((failure) => (
          <li key={failure.id}>
            <Link href={`${path}/${failure.id}`} className="link">
              {names[failure.id] ?? 'One of them'}
            </Link>
            : {failure.reason}
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
