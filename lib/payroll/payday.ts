import { asc, eq } from 'drizzle-orm'
import type { Db, Tx } from '@/db/client'
import { paydays, terms } from '@/db/schema'
import type { IsoDay } from '@/lib/dates'
import { notFound } from '@/lib/errors'
import { payPeriods } from '@/lib/timesheets/periods'
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
export async function listPaydays(from: Db | Tx, termId: string, zone: string): Promise<PayrollPayday[]> {
  const [term] = await from.select().from(terms).where(eq(terms.id, termId))
  if (!term) return []
  const rows = await from
    .select({ id: paydays.id, paidOn: paydays.paidOn, cutoffAt: paydays.cutoffAt })
    .from(paydays)
    .where(eq(paydays.termId, termId))
    .orderBy(asc(paydays.paidOn), asc(paydays.id))
  const periods = new Map(payPeriods(term, rows, zone).map((period) => [period.paydayId, period]))
  return rows.map((row) => {
    const { from: first, to } = periods.get(row.id) ?? { from: row.paidOn, to: row.paidOn }
    return { ...row, termId, termName: term.name, period: { from: first, to } }
  })
}

/** A payday with its period. Three queries. Throws `not_found`. */
export async function requirePayday(from: Db | Tx, id: string, zone: string): Promise<PayrollPayday> {
  const [row] = await from.select({ termId: paydays.termId }).from(paydays).where(eq(paydays.id, id))
  const all = row ? await listPaydays(from, row.termId, zone) : []
  const found = all.find((payday) => payday.id === id)
  if (!found) throw notFound('This payday')
  return found
}
