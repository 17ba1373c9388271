import { ChevronRight } from 'lucide-react'
import { Card } from '@/components/ui/card'
import { Link } from '@/components/ui/link'

export type WaitingItem = { label: string; detail?: string; count?: number; href: string }

/**
 * "What waits for you": the first thing of every home page, once, whatever roles a person holds; each line a link to
 * where it is done. `more` says where the rest is when there is too much for a short list.
 */
export function Waiting({
  items,
  nothing,
  more,
  title = 'What waits for you',
}: {
  items: WaitingItem[]
  nothing: string
  more?: string
  title?: string
}) {
  return (
    <Card title={title} flush>
      {items.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-muted">{nothing}</p>
      ) : (
        <ul className="divide-y divide-line border-t border-line">
          {items.map((item) => (
            <li key={item.href + item.label}>
              <Link href={item.href} className="flex min-h-12 items-center gap-3 px-4 py-2.5 hover:bg-hover">
                {item.count !== undefined && (
                  <span className="min-w-10 rounded bg-accent-soft px-2 py-0.5 text-center text-sm font-semibold text-accent tabular-nums">
                    {item.count}
                  </span>
                )}
                <span className="min-w-0 flex-1">
                  <span className="block text-sm font-medium break-words">{item.label}</span>
                  {item.detail && <span className="block text-sm text-muted break-words">{item.detail}</span>}
                </span>
                <ChevronRight aria-hidden className="size-4 shrink-0 text-muted" />
              </Link>
            </li>
          ))}
        </ul>
      )}
      {more && <p className="border-t border-line px-4 py-2.5 text-sm text-muted">{more}</p>}
    </Card>
  )
}
