import { Check, CloudOff, LoaderCircle } from 'lucide-react'

export type Status =
  | { is: 'idle' | 'saving' }
  | { is: 'saved'; at: string }
  /** `wait`: tried again by itself. */
  | { is: 'unsaved'; why: string; wait?: boolean }

/** What has become of what is typed, beside the title of its form. */
export function SaveStatus({ status }: { status: Status }) {
  if (status.is === 'idle') return null
  if (status.is === 'unsaved')
    return (
      <p role="status" className="flex max-w-prose gap-1.5 text-sm text-warn">
        <CloudOff aria-hidden className="mt-0.5 size-4 shrink-0" />
        {status.why}
      </p>
    )
  const saved = status.is === 'saved'
  return (
    <p className="flex items-center gap-1.5 text-sm text-muted tabular-nums">
      {saved ? (
        <Check aria-hidden className="size-4 text-ok" />
      ) : (
        <LoaderCircle aria-hidden className="size-4 animate-spin" />
      )}
      {saved ? `Saved at ${status.at}` : 'Saving'}
    </p>
  )
}
