import { asc, eq } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import { paydays, terms } from '@/db/schema'
import { addDays, type IsoDay } from '@/lib/dates'
import { notFound } from '@/lib/errors'
import type { PayPeriod } from './plan'

export type PayrollPayday = {
  id: string
  termId: string
  termName: string
  paidOn: IsoDay
  cutoffAt: Date
  period: PayPeriod
}

/** The paydays of a term in order, each with its pay period. Two queries. */
export async function listPaydays(from: Db | Tx, termId: string): Promise<PayrollPayday[]> {
  const [term] = await from.select().from(terms).where(eq(terms.id, termId))
  if (!term) return []
  const rows = await from
    .select()
    .from(paydays)
    .where(eq(paydays.termId, termId))
    .orderBy(asc(paydays.paidOn), asc(paydays.id))
  return rows.map((row, i) => {
    const before = rows[i - 1]
    return {
      id: row.id,
      termId,
      termName: term.name,
      paidOn: row.paidOn,
      cutoffAt: row.cutoffAt,
      period: { from: before ? addDays(before.paidOn, 1) : term.startsOn, to: row.paidOn },
    }
  })
}

/** A payday with its period. Three queries. Throws `not_found`. */
export async function requirePayday(from: Db | Tx, id: string): Promise<PayrollPayday> {
  const [row] = await from.select({ termId: paydays.termId }).from(paydays).where(eq(paydays.id, id))
  const all = row ? await listPaydays(from, row.termId) : []
  const found = all.find((payday) => payday.id === id)
  if (!found) throw notFound('This payday')
  return found
}
