'use client'
/** Emails of a publication: asks every two seconds while some are waiting; a link does the same without scripts. */
import { useEffect, useState } from 'react'
import { ButtonLink } from '@/components/ui/button'
import { ProgressBar } from '@/components/ui/meter'
import type { Progress } from '@/lib/review/publications'

const EVERY_MS = 2000

export function MailProgress({ id, initial }: { id: string; initial: Progress }) {
  const [now, setNow] = useState(initial)
  const [lost, setLost] = useState(false)
  useEffect(() => {
    if (now.finished) return
    const timer = setInterval(async () => {
      if (document.hidden) return
      try {
        const answer = await fetch(`/review/publications/${id}/progress`, { cache: 'no-store' })
        if (!answer.ok) throw new Error(String(answer.status))
        setNow((await answer.json()) as Progress)
        setLost(false)
      } catch {
        setLost(true)
      }
    }, EVERY_MS)
    return () => clearInterval(timer)
  }, [id, now.finished])
  const log = `/emails?publication=${id}`
  if (now.total === 0) return <p className="text-sm text-muted">No email belongs to this publication.</p>
  return (
    <div className="space-y-3">
      <ProgressBar
        label="Emails sent"
        value={now.sent}
        max={Math.max(1, now.total)}
        text={`${now.sent} of ${now.total} sent`}
      />
      <p className="text-sm text-muted tabular-nums">
        {[
          now.waiting > 0 ? `${now.waiting} waiting` : '',
          now.failed > 0 ? `${now.failed} failed` : '',
          now.stopped > 0 ? `${now.stopped} cancelled` : '',
          now.finished && now.failed === 0 ? 'All are out' : '',
          lost ? 'The connection is lost; the emails go on' : '',
        ]
          .filter(Boolean)
          .join(', ')}
      </p>
      <div className="flex flex-wrap gap-2">
        {!now.finished && (
          <ButtonLink href={`/review/publications/${id}`} size="sm" prefetch={false}>
            Refresh
          </ButtonLink>
        )}
        <ButtonLink href={log} size="sm" variant={now.failed > 0 ? 'primary' : 'secondary'} prefetch={false}>
          {now.failed > 0 ? `See the ${now.failed} failed` : 'See them in the email log'}
        </ButtonLink>
      </div>
    </div>
  )
}
