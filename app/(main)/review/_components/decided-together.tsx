import { OnceButton } from '@/components/ui/once-button'
import { agoOrOn } from '@/lib/audit/conflict'
import type { DecidedTogether as Decided } from '@/lib/review/bulk-kept'
import type { Decision } from '@/lib/vocabulary'
import { undoManyAction } from '../actions'

const words: Record<Decision, string> = { accepted: 'accepted', rejected: 'rejected', reserve: 'on reserve' }

/** The viewer's last decision on many, to take it back after its line is gone. */
export function DecidedTogether({ last, zone }: { last: Decided | null; zone: string }) {
  if (!last) return null
  const as = last.decision ? words[last.decision] : 'undecided again'
  return (
    <form action={undoManyAction} className="mb-3 flex flex-wrap items-baseline gap-x-3 text-sm text-muted">
      <input type="hidden" name="id" value={last.bulkId} />
      <p>
        {`Decided together ${agoOrOn(last.at, zone)}: ${last.n} ${last.n === 1 ? 'application' : 'applications'}, ${as}.`}
      </p>
      <OnceButton className="link min-h-8 pointer-coarse:min-h-11">
        {last.n === 1 ? 'Take it back' : `Take these ${last.n} back`}
      </OnceButton>
    </form>
  )
}
