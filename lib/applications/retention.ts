import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, not, or, sql } from 'drizzle-orm'
import { type Db, db, type Tx, write } from '@/db/client'
import { applicationDrafts, applications, files, profiles, terms, users } from '@/db/schema'
import { lockRows } from '@/db/sql'
import { wasAcceptedA } from '@/lib/allocations/accepted'
import { audit } from '@/lib/audit'
import { addMonths, todayIn } from '@/lib/dates'
import { removeFile } from '@/lib/files/commands'
import { loadSettings } from '@/lib/settings/queries'
import { positionNames } from '@/lib/vocabulary'
import { parseAnswers } from './answers'

/**
 * Retention (SPEC 11): CV and transcript of people who applied and got no work are removed some months
 * after the end of the term. The application stays and still names its files, so that its pages can say
 * that they were removed. A file that something newer uses stays until that is due, too; the copy on the
 * profile goes with it, for it is the same file.
 */

const piece = 200

/** Whoever had work in the term that they once said yes to was not unsuccessful. */
const unsuccessful = not(
  sql`exists (select 1 from allocations a where a.user_id = ${applications.studentId} and a.term_id = ${applications.termId} and (a.state in ('accepted', 'ended') or ${wasAcceptedA}))`,
)

/** Applications of the terms, with the files that they name, submitted or in a draft. */
function withFiles(from: Db | Tx, dueTerms: readonly string[], studentIds?: readonly string[]) {
  return from
    .select({
      id: applications.id,
      studentId: applications.studentId,
      name: applications.name,
      position: applications.position,
      termId: applications.termId,
      cvFileId: applications.cvFileId,
      transcriptFileId: applications.transcriptFileId,
      answers: applicationDrafts.answers,
    })
    .from(applications)
    .leftJoin(applicationDrafts, eq(applicationDrafts.applicationId, applications.id))
    .where(
      and(
        inArray(applications.termId, [...dueTerms]),
        studentIds ? inArray(applications.studentId, [...studentIds]) : undefined,
        or(
          isNotNull(applications.cvFileId),
          isNotNull(applications.transcriptFileId),
          isNotNull(applicationDrafts.applicationId),
        ),
        unsuccessful,
      ),
    )
}
type Due = Awaited<ReturnType<typeof withFiles>>[number]

const filesOf = (row: Pick<Due, 'cvFileId' | 'transcriptFileId' | 'answers'>): string[] => {
  const typed = row.answers ? parseAnswers(row.answers).documents : { cv: null, transcript: null }
  return [row.cvFileId, row.transcriptFileId, typed.cv, typed.transcript].filter(
    (id) => typeof id === 'string',
  )
}

/** Removes what is due at `now`. Gives how many files. People are gone through some hundred at a time. */
export async function removeUnsuccessfulFiles(now: Date): Promise<{ removed: number }> {
  const { retentionMonths, timeZone } = await loadSettings()
  const last = addMonths(todayIn(timeZone, now), -retentionMonths)
  const due = (
    await db.select({ id: terms.id }).from(terms).where(lt(terms.endsOn, last)).orderBy(asc(terms.id))
  ).map((term) => term.id)
  if (due.length === 0) return { removed: 0 }
  let removed = 0
  let from = ''
  for (;;) {
    // Owners of files that are still there: who has none is passed over without a look at applications.
    const owners = (
      await db
        .selectDistinct({ id: files.ownerId })
        .from(files)
        .where(and(isNull(files.removedAt), gt(files.ownerId, from)))
        .orderBy(asc(files.ownerId))
        .limit(piece)
    ).map((row) => row.id)
    if (owners.length === 0) return { removed }
    from = owners.at(-1) ?? from
    const rows = await withFiles(db, due, owners)
    for (const studentId of [...new Set(rows.map((row) => row.studentId))].sort())
      removed += await write((tx) => removeOf(tx, studentId, due, { now, months: retentionMonths }))
  }
}

async function removeOf(
  tx: Tx,
  studentId: string,
  dueTerms: readonly string[],
  { now, months }: { now: Date; months: number },
): Promise<number> {
  await lockRows(tx, users, [studentId])
  const due = await withFiles(tx, dueTerms, [studentId])
  const dueIds = new Set(due.map((row) => row.id))
  const others = await tx
    .select({
      id: applications.id,
      cvFileId: applications.cvFileId,
      transcriptFileId: applications.transcriptFileId,
      answers: applicationDrafts.answers,
    })
    .from(applications)
    .leftJoin(applicationDrafts, eq(applicationDrafts.applicationId, applications.id))
    .where(eq(applications.studentId, studentId))
  const used = new Set(others.filter((row) => !dueIds.has(row.id)).flatMap(filesOf))
  const wanted = [...new Set(due.flatMap(filesOf))].filter((id) => !used.has(id))
  const gone = (await lockRows(tx, files, wanted)).filter(
    (file) => file.ownerId === studentId && file.removedAt === null,
  )
  if (gone.length === 0) return 0
  for (const file of gone) await removeFile(tx, file, now)
  const ids = gone.map((file) => file.id)
  for (const [name, column] of [
    ['cvFileId', profiles.cvFileId],
    ['transcriptFileId', profiles.transcriptFileId],
  ] as const)
    await tx
      .update(profiles)
      .set({ [name]: null, version: sql`${profiles.version} + 1`, updatedAt: now })
      .where(and(eq(profiles.userId, studentId), inArray(column, ids)))
  const kinds = new Map(gone.map((file) => [file.id, file.kind]))
  for (const row of due) {
    const its = [...new Set(filesOf(row).flatMap((id) => kinds.get(id) ?? []))].sort()
    if (its.length === 0) continue
    await audit(tx, {
      actor: null,
      action: 'applications.removeFiles',
      record: {
        type: 'application',
        id: row.id,
        name: `${row.name ?? 'Unnamed'}, ${positionNames[row.position].toLowerCase()}`,
      },
      scope: { termId: row.termId, position: row.position, subjectId: studentId },
      before: { files: its.map((kind) => (kind === 'cv' ? 'CV' : 'Transcript')).join(', ') },
      after: { files: null },
      reason: `Without work in the term, ${months} months after its end`,
    })
  }
  return gone.length
}
