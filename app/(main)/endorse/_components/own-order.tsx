import { Form, HiddenFields } from '@/components/form'
import { SortableList } from '@/components/layout/sortable-list'
import { StateBadge } from '@/components/ui/state-badge'
import { ordinal } from '@/lib/ordinal'
import type { Wanted } from '@/lib/review/endorse-order'
import type { Position } from '@/lib/vocabulary'
import { orderAction } from '../actions'

/** The people a coordinator wants, in their order: dragged, by buttons or by keyboard; saved at each move. */
export function OwnOrder({
  courseId,
  position,
  order,
}: {
  courseId: string
  position: Position
  order: Wanted[]
}) {
  return (
    <Form action={orderAction} className="!max-w-none">
      <HiddenFields values={{ courseId, position }} />
      <SortableList
        name="order"
        label="Your order"
        saveOnMove
        items={order.map((one) => ({
          id: one.applicationId,
          label: one.name,
          content: (
            <div className="text-sm">
              <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <span className="font-medium break-words">{one.name}</span>
                <StateBadge state={one.verdict} />
              </p>
              <p className="text-muted">
                {ordinal(one.rank)} preference
                {one.grade && `, ${one.grade}`}
              </p>
            </div>
          ),
        }))}
      />
    </Form>
  )
}
