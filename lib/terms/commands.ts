import { eq, inArray } from 'drizzle-orm'
import { type Tx, write } from '@/db/client'
import { isForeignKeyViolation, violates } from '@/db/errors'
import { courseCoordinators, courses, paydays, terms } from '@/db/schema'
import { inPieces, insertMany, lockRows, newId } from '@/db/sql'
import { audit, difference } from '@/lib/audit'
import { conflictError } from '@/lib/audit/conflict'
import { formatDay } from '@/lib/dates'
import { AppError, invalid, notFound, stateError } from '@/lib/errors'
import { seenVersion } from '@/lib/fields'
import { requireCan, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import { normaliseForSearch } from '@/lib/text'
import { isEmptyPeriod, payPeriods } from '@/lib/timesheets/periods'
import { differences, termValues } from './differences'
import { hoursOutside, linesText, outsideLinks } from './hours-outside'
import { paydaysOf } from './paydays'
import type { Term } from './queries'
import type { NewTerm, TermChange, TermValues } from './schema'
import { isInUse, termUse } from './use'

type Ref = { id: string; version: number; conflictVersion?: number; conflict?: 'mine' | 'theirs' }

export const termRecord = (term: Pick<Term, 'id' | 'name'>) => ({
  type: 'term',
  id: term.id,
  name: term.name,
})

/** Adds a term, with its paydays when a first one is given. Gives its id. */
export async function createTerm(viewer: Viewer, input: NewTerm): Promise<string> {
  requireCan(viewer, 'terms.manage')
  const { timeZone } = await loadSettings()
  const made =
    input.firstPayday === null
      ? { ok: true as const, paydays: [] }
      : paydaysOf({ ...input, firstPayday: input.firstPayday }, input.endsOn, timeZone)
  if (!made.ok) throw invalid({ firstPayday: made.reason })
  return asTermErrors(() =>
    write(async (tx) => {
      await requireFreeName(tx, input.name, null)
      const now = new Date()
      const id = newId()
      const values = termValues(input)
      await tx.insert(terms).values({ id, ...values, createdAt: now, updatedAt: now })
      await insertMany(
        tx,
        paydays,
        made.paydays.map((payday) => ({ id: newId(), termId: id, ...payday, createdAt: now })),
      )
      await audit(tx, {
        actor: viewer,
        action: 'terms.create',
        record: termRecord({ id, name: values.name }),
        scope: { termId: id },
        after: { ...values, paydays: made.paydays.map((payday) => payday.paidOn) },
      })
      return id
    }),
  )
}

/**
 * Changes a term's own fields; paydays and courses stay. Refused when recorded hours would lie outside their pay
 * period. Gives how many paydays come to lie before the term with no day left to them.
 *
 * @throws `conflict` when it changed since the form was made, `invalid` by field with links to the lines
 */
export async function updateTerm(viewer: Viewer, input: TermChange): Promise<{ paydaysBefore: number }> {
  requireCan(viewer, 'terms.manage')
  const { timeZone } = await loadSettings()
  return asTermErrors(() =>
    write(async (tx) => {
      const term = await lockTerm(tx, input.id)
      const values = termValues(input)
      if (term.version !== seenVersion(input))
        throw await conflictError(
          tx,
          { ...termRecord(term), version: term.version },
          differences(values, term),
          timeZone,
        )
      requireNotArchived(term)
      await requireFreeName(tx, values.name, term.id)
      const change = difference(termValues(term), values)
      if (Object.keys(change.after).length === 0) return { paydaysBefore: 0 }
      const days = await requireHoursInside(tx, term, values, timeZone)
      await tx
        .update(terms)
        .set({ ...values, version: term.version + 1, updatedAt: new Date() })
        .where(eq(terms.id, term.id))
      await audit(tx, {
        actor: viewer,
        action: 'terms.update',
        record: termRecord({ id: term.id, name: values.name }),
        scope: { termId: term.id },
        ...change,
      })
      const before = (span: TermValues) =>
        payPeriods(span, days, timeZone).filter(
          (period) => period.paidOn < span.startsOn && isEmptyPeriod(period),
        ).length
      return { paydaysBefore: Math.max(0, before(values) - before(term)) }
    }),
  )
}

/** The term's paydays, locked. Throws `invalid` when other days of the term would put recorded lines outside theirs. */
async function requireHoursInside(
  tx: Tx,
  term: Term,
  values: TermValues,
  zone: string,
): Promise<(typeof paydays.$inferSelect)[]> {
  if (values.startsOn === term.startsOn && values.endsOn === term.endsOn) return []
  const found = await tx.select({ id: paydays.id }).from(paydays).where(eq(paydays.termId, term.id))
  // As when paydays change: a timesheet that is being started waits, or is waited for and then counted.
  const days = await lockRows(
    tx,
    paydays,
    found.map((payday) => payday.id),
  )
  const outside = await hoursOutside(tx, payPeriods(term, days, zone), payPeriods(values, days, zone))
  if (outside.length === 0) return days
  const [first, last] = [outside[0]!.from, outside.at(-1)!.to]
  const early = first < values.startsOn
  const late = last > values.endsOn
  const lines = `${linesText(outside)} would lie outside the pay ${outside.length === 1 ? 'period' : 'periods'}`
  throw new AppError('invalid', 'Check the marked answers.', {
    fields: {
      ...(early ? { startsOn: `${lines}: choose ${formatDay(first)} or an earlier day.` } : {}),
      ...(late || !early ? { endsOn: `${lines}: choose ${formatDay(last)} or a later day.` } : {}),
    },
    data: { outside: outsideLinks(term.id, outside) },
  })
}

/**
 * Takes a term away: archived when it has applications, allocations or hours, else deleted with its
 * courses and paydays (SPEC 5). Says which of the two was done.
 */
export async function removeTerm(viewer: Viewer, input: Ref): Promise<'archived' | 'deleted'> {
  requireCan(viewer, 'terms.manage')
  const { timeZone } = await loadSettings()
  try {
    return await write(async (tx) => {
      const term = await lockTerm(tx, input.id)
      await requireVersion(tx, term, input, timeZone)
      requireNotArchived(term)
      const use = await termUse(tx, term.id)
      const scope = { termId: term.id }
      if (isInUse(use)) {
        const now = new Date()
        await tx
          .update(terms)
          .set({ archivedAt: now, open: false, version: term.version + 1, updatedAt: now })
          .where(eq(terms.id, term.id))
        await audit(tx, {
          actor: viewer,
          action: 'terms.archive',
          record: termRecord(term),
          scope,
          before: { archived: false, open: term.open },
          after: { archived: true, open: false },
        })
        return 'archived'
      }
      const ids = (await tx.select({ id: courses.id }).from(courses).where(eq(courses.termId, term.id))).map(
        (c) => c.id,
      )
      await inPieces(ids, async (piece) => {
        await tx.delete(courseCoordinators).where(inArray(courseCoordinators.courseId, piece))
        return []
      })
      await tx.delete(courses).where(eq(courses.termId, term.id))
      await tx.delete(paydays).where(eq(paydays.termId, term.id))
      await tx.delete(terms).where(eq(terms.id, term.id))
      await audit(tx, {
        actor: viewer,
        action: 'terms.delete',
        record: termRecord(term),
        scope,
        before: { ...termValues(term), courses: use.courses, paydays: use.paydays },
      })
      return 'deleted'
    })
  } catch (error) {
    if (isForeignKeyViolation(error))
      throw stateError(
        'Somebody has begun to use this term just now. Load the page again: it can be archived.',
      )
    throw error
  }
}

/** Brings an archived term back, closed for applications. */
export async function restoreTerm(viewer: Viewer, input: Ref): Promise<void> {
  requireCan(viewer, 'terms.manage')
  const { timeZone } = await loadSettings()
  await write(async (tx) => {
    const term = await lockTerm(tx, input.id)
    await requireVersion(tx, term, input, timeZone)
    if (term.archivedAt === null) throw stateError('This term is not archived.')
    await tx
      .update(terms)
      .set({ archivedAt: null, version: term.version + 1, updatedAt: new Date() })
      .where(eq(terms.id, term.id))
    await audit(tx, {
      actor: viewer,
      action: 'terms.restore',
      record: termRecord(term),
      scope: { termId: term.id },
      before: { archived: true },
      after: { archived: false },
    })
  })
}

/** The term as it is now, locked until the transaction ends. Throws `not_found`. */
export async function lockTerm(tx: Tx, id: string): Promise<Term> {
  const [term] = await lockRows(tx, terms, [id])
  if (!term) throw notFound('This term')
  return term
}

/** Refuses every write in an archived term. */
export function requireNotArchived(term: Pick<Term, 'archivedAt' | 'name'>): void {
  if (term.archivedAt !== null)
    throw stateError(`${term.name} is archived. Bring it back before you change anything in it.`)
}

/** Refuses a write whose page showed another version. Throws `conflict`. */
export async function requireVersion(tx: Tx, term: Term, seen: Ref, zone: string): Promise<void> {
  if (term.version === seenVersion(seen)) return
  throw await conflictError(
    tx,
    { ...termRecord(term), version: term.version },
    [{ field: 'Term', yours: 'As you saw it', theirs: 'Changed since' }],
    zone,
  )
}

/** Names that differ only in case or spacing would be taken for one another. */
export async function requireFreeName(tx: Tx, name: string, own: string | null): Promise<void> {
  const folded = normaliseForSearch(name)
  const all = await tx.select({ id: terms.id, name: terms.name, archivedAt: terms.archivedAt }).from(terms)
  const other = all.find((term) => term.id !== own && normaliseForSearch(term.name) === folded)
  if (other)
    throw invalid({
      name: other.archivedAt
        ? `An archived term is called ${other.name}.`
        : `There is a term called ${other.name} already.`,
    })
}

export async function asTermErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (violates(error, 'terms_name', 'terms.name'))
      throw invalid({ name: 'There is a term of this name already.' })
    throw error
  }
}
