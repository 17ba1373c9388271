import { Check, CircleX, LoaderCircle, Pencil, Undo2 } from 'lucide-react'
import { Badge } from '@/components/ui/badge'
import type { RunRow } from '@/lib/assignment-runs/store'

/** Where a scenario stands, in one word. */
export function RunState({ run }: { run: Pick<RunRow, 'state' | 'appliedAt' | 'undoneAt' | 'edited'> }) {
  if (run.appliedAt && !run.undoneAt)
    return (
      <Badge tone="ok" icon={<Check aria-hidden />}>
        Applied
      </Badge>
    )
  if (run.state === 'queued') return <Badge tone="info">Waiting</Badge>
  if (run.state === 'solving')
    return (
      <Badge tone="info" icon={<LoaderCircle aria-hidden />}>
        Solving
      </Badge>
    )
  if (run.state === 'failed')
    return (
      <Badge tone="bad" icon={<CircleX aria-hidden />}>
        Failed
      </Badge>
    )
  if (run.state === 'cancelled') return <Badge>Cancelled</Badge>
  if (run.undoneAt)
    return (
      <Badge icon={<Undo2 aria-hidden />} tone="neutral">
        Undone
      </Badge>
    )
  return run.edited ? (
    <Badge icon={<Pencil aria-hidden />} tone="done">
      Edited
    </Badge>
  ) : (
    <Badge tone="done">Proposal</Badge>
  )
}
