import { and, asc, eq } from 'drizzle-orm'
import { db } from '@/db/client'
import { savedViews } from '@/db/schema'
import type { Viewer } from '@/lib/permissions'
import type { ViewPage } from './pages'

export type SavedView = { id: string; name: string; params: string }

/** The viewer's own views of a page, by name. One query. */
export async function listViews(viewer: Viewer, page: ViewPage): Promise<SavedView[]> {
  return db
    .select({ id: savedViews.id, name: savedViews.name, params: savedViews.params })
    .from(savedViews)
    .where(and(eq(savedViews.userId, viewer.id), eq(savedViews.page, page)))
    .orderBy(asc(savedViews.name))
}
