import { and, desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { db } from '@/db/client'
import { auditLog } from '@/db/schema'
import { agoOrOn } from '@/lib/audit/conflict'
import { formatHours } from '@/lib/hours'
import type { Viewer } from '@/lib/permissions'
import type { Analysis } from './analysis'
import { pairKey } from './base'
import { type Edit, editActs, inWords } from './edits'

/**
 * An edit that was refused because the scenario had changed since its page was made. The page that it comes back to
 * carries it in its address, and shows what was tried beside what stands.
 */
export type Tried = { edit: Edit; version: number }

const id = z.string().regex(/^[\w-]{1,36}$/)
const triedParts = z.tuple([
  z.coerce.number().int().min(0),
  z.enum(editActs),
  id,
  id,
  z.enum(['0', '1']),
  z.string().regex(/^\d{0,5}$/),
  z.union([z.literal(''), id]),
])

export const triedText = ({ edit, version }: Tried): string =>
  [
    version,
    edit.act,
    edit.userId,
    edit.courseId,
    edit.position,
    edit.quarters ?? '',
    edit.toCourseId ?? '',
  ].join('.')

/** Null for anything that `triedText` has not made. */
export function parseTried(text: string | undefined): Tried | null {
  const parsed = triedParts.safeParse(text?.split('.'))
  if (!parsed.success) return null
  const [version, act, userId, courseId, position, quarters, toCourseId] = parsed.data
  return {
    version,
    edit: {
      act,
      userId,
      courseId,
      position: position === '0' ? 0 : 1,
      quarters: quarters === '' ? undefined : Number(quarters),
      toCourseId: toCourseId || undefined,
    },
  }
}

export type TriedView = Tried & {
  /** What was tried, and what stands of it. */
  tried: string
  stands: string[]
  /** Who changed the scenario last, and when. */
  by: string
  at: string
  /** What was changed since, the newest first, as far as it was an edit of the board. */
  since: { by: string; said: string }[]
}

/** Changes told one by one. */
const TOLD = 5

/** What a refused edit shows; null when it is about nobody of the scenario. One query. */
export async function triedView(
  viewer: Viewer,
  analysis: Analysis,
  { edit, version }: Tried,
  zone: string,
): Promise<TriedView | null> {
  const { row, data, personAt, courseAt, names } = analysis
  const person = personAt.get(edit.userId)
  if (person === undefined || !courseAt.has(edit.courseId)) return null
  const changes = Math.min(TOLD, Math.max(1, row.version - version))
  const log = await db
    .select({ by: auditLog.actorName, byId: auditLog.actorId, at: auditLog.at, after: auditLog.after })
    .from(auditLog)
    .where(and(eq(auditLog.recordType, 'assignment'), eq(auditLog.recordId, row.id)))
    .orderBy(desc(auditLog.at), desc(auditLog.id))
    .limit(changes)
  const who = (one: { by: string; byId: string | null }) => (one.byId === viewer.id ? 'You' : one.by)
  const places = [edit.courseId, edit.toCourseId].filter((courseId) => courseId !== undefined)
  return {
    edit,
    version,
    tried: inWords(data.base, edit, names[person]!.name),
    stands: places.flatMap((courseId) => {
      const course = courseAt.get(courseId)
      if (course === undefined) return []
      const place = { person, course, position: edit.position }
      const pair = analysis.ofPerson.get(person)?.find((one) => pairKey(one) === pairKey(place))
      const marks = [
        analysis.locked.has(pairKey(place)) ? 'locked' : '',
        analysis.forbidden.has(`${person}:${course}`) ? 'kept out' : '',
      ]
      const hours = pair ? formatHours(pair.quarters) : 'no hours'
      return [`${data.base.courses[course]!.code}: ${[hours, ...marks].filter(Boolean).join(', ')}`]
    }),
    by: log[0] ? who(log[0]) : 'Somebody',
    at: log[0] ? agoOrOn(log[0].at, zone) : 'a moment ago',
    since: log.flatMap((one) =>
      typeof one.after?.edit === 'string' ? [{ by: who(one), said: one.after.edit }] : [],
    ),
  }
}
