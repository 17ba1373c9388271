import { and, eq, inArray, isNull } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { uniqueViolation } from '@/db/errors'
import { applications, bulkDecided, courses } from '@/db/schema'
import { lockRows } from '@/db/sql'
import { applyChanges, type Change, type PlannedRow, plannerUnderLocks } from '@/lib/allocations/change-set'
import { type AuditEntry, audit, difference } from '@/lib/audit'
import { notFound, stateError } from '@/lib/errors'
import { requireCanOr, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import type { Settings } from '@/lib/settings/schema'
import { type Before, backTo, bringBack, type Proposal, proposalsOf } from './before'
import { applicationRecord, applicationScope, hoursByCourse } from './commands'
import type { ApplicationRow } from './scope'

/** Why an application stays as it is. */
type Why = 'changed' | 'published' | 'withdrawn' | 'rule'
export type BulkUndone = {
  takenBack: number
  /** In the order of their decision; `message` names the rule. */
  stay: { name: string; why: Why; message?: string }[]
}

/** One application that the decision on many changed, with what stands by it now. */
type Item = {
  id: string
  row: ApplicationRow
  before: Before
  broken: ReadonlySet<string>
  proposals: Proposal[]
  changes: Change[]
}

/**
 * Takes back what a decision on many did, in one transaction: decisions, words and proposals are as they were
 * before, with the reasons that overrode a rule for them. What was published, withdrawn or changed since by
 * anybody stays, and so does what has no room any more; the answer names them.
 *
 * @throws `state` when nothing can be taken back, with why; `not_found`
 */
export async function undoMany(viewer: Viewer, bulkId: string): Promise<BulkUndone> {
  const settings = await loadSettings()
  try {
    return await write((tx) => undoIn(tx, viewer, bulkId, settings))
  } catch (error) {
    if (uniqueViolation(error))
      throw stateError(
        'Somebody has just given one of these courses to the same person. Nothing was taken back.',
      )
    throw error
  }
}

async function undoIn(tx: Tx, viewer: Viewer, bulkId: string, settings: Settings): Promise<BulkUndone> {
  const ids = await reviewedIn(tx, viewer, bulkId)
  // The order of locks is that of every decision: applications, then (in the change set) people and courses.
  const locked = new Map((await lockRows(tx, applications, ids)).map((row) => [row.id, row]))
  const kept = await tx
    .select()
    .from(bulkDecided)
    .where(
      and(
        eq(bulkDecided.bulkId, bulkId),
        inArray(bulkDecided.applicationId, ids),
        isNull(bulkDecided.undoneAt),
      ),
    )
    .orderBy(bulkDecided.id)
  if (kept.length === 0) throw stateError('These decisions are taken back already.')
  const standing = Map.groupBy(await proposalsOf(tx, ids), (one) => one.applicationId ?? '')

  const stay: BulkUndone['stay'] = []
  const items: Item[] = []
  for (const one of kept) {
    const row = locked.get(one.applicationId)!
    const proposals = standing.get(row.id) ?? []
    const why = whyNot(row, one, proposals)
    const before = one.before as Before
    if (why) stay.push({ name: nameOf(row), why })
    else
      items.push({
        id: one.id,
        row,
        before,
        broken: new Set(one.broken),
        proposals,
        changes: backTo({ ...row, userId: row.studentId, before }, proposals),
      })
  }
  const taken: Item[] = []
  for (const group of Map.groupBy(items, ({ row }) => `${row.termId}:${row.position}`).values())
    taken.push(...(await giveBack(tx, viewer, group, stay, settings)))
  const answer = { takenBack: taken.length, stay }
  if (taken.length === 0) throw stateError(undoneInWords(answer))

  const at = new Date()
  for (const { row, before } of taken) await bringBack(tx, viewer, row, before, at)
  await tx
    .update(bulkDecided)
    .set({ undoneAt: at })
    .where(
      inArray(
        bulkDecided.id,
        taken.map((one) => one.id),
      ),
    )
  await audit(tx, ...(await entriesOf(tx, viewer, taken)))
  return answer
}

/**
 * The applications of a decision on many that the viewer decides on. Their own is not among them: they learn
 * nothing of it. Not found for who decides on none of it.
 */
async function reviewedIn(tx: Tx, viewer: Viewer, bulkId: string): Promise<string[]> {
  const rows = await tx
    .select({
      id: applications.id,
      studentId: applications.studentId,
      position: applications.position,
    })
    .from(bulkDecided)
    .innerJoin(applications, eq(applications.id, bulkDecided.applicationId))
    .where(eq(bulkDecided.bulkId, bulkId))
  const others = rows.filter((row) => row.studentId !== viewer.id)
  if (others.length === 0) throw notFound('This decision')
  for (const position of new Set(others.map((row) => row.position)))
    requireCanOr(notFound('This decision'), viewer, 'applications.decide', { position })
  return others.map((row) => row.id)
}

/** Why an application is not as the decision left it; null when it is. */
function whyNot(
  row: ApplicationRow,
  left: { version: number; proposals: readonly { id: string; version: number }[] },
  proposals: readonly Proposal[],
): Why | null {
  if (row.state === 'published' || row.state === 'withdrawn') return row.state
  const marks = (all: readonly { id: string; version: number }[]) =>
    all
      .map((one) => `${one.id}:${one.version}`)
      .sort()
      .join()
  return row.version === left.version && marks(proposals) === marks(left.proposals) ? null : 'changed'
}

/**
 * Brings the proposals back of all that still can, as one change set; the others are told of in `stay`. Last
 * decided, first back: each then finds the room that it left, and breaks no rule that it did not break then.
 */
async function giveBack(
  tx: Tx,
  viewer: Viewer,
  items: readonly Item[],
  stay: BulkUndone['stay'],
  settings: Settings,
): Promise<Item[]> {
  const { termId, position } = items[0]!.row
  let taking = items.toReversed()
  const changesOf = (some: readonly Item[]) => some.flatMap((one) => one.changes)
  const plan = await plannerUnderLocks(tx, { termId, position, changes: changesOf(taking) }, settings)
  for (;;) {
    const owners = taking.flatMap((one) => one.changes.map(() => one))
    const rows = plan(changesOf(taking)).rows
    const at = rows.findIndex((row, i) => refusal(row, owners[i]!) !== null)
    if (at === -1) break
    const owner = owners[at]!
    stay.push({ name: nameOf(owner.row), ...refusal(rows[at]!, owner)! })
    taking = taking.filter((one) => one !== owner)
  }
  const changes = changesOf(taking)
  const keys = taking.flatMap((one) => [...one.broken])
  if (changes.length > 0)
    await applyChanges(tx, viewer, { termId, position, changes, override: { reason, keys } }, settings)
  return taking
}

function refusal(row: PlannedRow, owner: Item): { why: Why; message?: string } | null {
  if (row.problem?.code === 'conflict' || row.problem?.code === 'not_found') return { why: 'changed' }
  const message =
    row.problem?.message ??
    row.breaches.find((breach) => !breach.overridable || !owner.broken.has(breach.key))?.message
  return message ? { why: 'rule', message } : null
}

const reason = 'Undo of a decision on many'
const nameOf = (row: Pick<ApplicationRow, 'name'>) => row.name ?? 'Unnamed'

async function entriesOf(tx: Tx, viewer: Viewer, taken: readonly Item[]): Promise<AuditEntry[]> {
  const courseIds = taken.flatMap((one) =>
    [...one.proposals, ...one.before.proposals].map((proposal) => proposal.courseId),
  )
  const rows =
    courseIds.length > 0
      ? await tx
          .select({ id: courses.id, code: courses.code })
          .from(courses)
          .where(inArray(courses.id, [...new Set(courseIds)]))
      : []
  const codes = new Map(rows.map((row) => [row.id, row.code]))
  const hours = (proposals: readonly { courseId: string; quarters: number }[]) =>
    hoursByCourse(
      proposals
        .map((one) => ({ code: codes.get(one.courseId) ?? '', quarters: one.quarters }))
        .sort((a, b) => (a.code < b.code ? -1 : 1)),
    )
  return taken.map(({ row, before, proposals }) => ({
    actor: viewer,
    action: 'applications.undo',
    record: applicationRecord(row),
    scope: applicationScope(row),
    ...difference(
      {
        decision: row.decision,
        noteToStudent: row.noteToStudent,
        internalReason: row.internalReason,
        hours: hours(proposals),
      },
      {
        decision: before.decision,
        noteToStudent: before.noteToStudent,
        internalReason: before.internalReason,
        hours: hours(before.proposals),
      },
    ),
    reason,
  }))
}

const few = 3
/** "Ana Ito, Bo Li and 4 more" */
const named = (names: readonly string[]) =>
  names.length > few ? `${names.slice(0, few).join(', ')} and ${names.length - few} more` : names.join(', ')

/** What was taken back and what stays, by name. Pure. */
export function undoneInWords({ takenBack, stay }: BulkUndone): string {
  const said = [takenBack > 0 ? `${takenBack} taken back.` : 'Nothing was taken back.']
  const tell = (why: Why, words: (n: number) => string) => {
    const some = stay.filter((one) => one.why === why)
    if (some.length > 0)
      said.push(`${some.length} ${words(some.length)}: ${named(some.map((one) => one.name))}.`)
  }
  const verb = (n: number, one: string, many: string) => (n === 1 ? one : many)
  tell('changed', (n) => verb(n, 'was changed since and stays', 'were changed since and stay'))
  tell('published', (n) => verb(n, 'is published and stays', 'are published and stay'))
  tell('withdrawn', (n) => verb(n, 'was withdrawn by its student', 'were withdrawn by their students'))
  const [rule] = stay.filter((one) => one.why === 'rule')
  tell('rule', (n) => verb(n, 'cannot go back and stays', 'cannot go back and stay'))
  if (rule?.message) said.push(rule.message)
  return said.join(' ')
}
