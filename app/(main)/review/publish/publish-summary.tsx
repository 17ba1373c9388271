'use client'
/**
 * What publishing will do, in one sentence that follows the boxes as they are ticked. Without scripts it
 * tells of all that are listed, which is what is ticked then.
 */
import { useEffect, useRef, useState } from 'react'
import { formatHours } from '@/lib/hours'
import type { Decision } from '@/lib/vocabulary'

type Row = { item: string; decision: Decision; courses: { courseId: string; quarters: number }[] }
type Totals = {
  students: number
  accepted: number
  rejected: number
  reserve: number
  courses: number
  quarters: number
}

export function PublishSummary({ rows, all }: { rows: Row[]; all: Totals }) {
  const place = useRef<HTMLParagraphElement>(null)
  const [totals, setTotals] = useState(all)
  useEffect(() => {
    const form = place.current?.closest('form')
    if (!form) return
    const count = () => {
      const ticked = new Set(
        [...form.querySelectorAll<HTMLInputElement>('input[name=item]:checked')].map((box) => box.value),
      )
      const chosen = rows.filter((row) => ticked.has(row.item))
      const of = (decision: Decision) => chosen.filter((row) => row.decision === decision).length
      const told = chosen.flatMap((row) => (row.decision === 'accepted' ? row.courses : []))
      setTotals({
        students: chosen.length,
        accepted: of('accepted'),
        rejected: of('rejected'),
        reserve: of('reserve'),
        courses: new Set(told.map((one) => one.courseId)).size,
        quarters: told.reduce((sum, one) => sum + one.quarters, 0),
      })
    }
    count()
    form.addEventListener('change', count)
    return () => form.removeEventListener('change', count)
  }, [rows])
  return (
    <p ref={place} aria-live="polite" className="text-base font-medium tabular-nums max-sm:text-sm">
      {sentence(totals)}
    </p>
  )
}

function sentence(t: Totals): string {
  if (t.students === 0) return 'Nobody is chosen.'
  const parts = [
    t.accepted > 0 ? `${t.accepted} accepted` : '',
    t.rejected > 0 ? `${t.rejected} rejected` : '',
    t.reserve > 0 ? `${t.reserve} on reserve` : '',
  ].filter(Boolean)
  const hours =
    t.quarters > 0
      ? `; ${formatHours(t.quarters)} over ${t.courses} ${t.courses === 1 ? 'course' : 'courses'}`
      : ''
  return `${t.students} ${t.students === 1 ? 'student' : 'students'} will get an email: ${parts.join(', ')}${hours}.`
}
