import { Check, CheckCheck, CircleX, LoaderCircle, Pencil, Undo2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge, type Tone } from '@/components/ui/badge'
import { type Standing, type Stands, standingNames, standingOf } from '@/lib/assignment-runs/tables'

const looks: Record<Standing, { tone: Tone; icon?: ReactNode }> = {
  applied: { tone: 'ok', icon: <Check aria-hidden /> },
  partly: { tone: 'ok', icon: <CheckCheck aria-hidden /> },
  published: { tone: 'ok', icon: <CheckCheck aria-hidden /> },
  waiting: { tone: 'info' },
  solving: { tone: 'info', icon: <LoaderCircle aria-hidden /> },
  failed: { tone: 'bad', icon: <CircleX aria-hidden /> },
  cancelled: { tone: 'neutral' },
  undone: { tone: 'neutral', icon: <Undo2 aria-hidden /> },
  edited: { tone: 'done', icon: <Pencil aria-hidden /> },
  proposal: { tone: 'done' },
}

/** Where a scenario stands, in a word or three. */
export function RunState({ run }: { run: Stands }) {
  const standing = standingOf(run)
  return <Badge {...looks[standing]}>{standingNames[standing]}</Badge>
}
