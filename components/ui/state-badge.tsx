/**
 * The state of a record as word, icon and tone: never colour alone.
 *
 *   <StateBadge state="submitted" />            <StateBadge state="strong" label="Strongly endorsed" />
 *
 * An unknown state is shown as its own word in the neutral tone, so that a new state never breaks a list.
 */
import {
  Archive,
  Ban,
  Check,
  CheckCheck,
  Circle,
  CircleDashed,
  CircleDot,
  CircleSlash,
  Clock,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  PencilLine,
  Send,
  ThumbsUp,
  TriangleAlert,
  Undo2,
  X,
} from 'lucide-react'
import { Badge, type Tone } from './badge'

type Look = { label: string; tone: Tone; icon: LucideIcon }

/** Every state word of applications, decisions, emails, offers, terms, users and endorsements. */
export const STATES: Record<string, Look> = {
  draft: { label: 'Draft', tone: 'neutral', icon: PencilLine },
  submitted: { label: 'Submitted', tone: 'info', icon: Send },
  undecided: { label: 'Undecided', tone: 'neutral', icon: CircleDashed },
  accepted: { label: 'Accepted', tone: 'ok', icon: Check },
  rejected: { label: 'Rejected', tone: 'bad', icon: X },
  reserve: { label: 'Reserve', tone: 'warn', icon: Hourglass },
  decided: { label: 'Decided', tone: 'info', icon: CircleDot },
  published: { label: 'Published', tone: 'done', icon: CheckCheck },
  withdrawn: { label: 'Withdrawn', tone: 'neutral', icon: Undo2 },
  queued: { label: 'Queued', tone: 'neutral', icon: Clock },
  sending: { label: 'Sending', tone: 'info', icon: LoaderCircle },
  sent: { label: 'Sent', tone: 'ok', icon: Check },
  failed: { label: 'Failed', tone: 'bad', icon: TriangleAlert },
  bounced: { label: 'Bounced', tone: 'bad', icon: Undo2 },
  suppressed: { label: 'Suppressed', tone: 'neutral', icon: Ban },
  cancelled: { label: 'Cancelled', tone: 'neutral', icon: Ban },
  proposed: { label: 'Proposed', tone: 'neutral', icon: CircleDashed },
  offered: { label: 'Offered', tone: 'info', icon: Send },
  declined: { label: 'Declined', tone: 'bad', icon: X },
  expired: { label: 'Expired', tone: 'warn', icon: Clock },
  ended: { label: 'Ended', tone: 'neutral', icon: CircleSlash },
  open: { label: 'Open', tone: 'ok', icon: CircleDot },
  closed: { label: 'Closed', tone: 'neutral', icon: CircleSlash },
  archived: { label: 'Archived', tone: 'neutral', icon: Archive },
  active: { label: 'Active', tone: 'ok', icon: Check },
  invited: { label: 'Invited', tone: 'info', icon: Send },
  unverified: { label: 'Unverified', tone: 'warn', icon: CircleDashed },
  deactivated: { label: 'Deactivated', tone: 'neutral', icon: Ban },
  strong: { label: 'Strong', tone: 'ok', icon: CheckCheck },
  yes: { label: 'Yes', tone: 'ok', icon: ThumbsUp },
  no: { label: 'No', tone: 'bad', icon: X },
  none: { label: 'None', tone: 'neutral', icon: Circle },
  approved: { label: 'Approved', tone: 'ok', icon: Check },
  exported: { label: 'Exported', tone: 'done', icon: CheckCheck },
  returned: { label: 'Returned', tone: 'warn', icon: Undo2 },
  late: { label: 'Late', tone: 'warn', icon: Clock },
  over: { label: 'Over', tone: 'bad', icon: TriangleAlert },
  short: { label: 'Short', tone: 'warn', icon: TriangleAlert },
  filled: { label: 'Filled', tone: 'ok', icon: Check },
  new: { label: 'New', tone: 'ok', icon: CircleDot },
  changed: { label: 'Changed', tone: 'info', icon: PencilLine },
  unchanged: { label: 'Unchanged', tone: 'neutral', icon: Circle },
  error: { label: 'Error', tone: 'bad', icon: TriangleAlert },
}

export function StateBadge({ state, label, title }: { state: string; label?: string; title?: string }) {
  const known = Object.hasOwn(STATES, state) ? STATES[state] : undefined
  const Icon = known?.icon ?? Circle
  return (
    <Badge tone={known?.tone ?? 'neutral'} icon={<Icon aria-hidden />} title={title}>
      {label ?? known?.label ?? state}
    </Badge>
  )
}
