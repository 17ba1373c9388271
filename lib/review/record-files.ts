import { inArray } from 'drizzle-orm'
import { db } from '@/db/client'
import { files } from '@/db/schema'

/** What the page of an application tells of a file. */
export type FileFacts = { id: string; name: string; size: number; pages: number | null; mediaType: string }

type FileRow = FileFacts & { kind: 'cv' | 'transcript'; removedAt: Date | null }

/** Null for a file that was removed. */
export function present(file: FileRow | undefined): FileFacts | null {
  if (!file || file.removedAt) return null
  const { removedAt: _, kind: _k, ...facts } = file
  return facts
}

/** The files of an application by id, removed ones too. One query. */
export async function fileFacts(ids: (string | null)[]): Promise<Map<string, FileRow>> {
  const given = ids.filter((id): id is string => id !== null)
  if (given.length === 0) return new Map()
  const rows = await db
    .select({
      id: files.id,
      name: files.name,
      size: files.size,
      pages: files.pages,
      mediaType: files.mediaType,
      kind: files.kind,
      removedAt: files.removedAt,
    })
    .from(files)
    .where(inArray(files.id, given))
  return new Map(rows.map((row) => [row.id, row]))
}
