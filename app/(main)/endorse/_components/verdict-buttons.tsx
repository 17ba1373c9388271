'use client'
import { useCallback, useRef } from 'react'
import { HiddenFields } from '@/components/form'
import { WhileSending } from '@/components/form/while-sending'
import { cn } from '@/components/ui/cn'
import { type Verdict, verdictNames, verdicts } from '@/lib/vocabulary'
import { verdictAction } from '../actions'

/**
 * Strong, yes, no, none: one press records it. A plain form, so it works without scripts. A press while another is on
 * its way follows with the version that this leaves: it would be a conflict with oneself.
 */
export function VerdictButtons({
  applicationId,
  courseId,
  name,
  verdict,
  version,
  back,
}: {
  applicationId: string
  courseId: string
  name: string
  verdict: Verdict | null
  version: number
  back: string
}) {
  const choices = [...verdicts, null]
  const form = useRef<HTMLFormElement>(null)
  const sending = useRef(false)
  const next = useRef<HTMLElement>(null)
  const tell = useCallback((now: boolean) => {
    sending.current = now
    if (now || !next.current) return
    form.current?.requestSubmit(next.current)
    next.current = null
  }, [])
  return (
    <form
      ref={form}
      action={verdictAction}
      onSubmit={(event) => {
        if (!sending.current) return
        event.preventDefault()
        next.current = (event.nativeEvent as SubmitEvent).submitter
      }}
      className="flex"
    >
      <WhileSending tell={tell} />
      <HiddenFields values={{ applicationId, courseId, version, back }} />
      <fieldset className="flex">
        <legend className="sr-only">Endorse {name}</legend>
        {choices.map((choice, i) => (
          <button
            key={choice ?? 'none'}
            type="submit"
            name="verdict"
            value={choice ?? 'none'}
            aria-pressed={choice === verdict}
            className={cn(
              'relative min-h-8 border border-line-strong px-2.5 text-xs font-medium after:absolute after:-inset-y-1 after:inset-x-0 pointer-coarse:min-h-11',
              i === 0 ? 'rounded-l' : '-ml-px',
              i === choices.length - 1 && 'rounded-r',
              choice !== verdict && 'bg-surface text-muted hover:bg-hover hover:text-ink',
              choice === verdict &&
                (choice === null ? 'bg-sunken text-ink' : 'z-10 border-accent bg-accent-soft text-accent'),
            )}
          >
            {choice === null ? 'None' : verdictNames[choice]}
          </button>
        ))}
      </fieldset>
    </form>
  )
}
