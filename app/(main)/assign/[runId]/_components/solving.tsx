'use client'
/** A scenario in hand: asks each second how far it is and shows the board once it is done; a link does the same without scripts. */
import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import { ButtonLink } from '@/components/ui/button'
import { Facts } from '@/components/ui/facts'
import { ProgressBar } from '@/components/ui/meter'
import type { RunProgressView } from '@/lib/assignment-runs/queries'

const EVERY_MS = 1000
const points = new Intl.NumberFormat('en-NZ', { maximumFractionDigits: 0 })
const percent = (gap: number) => `${(gap * 100).toFixed(2)} %`

export function Solving({
  id,
  initial,
  timeLimit,
  children,
}: {
  id: string
  initial: RunProgressView
  timeLimit: number
  children: ReactNode
}) {
  const [now, setNow] = useState(initial)
  const [lost, setLost] = useState(false)
  const router = useRouter()
  const working = now.state === 'queued' || now.state === 'solving'
  useEffect(() => {
    if (!working) {
      router.refresh()
      return
    }
    const timer = setInterval(async () => {
      if (document.hidden) return
      try {
        const answer = await fetch(`/assign/${id}/progress`, { cache: 'no-store' })
        if (!answer.ok) throw new Error(String(answer.status))
        setNow((await answer.json()) as RunProgressView)
        setLost(false)
      } catch {
        setLost(true)
      }
    }, EVERY_MS)
    return () => clearInterval(timer)
  }, [id, working, router])
  const { objective, bound, gap } = now.progress
  return (
    <div className="max-w-xl space-y-4">
      <ProgressBar
        label={
          now.state === 'queued'
            ? 'Waits for the solver'
            : now.cancelAsked
              ? 'Ending; the best answer is kept'
              : 'Solving'
        }
        value={Math.min(now.seconds, timeLimit)}
        max={timeLimit}
        text={`${now.seconds} s of at most ${timeLimit} s`}
      />
      <Facts
        columns={3}
        items={[
          { label: 'Best answer', value: objective === null ? null : `${points.format(objective)} points` },
          {
            label: 'No answer is better than',
            value: bound === null ? null : `${points.format(bound)} points`,
          },
          { label: 'From the best possible', value: gap === null ? null : `At most ${percent(gap)}` },
        ]}
      />
      {now.tries > 1 && (
        <p className="text-sm text-muted">The server was restarted meanwhile; solving has begun again.</p>
      )}
      {lost && <p className="text-sm text-warn">The connection is lost; solving goes on.</p>}
      <p className="measure text-sm text-muted">You can leave this page and come back; solving goes on.</p>
      <div className="flex flex-wrap gap-2">
        <ButtonLink href={`/assign/${id}`} size="sm" prefetch={false}>
          Refresh
        </ButtonLink>
        {children}
      </div>
    </div>
  )
}
