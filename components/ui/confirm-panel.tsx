/**
 * The last look before something happens: says exactly who and what changes, then the one button.
 * It is a page or a dialog's content; the form around it is the caller's.
 *
 *   <ConfirmPanel title="Publish 34 results" effects={['34 students will get an email', '9 accepted, 25 rejected']}
 *     warning="2 courses are over their budget" action={<SubmitButton>Publish 34 results</SubmitButton>} cancelHref="/review" />
 */
import type { ReactNode } from 'react'
import { Alert } from './alert'
import { ButtonLink } from './button'

export function ConfirmPanel({
  title,
  effects,
  children,
  warning,
  action,
  cancelHref,
  cancelLabel = 'Cancel',
  level = 2,
}: {
  title?: ReactNode
  effects: ReactNode[]
  children?: ReactNode
  warning?: ReactNode
  action: ReactNode
  cancelHref?: string
  cancelLabel?: string
  level?: 1 | 2
}) {
  const Heading = level === 1 ? 'h1' : 'h2'
  return (
    <div className="max-w-xl">
      {title && <Heading className="mb-3 text-lg">{title}</Heading>}
      <ul className="mb-4 list-disc space-y-2 pl-5 text-base">
        {effects.map((effect, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list does not change while shown
          <li key={index}>{effect}</li>
        ))}
      </ul>
      {warning && (
        <Alert tone="warning" className="mb-4">
          {warning}
        </Alert>
      )}
      {children && <div className="mb-4 space-y-6">{children}</div>}
      <div className="flex flex-wrap gap-2">
        {action}
        {cancelHref && (
          <ButtonLink href={cancelHref} variant="ghost">
            {cancelLabel}
          </ButtonLink>
        )}
      </div>
    </div>
  )
}
