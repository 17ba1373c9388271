import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { db } from '@/db/client'
import { auditLog } from '@/db/schema'
import { saveSettings } from '@/lib/settings/commands'
import { loadSettings } from '@/lib/settings/queries'
import { defaultSettings, settingKeys, settingLimits } from '@/lib/settings/schema'
import { makeViewer } from '@/tests/support/world'

const admin = await makeViewer('admin', { name: 'Ada First' })
const other = await makeViewer('admin', { name: 'Bo Second' })

test('a form saves what was changed in it, and leaves what somebody else saved meanwhile', async () => {
  const seen = { values: { ...(await loadSettings()) } }
  await saveSettings(admin, { ...seen.values, visaCapHours: 20 }, seen)
  // The second form shows the old cap still, and changes another setting.
  await saveSettings(other, { ...seen.values, offerAnswerDays: 9 }, seen)
  expect(await loadSettings()).toEqual({ ...defaultSettings, visaCapHours: 20, offerAnswerDays: 9 })
  const log = await db.select().from(auditLog).where(eq(auditLog.action, 'settings.save'))
  expect(log.map((row) => [row.actorName, row.before, row.after])).toEqual([
    ['Ada First', { visaCapHours: 25 }, { visaCapHours: 20 }],
    ['Bo Second', { offerAnswerDays: 7 }, { offerAnswerDays: 9 }],
  ])
})

test('of two who change the same setting the second is told, and may keep their own', async () => {
  const seen = { values: { retentionMonths: (await loadSettings()).retentionMonths } }
  await saveSettings(admin, { retentionMonths: 36 }, seen)
  const error = await saveSettings(other, { retentionMonths: 12 }, seen).then(
    () => null,
    (thrown: unknown) => thrown as { code: string; detail: { conflict: object; data: { version: number } } },
  )
  expect(error).toMatchObject({
    code: 'conflict',
    detail: { conflict: { by: 'Ada First', differences: [{ yours: '12', theirs: '36' }] } },
  })
  expect((await loadSettings()).retentionMonths).toBe(36)
  // The same value twice is no conflict.
  await saveSettings(other, { retentionMonths: 36 }, seen)
  const { version } = error!.detail.data
  await saveSettings(other, { retentionMonths: 12 }, { ...seen, version })
  expect((await loadSettings()).retentionMonths).toBe(12)
  // "Keep mine" is bound to what the notice showed.
  await saveSettings(admin, { retentionMonths: 48 })
  await expect(saveSettings(other, { retentionMonths: 12 }, { ...seen, version })).rejects.toMatchObject({
    code: 'conflict',
  })
})

test('eight who change the same setting from the same form at once have one winner', async () => {
  const seen = { values: { minimumBlockHours: 10 } }
  const tries = await Promise.allSettled(
    Array.from({ length: 8 }, (_, i) => saveSettings(admin, { minimumBlockHours: 20 + i }, seen)),
  )
  expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
})

test('a wrong value is told on its field in plain words', async () => {
  for (const key of Object.keys(settingLimits) as (keyof typeof settingLimits)[]) {
    const { least, most } = settingLimits[key]
    for (const [value, words] of [
      [least - 1, `Enter at least ${least}.`],
      [most + 1, `Enter at most ${most}.`],
      [1.5, 'Enter a whole number.'],
      [Number.NaN, 'Enter a whole number.'],
    ] as const)
      await expect(saveSettings(admin, { [key]: value })).rejects.toMatchObject({
        detail: { fields: { [key]: words } },
      })
  }
  await expect(saveSettings(admin, { institutionName: 'x'.repeat(121) })).rejects.toMatchObject({
    detail: { fields: { institutionName: 'Use at most 120 characters.' } },
  })
  expect(settingKeys.length).toBeGreaterThan(10)
  await expect(saveSettings(await makeViewer('tutor_coordinator'), {})).rejects.toMatchObject({
    code: 'not_allowed',
  })
})
