'use client'
/**
 * The browser's own modal dialog. Opened by a DialogButton (also without JavaScript where the browser knows
 * command buttons); give `href` for a page that does the same, for browsers that know neither.
 *
 *   <DialogButton dialog="publish" variant="primary">Publish 34 results</DialogButton>
 *   <Dialog id="publish" title="Publish 34 results" description="34 students will get an email.">
 *     <form …>…<DialogActions><SubmitButton>Publish</SubmitButton></DialogActions></form>
 *   </Dialog>
 */
import { X } from 'lucide-react'
import { type ComponentProps, type ReactNode, useEffect, useRef } from 'react'
import { Button, type ButtonSize, type ButtonVariant, IconButton } from './button'
import { cn } from './cn'

export function Dialog({
  id,
  title,
  description,
  children,
  size = 'md',
  open,
  onClose,
}: {
  id: string
  title: ReactNode
  description?: ReactNode
  children: ReactNode
  size?: 'md' | 'lg'
  /** Opens it as soon as the page has scripts; without them it stands open in the page. */
  open?: boolean
  onClose?: () => void
}) {
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = ref.current
    if (open && dialog && !dialog.matches(':modal')) {
      // Not close(): its event would reach onClose after the dialog has become modal, and shut it again.
      dialog.removeAttribute('open')
      dialog.showModal()
    }
  }, [open])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it already; the click is on the backdrop
    <dialog
      ref={ref}
      id={id}
      open={open}
      aria-labelledby={`${id}-title`}
      aria-describedby={description ? `${id}-description` : undefined}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close()
      }}
      className={cn(
        'm-auto w-[calc(100vw-1.5rem)] rounded border-0 bg-surface p-0 text-ink shadow-float max-sm:mb-0 max-sm:w-full max-sm:max-w-none',
        'max-h-[calc(100dvh-1.5rem)] overflow-auto overscroll-contain',
        size === 'md' ? 'sm:max-w-lg' : 'sm:max-w-3xl',
      )}
    >
      <div className="p-5">
        <div className="mb-4 flex items-start justify-between gap-4">
          <div className="min-w-0">
            <h2 id={`${id}-title`} className="text-lg">
              {title}
            </h2>
            {description && (
              <p id={`${id}-description`} className="measure mt-1 text-sm text-muted">
                {description}
              </p>
            )}
          </div>
          <form method="dialog" className="-mt-1.5 -mr-2">
            <IconButton type="submit" label="Close" icon={<X aria-hidden />} />
          </form>
        </div>
        {children}
      </div>
    </dialog>
  )
}

/** Opens the dialog with the id `dialog`. */
export function DialogButton({
  dialog,
  ...rest
}: { dialog: string; variant?: ButtonVariant; size?: ButtonSize; icon?: ReactNode; full?: boolean } & Omit<
  ComponentProps<'button'>,
  'type'
>) {
  return (
    <Button
      {...rest}
      aria-haspopup="dialog"
      {...{ command: 'show-modal', commandfor: dialog }}
      onClick={() => {
        const element = document.getElementById(dialog)
        if (element instanceof HTMLDialogElement && !element.open) element.showModal()
      }}
    />
  )
}

/** Buttons at the end of a dialog: the action first, then "Cancel". */
export function DialogActions({ children, cancel = 'Cancel' }: { children: ReactNode; cancel?: string }) {
  return (
    <div className="mt-5 flex flex-wrap gap-2">
      {children}
      <Button
        variant="ghost"
        onClick={(event) => event.currentTarget.closest('dialog')?.close()}
        className="js-only"
      >
        {cancel}
      </Button>
    </div>
  )
}
