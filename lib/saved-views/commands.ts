import { and, count, eq, ne } from 'drizzle-orm'
import { affected, write } from '@/db/client'
import { savedViews } from '@/db/schema'
import { newId, upsert } from '@/db/sql'
import { invalid, notAllowed, notFound } from '@/lib/errors'
import { mayEver, requireCan, type Viewer } from '@/lib/permissions'
import { gateOf, keptParams, type ViewPage } from './pages'

const MOST = 30

/**
 * Keeps the present search, filters, order and columns of a table under a name; the same name again replaces it.
 * Throws `not_allowed` for a page that the viewer may not open, `invalid` when they keep too many.
 */
export async function saveView(
  viewer: Viewer,
  input: { page: ViewPage; name: string; params: string },
): Promise<void> {
  requireCan(viewer, 'app.use')
  const { page, name } = input
  if (!mayEver(viewer, gateOf(page))) throw notAllowed('Your role does not allow this.')
  await write(async (tx) => {
    const [kept] = await tx
      .select({ n: count() })
      .from(savedViews)
      .where(and(eq(savedViews.userId, viewer.id), eq(savedViews.page, page), ne(savedViews.name, name)))
    if ((kept?.n ?? 0) >= MOST) throw invalid({ name: `Keep at most ${MOST} views; remove one first.` })
    const row = {
      id: newId(),
      userId: viewer.id,
      page,
      name,
      // Only what the page itself understands is kept: never an address, and never the page of the list.
      params: keptParams(page, input.params),
      createdAt: new Date(),
    }
    await upsert(tx, savedViews, row, [savedViews.userId, savedViews.page, savedViews.name], {
      params: row.params,
    })
  })
}

/** Removes an own view. Throws `not_found`. */
export async function removeView(viewer: Viewer, id: string): Promise<void> {
  requireCan(viewer, 'app.use')
  const gone = await write((tx) =>
    tx.delete(savedViews).where(and(eq(savedViews.id, id), eq(savedViews.userId, viewer.id))),
  )
  if (affected(gone) === 0) throw notFound('This view')
}
