'use client'
/**
 * What publishing will do and when, in one sentence that follows the boxes as they are ticked. Without scripts it
 * tells of all that are listed, which is what is ticked then.
 */
import { type RefObject, useEffect, useRef, useState } from 'react'
import { useTicked } from '@/components/form/use-ticked'
import { Button } from '@/components/ui/button'
import { type Counted, publishSentence, type Totals, totalsOf } from '@/lib/review/publish-totals'
import { type Decision, decisions } from '@/lib/vocabulary'

type Row = Counted & { item: string }

export function PublishSummary({ rows, all }: { rows: Row[]; all: Totals }) {
  const place = useRef<HTMLParagraphElement>(null)
  const ticked = useTicked(place, 'item')
  const later = useLater(place)
  const totals = ticked ? totalsOf(rows.filter((row) => ticked.has(row.item))) : all
  return (
    <p ref={place} aria-live="polite" className="text-base font-medium tabular-nums max-sm:text-sm">
      {publishSentence(totals, later)}
    </p>
  )
}

/** Ticks all results of one decision at once; needs scripts, like anything that ticks boxes. */
export function PublishChoice({ rows }: { rows: Pick<Row, 'item' | 'decision'>[] }) {
  const place = useRef<HTMLDivElement>(null)
  const choose = (wanted: (decision: Decision) => boolean) => {
    const form = place.current?.closest('form')
    const decisionOf = new Map(rows.map((row) => [row.item, row.decision]))
    for (const box of form?.querySelectorAll<HTMLInputElement>('input[name=item]') ?? []) {
      const decision = decisionOf.get(box.value)
      box.checked = decision !== undefined && wanted(decision)
    }
    // The sentence below counts what is ticked.
    form?.dispatchEvent(new Event('change'))
  }
  const present = decisions.filter((decision) => rows.some((row) => row.decision === decision))
  return (
    <div ref={place} className="js-only mb-3 flex flex-wrap items-center gap-x-1 gap-y-2 text-sm">
      <span className="mr-2 text-muted">Choose</span>
      <Button size="sm" variant="ghost" onClick={() => choose(() => true)}>
        All
      </Button>
      {present.length > 1 &&
        present.map((decision) => (
          <Button key={decision} size="sm" variant="ghost" onClick={() => choose((one) => one === decision)}>
            {`Only ${decision}`}
          </Button>
        ))}
      <Button size="sm" variant="ghost" onClick={() => choose(() => false)}>
        None
      </Button>
    </div>
  )
}

/** Day and time as they are typed, null where it is published now. */
function useLater(place: RefObject<HTMLElement | null>): { day: string; time: string } | null {
  const [later, setLater] = useState<{ day: string; time: string } | null>(null)
  useEffect(() => {
    const form = place.current?.closest('form')
    if (!form) return
    const look = () => {
      const typed = new FormData(form)
      const word = (name: string) => String(typed.get(name) ?? '')
      setLater(word('when') === 'later' ? { day: word('day'), time: word('time') } : null)
    }
    look()
    form.addEventListener('input', look)
    return () => form.removeEventListener('input', look)
  }, [place])
  return later
}
