'use client'
/** Help with the keys of a table, opened by "?". */
import { useId } from 'react'
import { Dialog } from '../ui/dialog'
import { Kbd } from '../ui/kbd'

export function KeysDialog({
  open,
  onClose,
  selectable,
}: {
  open: boolean
  onClose: () => void
  selectable: boolean
}) {
  const id = useId()
  if (!open) return null
  const keys = [
    ['j or ↓', 'Next row'],
    ['k or ↑', 'Row before'],
    ['Enter', 'Open the row'],
    ...(selectable
      ? [
          ['x', 'Select the row'] as const,
          ['Shift + click', 'Select up to here'] as const,
          ['Ctrl C', 'Copy the selected rows'] as const,
        ]
      : []),
    ['Esc', 'Close the side panel'],
    ['Ctrl K', 'Search'],
    ['?', 'These keys'],
  ]
  return (
    <Dialog id={id} title="Keys" open onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-6 gap-y-2 text-sm">
        {keys.map(([key, meaning]) => (
          <div key={key} className="contents">
            <dt>
              <Kbd>{key}</Kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
