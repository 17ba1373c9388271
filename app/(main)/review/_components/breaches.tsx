'use client'
import { useContext } from 'react'
import { HiddenFields, TextArea } from '@/components/form'
import { FormContext } from '@/components/form/form-context'
import { Alert } from '@/components/ui/alert'

type Breach = { key: string; message: string; overridable: boolean; course: string }

type Broken = { breaches?: Breach[]; mayOverride?: boolean }

/**
 * The rules that the last answer named, and the reason by which they can be overridden. `known` are those that
 * a page can tell of before anything was sent.
 */
export function Breaches({ known }: { known?: Broken }) {
  const { state } = useContext(FormContext)
  const answered = state.data as Broken | undefined
  const data = answered?.breaches?.length ? answered : known
  if (!data?.breaches?.length) return null
  return (
    <Alert tone="warning" title="This breaks a rule" className="mb-6">
      <ul className="mb-3 list-disc space-y-1 pl-5">
        {data.breaches.map((breach) => (
          <li key={breach.key}>{breach.message}</li>
        ))}
      </ul>
      {data.mayOverride ? (
        <>
          <HiddenFields values={{ breach: data.breaches.map((breach) => breach.key) }} />
          <TextArea
            name="overrideReason"
            label="Reason to override the rule"
            help={
              data === known
                ? 'Kept with the allocation and in the audit log. Not needed for those whom you untick.'
                : 'Kept with the allocation and in the audit log. Then send again.'
            }
            rows={2}
            maxLength={1000}
            className="!mb-0"
          />
        </>
      ) : (
        <p>
          {data.breaches.some((breach) => !breach.overridable)
            ? 'Nobody can override this; change the courses or hours.'
            : 'Change the courses or hours, or ask the coordinator of the position.'}
        </p>
      )}
    </Alert>
  )
}
