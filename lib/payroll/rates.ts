import { and, asc, desc, eq, exists, inArray, sql } from 'drizzle-orm'
import { db, write } from '@/db/client'
import { isForeignKeyViolation, violates } from '@/db/errors'
import { payRates, payrollLines } from '@/db/schema'
import { lockRows, newId } from '@/db/sql'
import { audit } from '@/lib/audit'
import { formatDay, type IsoDay } from '@/lib/dates'
import { invalid, notFound, stateError } from '@/lib/errors'
import { centsToDecimal } from '@/lib/money'
import { requireCan, requireCanOr, type Viewer } from '@/lib/permissions'
import { type DegreeLevel, degreeLevelNames, type Position, positionNames } from '@/lib/vocabulary'
import { payrollPositions } from './queries'
import type { NewRate } from './schema'

export type PayRate = {
  id: string
  position: Position
  degreeLevel: DegreeLevel
  centsPerHour: number
  validFrom: IsoDay
  /** A batch has paid hours with it: it stays. */
  used: boolean
}

/** The rates of the viewer's positions: by position and degree level, newest first. One query. */
export async function listRates(viewer: Viewer): Promise<PayRate[]> {
  const mine = payrollPositions(viewer)
  if (mine.length === 0) return []
  const used = exists(
    db.select({ one: sql`1` }).from(payrollLines).where(eq(payrollLines.rateId, payRates.id)),
  )
  const rows = await db
    .select({
      id: payRates.id,
      position: payRates.position,
      degreeLevel: payRates.degreeLevel,
      centsPerHour: payRates.centsPerHour,
      validFrom: payRates.validFrom,
      used: sql<number>`case when ${used} then 1 else 0 end`.mapWith(Number),
    })
    .from(payRates)
    .where(inArray(payRates.position, mine))
    .orderBy(desc(payRates.position), desc(payRates.degreeLevel), desc(payRates.validFrom), asc(payRates.id))
  return rows.map((row) => ({ ...row, used: row.used === 1 }))
}

type Named = Pick<PayRate, 'position' | 'degreeLevel' | 'validFrom'>

const rateRecord = (id: string, rate: Named) => ({
  type: 'pay_rate',
  id,
  name: `${positionNames[rate.position]}, ${degreeLevelNames[rate.degreeLevel].toLowerCase()}, from ${formatDay(rate.validFrom)}`,
})

/**
 * Adds a rate, valid from a day on until the next one. It counts for hours that are not exported yet; what
 * was exported keeps its rate. Throws `invalid` when there is one from that day.
 */
export async function addRate(viewer: Viewer, input: NewRate): Promise<string> {
  const { position, degreeLevel, validFrom, rate: centsPerHour } = input
  requireCan(viewer, 'payroll.export', { position })
  const id = newId()
  try {
    await write(async (tx) => {
      await tx.insert(payRates).values({
        id,
        position,
        degreeLevel,
        centsPerHour,
        validFrom,
        createdBy: viewer.id,
        createdAt: new Date(),
      })
      await audit(tx, {
        actor: viewer,
        action: 'payroll.addRate',
        record: rateRecord(id, input),
        scope: { position },
        after: { rate: centsToDecimal(centsPerHour), validFrom },
      })
    })
    return id
  } catch (error) {
    if (violates(error, 'pay_rates_one', 'pay_rates.position'))
      throw invalid({
        validFrom: `There is a rate from ${formatDay(validFrom)} for this position and degree level already.`,
      })
    throw error
  }
}

export type RemovedRate = Omit<NewRate, 'rate'> & { centsPerHour: number; name: string }

/** The form that adds a rate as it was. */
export const rateFields = (rate: Omit<RemovedRate, 'name'>): Record<string, string> => ({
  position: rate.position,
  degreeLevel: rate.degreeLevel,
  rate: centsToDecimal(rate.centsPerHour),
  validFrom: rate.validFrom,
})

/** Removes a rate with which nothing was exported, and gives what it was. Throws `not_found`, `state`. */
export async function removeRate(viewer: Viewer, id: string): Promise<RemovedRate> {
  const inUse = stateError('Hours were exported with this rate, so it stays. Add a new one from a later day.')
  try {
    return await write(async (tx) => {
      const [rate] = await lockRows(tx, payRates, [id])
      if (!rate) throw notFound('This rate')
      requireCanOr(notFound('This rate'), viewer, 'payroll.export', { position: rate.position })
      const [used] = await tx
        .select({ id: payrollLines.id })
        .from(payrollLines)
        .where(and(eq(payrollLines.rateId, id)))
        .limit(1)
      if (used) throw inUse
      await tx.delete(payRates).where(eq(payRates.id, id))
      await audit(tx, {
        actor: viewer,
        action: 'payroll.removeRate',
        record: rateRecord(id, rate),
        scope: { position: rate.position },
        before: { rate: centsToDecimal(rate.centsPerHour), validFrom: rate.validFrom },
      })
      const { position, degreeLevel, centsPerHour, validFrom } = rate
      return { position, degreeLevel, centsPerHour, validFrom, name: rateRecord(id, rate).name }
    })
  } catch (error) {
    // A batch made at this very moment uses it.
    if (isForeignKeyViolation(error)) throw inUse
    throw error
  }
}
