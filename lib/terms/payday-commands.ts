import { count, eq } from 'drizzle-orm'
import { type Db, type Tx, write } from '@/db/client'
import { isForeignKeyViolation, violates } from '@/db/errors'
import { paydays, terms, timesheets } from '@/db/schema'
import { insertMany, lockRows, newId } from '@/db/sql'
import { audit } from '@/lib/audit'
import { formatInstant } from '@/lib/dates'
import { AppError, invalid, stateError } from '@/lib/errors'
import { requireCan, type Viewer } from '@/lib/permissions'
import { loadSettings } from '@/lib/settings/queries'
import { lockTerm, requireNotArchived, requireVersion, termRecord } from './commands'
import { outsideLinks } from './hours-outside'
import { askAboutOutside, askAboutPast, effectsOf, type PaydayEffects } from './payday-effects'
import { type PaydayValues, paydaysOf, planPaydays, remindersText, type StoredPayday } from './paydays'
import type { Term } from './queries'
import type { PaydayPatternInput, PaydaysChange } from './schema'

export type PaydaySummary = { added: number; changed: number; removed: number } & PaydayEffects

/**
 * Saves the table of paydays: rows with an id change or remove a stored one, the others are added.
 * Recorded hours are never touched; a payday that has some can be neither moved nor removed. What the change does to
 * hours all the same is in the answer; a cut-off that comes to lie in the past, and recorded lines that come to lie
 * outside their pay period, are refused until that is confirmed.
 * Throws `invalid` by field, `conflict`, `state`.
 */
export function savePaydays(
  viewer: Viewer,
  input: PaydaysChange,
  now: Date = new Date(),
): Promise<PaydaySummary> {
  return changePaydays(viewer, input, now, (stored, term, zone) =>
    planPaydays(stored, input.paydays, term, zone),
  )
}

/** Adds the paydays of a pattern up to the end of the term; days that have one already are passed over. */
export function generateTermPaydays(
  viewer: Viewer,
  input: PaydayPatternInput,
  now: Date = new Date(),
): Promise<PaydaySummary> {
  return changePaydays(viewer, input, now, (stored, term, zone) => {
    if (input.firstPayday < term.startsOn)
      throw invalid({ firstPayday: 'The first payday must not be before the term.' })
    const made = paydaysOf(input, term.endsOn, zone)
    if (!made.ok) throw invalid({ firstPayday: made.reason })
    const taken = new Set(stored.map((payday) => payday.paidOn))
    const add = made.paydays.filter((payday) => !taken.has(payday.paidOn))
    if (add.length === 0) throw invalid({ firstPayday: 'All paydays of this pattern are there already.' })
    return { add, change: [], remove: [], errors: {} }
  })
}

async function changePaydays(
  viewer: Viewer,
  input: Parameters<typeof requireVersion>[2] & { pastCutoff: boolean; hoursOutside: boolean },
  at: Date,
  planOf: (stored: StoredPayday[], term: Term, zone: string) => ReturnType<typeof planPaydays>,
): Promise<PaydaySummary> {
  requireCan(viewer, 'terms.manage')
  const { timeZone } = await loadSettings()
  try {
    return await write(async (tx) => {
      const term = await lockTerm(tx, input.id)
      await requireVersion(tx, term, input, timeZone)
      requireNotArchived(term)
      const found = await tx.select({ id: paydays.id }).from(paydays).where(eq(paydays.termId, term.id))
      // The lock makes a timesheet that is being started wait, or is waited for and then counted.
      await lockRows(
        tx,
        paydays,
        found.map((payday) => payday.id),
      )
      const stored = await storedPaydays(tx, term.id)
      const plan = planOf(stored, term, timeZone)
      if (Object.keys(plan.errors).length > 0) throw invalid(plan.errors)
      const done = { added: plan.add.length, changed: plan.change.length, removed: plan.remove.length }
      if (done.added + done.changed + done.removed === 0) return { ...done, passed: [], outside: [] }
      const added = plan.add.map((payday) => ({ id: newId(), ...payday }))
      const effects = await effectsOf(tx, term, stored, plan, added, at, timeZone)
      requireAnswered(term.id, effects, input)
      for (const { id } of plan.remove) await tx.delete(paydays).where(eq(paydays.id, id))
      // Two that swap their dates would meet in the unique index: first out of the way, then in place.
      for (const [i, { stored: old, now }] of plan.change.entries())
        if (old.paidOn !== now.paidOn)
          await tx
            .update(paydays)
            .set({ paidOn: `moving${i}` })
            .where(eq(paydays.id, old.id))
      for (const { stored: old, now } of plan.change)
        await tx.update(paydays).set(now).where(eq(paydays.id, old.id))
      await insertMany(
        tx,
        paydays,
        added.map((payday) => ({ termId: term.id, ...payday, createdAt: at })),
      )
      await tx
        .update(terms)
        .set({ version: term.version + 1, updatedAt: at })
        .where(eq(terms.id, term.id))
      const words = (payday: PaydayValues) =>
        `${payday.paidOn}, cut-off ${formatInstant(payday.cutoffAt, timeZone)}, reminders ${remindersText(payday.reminderDays) || 'none'}`
      await audit(tx, {
        actor: viewer,
        action: 'terms.paydays',
        record: termRecord(term),
        scope: { termId: term.id },
        before: {
          changed: plan.change.map((one) => words(one.stored)),
          removed: plan.remove.map(words),
        },
        after: { changed: plan.change.map((one) => words(one.now)), added: plan.add.map(words) },
      })
      return { ...done, ...effects }
    })
  } catch (error) {
    if (isForeignKeyViolation(error))
      throw stateError('Hours were recorded for one of these paydays just now. Load the page again.')
    if (violates(error, 'paydays_day', 'paydays.term_id'))
      throw stateError('Somebody else has added one of these paydays just now. Load the page again.')
    throw error
  }
}

/** Refuses what a change would do to hours until it is confirmed; the answer leads to the lines. */
function requireAnswered(
  termId: string,
  effects: PaydayEffects,
  given: { pastCutoff: boolean; hoursOutside: boolean },
): void {
  const past = given.pastCutoff ? null : askAboutPast(effects)
  const outside = given.hoursOutside ? null : askAboutOutside(effects)
  if (past || outside)
    throw new AppError('invalid', 'Check the marked answers.', {
      fields: { ...(past ? { pastCutoff: past } : {}), ...(outside ? { hoursOutside: outside } : {}) },
      data: { outside: outsideLinks(termId, effects.outside) },
    })
}

/** A term's paydays in order, each with whether hours are recorded for it. Two queries. */
export async function storedPaydays(from: Db | Tx, termId: string): Promise<StoredPayday[]> {
  const rows = await from.select().from(paydays).where(eq(paydays.termId, termId)).orderBy(paydays.paidOn)
  const used = await from
    .select({ id: timesheets.paydayId, n: count() })
    .from(timesheets)
    .where(eq(timesheets.termId, termId))
    .groupBy(timesheets.paydayId)
  const withHours = new Set(used.map((row) => row.id))
  return rows.map(({ id, paidOn, cutoffAt, reminderDays }) => ({
    id,
    paidOn,
    cutoffAt,
    reminderDays,
    hasHours: withHours.has(id),
  }))
}
