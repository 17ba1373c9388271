import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { db } from '@/db/client'
import { auditLog } from '@/db/schema'
import { removeStrayBatchFiles } from '@/lib/payroll/clean-up'
import { exportBatch } from '@/lib/payroll/commands'
import { readBatchFile } from '@/lib/payroll/download'
import { addRate, listRates, rateFields, removeRate } from '@/lib/payroll/rates'
import { rateInput } from '@/lib/payroll/schema'
import type { Viewer } from '@/lib/permissions'
import { storage } from '@/lib/storage'
import { makePayrollSheet } from '../../support/payroll-world'
import { refusal } from '../../support/refusal'
import { makeCourse, makePayday, makeTerm, makeViewer } from '../../support/world'

let admin: Viewer
let tc: Viewer
let mc: Viewer

beforeAll(async () => {
  admin = await makeViewer('admin')
  tc = await makeViewer('tutor_coordinator')
  mc = await makeViewer('marker_coordinator')
})

const rate = (given: Partial<Parameters<typeof addRate>[1]> = {}) => ({
  position: 'tutor' as const,
  degreeLevel: 'postgraduate' as const,
  rate: 3150,
  validFrom: '2027-03-01',
  ...given,
})

describe('pay rates', () => {
  it('are added, listed and audited by whoever runs the payroll of the position, each day once', async () => {
    const id = await addRate(tc, rate())
    await addRate(mc, rate({ position: 'marker', rate: 2800 }))
    expect((await listRates(tc)).map((one) => [one.position, one.centsPerHour, one.used])).toEqual([
      ['tutor', 3150, false],
    ])
    expect((await listRates(mc)).map((one) => one.position)).toEqual(['marker'])
    expect((await listRates(admin)).map((one) => one.position).sort()).toEqual(['marker', 'tutor'])
    expect(await db.select().from(auditLog).where(eq(auditLog.recordId, id))).toMatchObject([
      { action: 'payroll.addRate', position: 'tutor', after: { rate: '31.50' } },
    ])
    const twice = await refusal(addRate(admin, rate({ rate: 9999 })))
    expect(twice.code).toBe('invalid')
    expect(twice.detail.fields?.validFrom).toContain('Mon 1 Mar 2027')
    expect((await refusal(addRate(mc, rate({ validFrom: '2027-04-01' })))).code).toBe('not_allowed')
    expect(await listRates(await makeViewer('course_coordinator'))).toEqual([])
  })

  it('are removed while nothing was exported with them, and then stay', async () => {
    const unused = await addRate(tc, rate({ validFrom: '2027-09-01' }))
    expect((await refusal(removeRate(mc, unused))).code).toBe('not_found')
    const removed = await removeRate(tc, unused)
    expect(removed.name).toBe('Tutor, postgraduate, from Wed 1 Sep 2027')
    expect((await listRates(tc)).map((one) => one.id)).not.toContain(unused)
    expect((await refusal(removeRate(tc, unused))).code).toBe('not_found')
    // "Undo" posts it as it was.
    const again = await addRate(tc, rateInput.parse(rateFields(removed)))
    expect((await listRates(tc)).find((one) => one.id === again)).toMatchObject({
      position: 'tutor',
      degreeLevel: 'postgraduate',
      centsPerHour: 3150,
      validFrom: '2027-09-01',
    })

    const used = await addRate(tc, rate({ validFrom: '2027-05-01', rate: 4000 }))
    const termId = await makeTerm({ startsOn: '2027-05-01', endsOn: '2027-07-01' })
    const courseId = await makeCourse(termId)
    const paydayId = await makePayday(termId, { paidOn: '2027-05-20' })
    await makePayrollSheet({ paydayId, courseId, termId, hours: { '2027-05-03': 4 } })
    await exportBatch(tc, { paydayId, position: 'tutor', requestKey: 'rates-request' })
    expect((await listRates(tc)).find((one) => one.id === used)?.used).toBe(true)
    expect((await refusal(removeRate(tc, used))).code).toBe('state')
  })

  it('are typed as money, with each mistake named on its field', () => {
    const form = { position: 'tutor', degreeLevel: 'postgraduate', rate: '31.5', validFrom: '1/3/2027' }
    expect(rateInput.parse(form)).toEqual({
      position: 'tutor',
      degreeLevel: 'postgraduate',
      rate: 3150,
      validFrom: '2027-03-01',
    })
    for (const [field, value] of [
      ['rate', '31.555'],
      ['rate', '0'],
      ['validFrom', ''],
      ['position', 'boss'],
    ] as const) {
      const result = rateInput.safeParse({ ...form, [field]: value })
      expect(result.error?.issues.map((issue) => issue.path[0])).toEqual([field])
    }
  })
})

describe('the clean-up', () => {
  it('removes the files of batches that never came to be, and no others', async () => {
    const termId = await makeTerm({ startsOn: '2027-05-01', endsOn: '2027-07-01' })
    const courseId = await makeCourse(termId)
    const paydayId = await makePayday(termId, { paidOn: '2027-05-20' })
    await makePayrollSheet({ paydayId, courseId, termId, hours: { '2027-05-03': 4 } })
    const { batchId } = await exportBatch(tc, { paydayId, position: 'tutor', requestKey: 'stray-request' })
    await storage().put('payroll/never-committed/csv', new TextEncoder().encode('left by a crash'))
    const now = new Date()
    expect(await removeStrayBatchFiles(now)).toBe(0)
    expect(await removeStrayBatchFiles(new Date(now.getTime() + 2 * 86_400_000))).toBe(1)
    expect(await storage().get('payroll/never-committed/csv')).toBeNull()
    expect((await readBatchFile(tc, batchId, 'xlsx')).bytes.length).toBeGreaterThan(0)
  })
})
