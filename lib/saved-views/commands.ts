import { and, count, eq, ne } from 'drizzle-orm'
import { affected, write } from '@/db/client'
import { savedViews } from '@/db/schema'
import { newId, upsert } from '@/db/sql'
import { invalid, notFound } from '@/lib/errors'
import { requireCan, type Viewer } from '@/lib/permissions'
import type { ViewPage } from './schema'

const MOST = 30

/** Keeps the present search, filters, order and columns of a table under a name; the same name again replaces it. */
export async function saveView(
  viewer: Viewer,
  input: { page: ViewPage; name: string; params: string },
): Promise<void> {
  requireCan(viewer, 'app.use')
  const { page, name } = input
  // Only parameters are kept: never an address, and never the page of the list.
  const params = new URLSearchParams(input.params)
  params.delete('page')
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
      params: params.toString(),
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
