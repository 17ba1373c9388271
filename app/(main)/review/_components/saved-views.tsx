import { Bookmark, X } from 'lucide-react'
import Link from 'next/link'
import { Form, HiddenFields, SubmitButton, TextField } from '@/components/form'
import { IconButton } from '@/components/ui/button'
import { menuItemClass, Popover } from '@/components/ui/popover'
import type { SavedView } from '@/lib/saved-views/queries'
import type { ViewPage } from '@/lib/saved-views/schema'
import { removeViewAction, saveViewAction } from '../actions'

/** The viewer's kept views of a table, and a field to keep the present one. */
export function SavedViews({
  page,
  path,
  params,
  views,
}: {
  page: ViewPage
  path: string
  /** Present parameters, as a query string. */
  params: string
  views: SavedView[]
}) {
  return (
    <Popover
      label="Views"
      trigger={
        <>
          <Bookmark aria-hidden />
          <span>Views</span>
          {views.length > 0 && (
            <span className="rounded bg-neutral-soft px-1.5 text-xs text-neutral tabular-nums">
              {views.length}
            </span>
          )}
        </>
      }
      className="!p-3 sm:w-80"
    >
      {views.length > 0 && (
        <ul className="mb-3">
          {views.map((view) => (
            <li key={view.id} className="flex items-center gap-1">
              <Link
                href={`${path}?${view.params}`}
                aria-current={view.params === params ? 'true' : undefined}
                className={menuItemClass}
              >
                {view.name}
              </Link>
              <form action={removeViewAction}>
                <HiddenFields values={{ id: view.id }} />
                <IconButton
                  type="submit"
                  size="sm"
                  label={`Remove the view ${view.name}`}
                  icon={<X aria-hidden />}
                />
              </form>
            </li>
          ))}
        </ul>
      )}
      <Form action={saveViewAction} summary={false} resetOnOk>
        <HiddenFields values={{ page, params }} />
        <TextField
          name="name"
          id="view-name"
          label="Name of the present view"
          help="Keeps search, filters, order and columns."
          className="!mb-3"
        />
        <SubmitButton variant="secondary">Keep this view</SubmitButton>
      </Form>
    </Popover>
  )
}
