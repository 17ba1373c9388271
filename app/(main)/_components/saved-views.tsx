import { Bookmark, X } from 'lucide-react'
import { Form, HiddenFields, SubmitButton, TextField } from '@/components/form'
import { IconButton } from '@/components/ui/button'
import { Link } from '@/components/ui/link'
import { menuItemClass, Popover } from '@/components/ui/popover'
import type { Viewer } from '@/lib/permissions'
import { keptParams, type ViewPage } from '@/lib/saved-views/pages'
import { listViews } from '@/lib/saved-views/queries'
import { removeViewAction, saveViewAction } from '../actions'

/**
 * The viewer's kept views of a table, and a field to keep the present one; the slot `views` of a Toolbar.
 *
 *   views={<SavedViews viewer={viewer} page="users" params={paramsOf(here)} />}
 */
export async function SavedViews({
  viewer,
  page,
  params,
}: {
  viewer: Viewer
  page: ViewPage
  /** Present parameters of the table, the term that is shown among them. */
  params: Record<string, string | readonly string[]>
}) {
  const views = await listViews(viewer, page)
  const present = new URLSearchParams(
    Object.entries(params).flatMap(([name, value]) => [value].flat().map((one) => [name, one as string])),
  ).toString()
  const kept = keptParams(page, present)
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
                href={view.params ? `/${page}?${view.params}` : `/${page}`}
                aria-current={view.params === kept ? 'true' : undefined}
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
        <HiddenFields values={{ page, params: present }} />
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
