'use client'
/**
 * The bar that slides in when rows are chosen: count and actions. It is the form the check boxes belong to,
 * and CSS shows it, so it works without JavaScript. DataTable renders it.
 *
 *   <SelectionButton value="accept" variant="primary">Accept</SelectionButton>   posts do=accept and the ids
 */
import { Copy, X } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { Button, type ButtonVariant, buttonClass, IconButton } from '../ui/button'
import type { Selection } from './types'

export function SelectionBar({
  formId,
  selection,
  chosen,
  sum,
  onPage,
  allOnPage,
  onClear,
  onCopy,
  copied,
}: {
  formId: string
  selection: Selection
  chosen: number
  /** Of the amounts of the chosen rows. */
  sum: number
  onPage: number
  allOnPage: boolean
  onClear: () => void
  onCopy: () => void
  /** Rows that were copied; 0 for none. */
  copied: number
}) {
  const [all, setAll] = useState(false)
  const more = selection.total !== undefined && selection.total > onPage
  useEffect(() => {
    if (!allOnPage) setAll(false)
  }, [allOnPage])
  const count = all && selection.total !== undefined ? selection.total : chosen
  return (
    <div className="no-print pointer-events-none sticky bottom-16 z-30 h-0 group-has-[[data-row-select]:checked]/table:h-16 sm:bottom-0">
      <form
        id={formId}
        action={selection.action}
        aria-label="Selected rows"
        className="pointer-events-auto absolute inset-x-2 bottom-2 hidden flex-wrap items-center gap-x-4 gap-y-2 rounded bg-surface px-4 py-2 text-sm shadow-float transition-[translate,opacity] group-has-[[data-row-select]:checked]/table:flex starting:translate-y-2 starting:opacity-0"
      >
        {selection.hidden}
        {all && <input type="hidden" name="all" value="1" />}
        <p role="status" className="font-medium tabular-nums">
          {count > 0 ? `${count.toLocaleString('en-NZ')} selected` : 'Selected rows'}
          {/* What stands on other pages is not known here. */}
          {count > 0 && selection.unit && !all && `, ${sum.toLocaleString('en-NZ')} ${selection.unit}`}
        </p>
        {more && allOnPage && !all && (
          <button type="button" className="link min-h-8" onClick={() => setAll(true)}>
            Select all {selection.total?.toLocaleString('en-NZ')}
          </button>
        )}
        <div className="flex basis-full flex-wrap items-center gap-2 max-sm:order-last sm:flex-1 sm:basis-0">
          {selection.actions}
        </div>
        <p role="status" className="text-muted tabular-nums max-sm:hidden">
          {copied > 0 && `${copied.toLocaleString('en-NZ')} ${copied === 1 ? 'row' : 'rows'} copied`}
        </p>
        {/* What is not on this page cannot be copied: the export has it. */}
        {!all && (
          <Button
            variant="ghost"
            className="js-only max-sm:hidden"
            icon={<Copy aria-hidden />}
            onClick={onCopy}
          >
            Copy
          </Button>
        )}
        <IconButton
          label="Clear selection"
          className="js-only max-sm:ml-auto"
          icon={<X aria-hidden />}
          onClick={() => {
            setAll(false)
            onClear()
          }}
        />
      </form>
    </div>
  )
}

/** One bulk action; its value arrives under the name `do` beside the ids. */
export function SelectionButton({
  value,
  name = 'do',
  variant = 'secondary',
  icon,
  children,
  formAction,
}: {
  value: string
  name?: string
  variant?: ButtonVariant
  icon?: ReactNode
  children: ReactNode
  formAction?: string | ((form: FormData) => void | Promise<void>)
}) {
  return (
    <button
      type="submit"
      // React names the button itself when it has an action of its own.
      name={typeof formAction === 'function' ? undefined : name}
      value={value}
      formAction={formAction}
      className={buttonClass({ variant })}
    >
      {icon}
      {children}
    </button>
  )
}
