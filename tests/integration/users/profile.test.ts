import { and, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { db, write } from '@/db/client'
import { auditLog, profiles, users } from '@/db/schema'
import { correctIdentity, saveOwnProfile } from '@/lib/profile/commands'
import { getOwnProfile } from '@/lib/profile/queries'
import { profileInput, staffProfileInput } from '@/lib/profile/schema'
import { makeApplication, makeCourse, makeTerm, makeUser, makeViewer } from '@/tests/support/world'

const full = {
  name: 'Mei Chen',
  preferredName: 'May',
  phone: '+64 21 000 000',
  upi: 'MCHE123',
  auid: '012 345 678',
  degreeLevel: 'postgraduate',
  enrolmentDetails: 'MSc, first year',
  citizenOrResident: 'no',
  validVisa: 'yes',
  overseas: 'yes',
  returning: 'no',
  otherContracts: 'yes',
  otherContractsText: 'Lab assistant',
  otherContractQuarters: '4.5',
  maxWeekQuarters: '12.25',
  gpaHundredths: '7.25',
  messages: 'daily',
}
let serial = 0
const unique = () => {
  serial += 1
  return { upi: `abcd${String(serial).padStart(3, '0')}`, auid: String(300_000_000 + serial) }
}
const profileOf = async (id: string) => (await db.select().from(profiles).where(eq(profiles.userId, id)))[0]!
const save = async (
  viewer: Parameters<typeof saveOwnProfile>[0],
  given: Record<string, string>,
  version?: number,
) =>
  saveOwnProfile(
    viewer,
    profileInput.parse({ ...given, version: String(version ?? (await getOwnProfile(viewer)).version) }),
  )

test('every field of the profile is kept as it was given', async () => {
  const viewer = await makeViewer('student')
  await save(viewer, full)
  expect(await getOwnProfile(viewer)).toMatchObject({
    name: 'Mei Chen',
    preferredName: 'May',
    phone: '+64 21 000 000',
    upi: 'mche123',
    auid: '012345678',
    degreeLevel: 'postgraduate',
    enrolmentDetails: 'MSc, first year',
    citizenOrResident: false,
    validVisa: true,
    overseas: true,
    returning: false,
    otherContracts: true,
    otherContractsText: 'Lab assistant',
    otherContractQuarters: 18,
    maxWeekQuarters: 49,
    gpaHundredths: 725,
    notifications: { messages: 'daily' },
  })
})

test('every value but the name can be cleared', async () => {
  const viewer = await makeViewer('student')
  await save(viewer, { ...full, ...unique() })
  await save(viewer, { name: 'Mei Chen' })
  const { name, notifications, ...rest } = await getOwnProfile(viewer)
  expect(name).toBe('Mei Chen')
  expect(notifications).toEqual({ messages: 'at_once' })
  for (const key of Object.keys(full).filter((k) => k in rest) as (keyof typeof rest)[])
    expect(rest[key]).toBeNull()
})

test('the short form of staff leaves alone what it does not show', async () => {
  const viewer = await makeViewer(['course_coordinator', 'student'])
  await save(viewer, { ...full, ...unique() })
  const before = await profileOf(viewer.id)
  const input = staffProfileInput.parse({ name: 'Mei C', phone: '', version: String(before.version) })
  await saveOwnProfile(viewer, input)
  const after = await profileOf(viewer.id)
  expect(after).toMatchObject({ phone: null, upi: before.upi, auid: before.auid, gpaHundredths: 725 })
})

test('a changed name, UPI or student ID is what the person is found by from then on', async () => {
  const viewer = await makeViewer('student', { name: 'Old Name' })
  const identity = unique()
  await save(viewer, { name: 'Zoë Ångström', ...identity })
  const [row] = await db.select().from(users).where(eq(users.id, viewer.id))
  expect(row?.sortName).toBe('zoe angstrom')
  for (const word of ['zoe', identity.upi, identity.auid]) expect(row?.searchText).toContain(word)
  expect(row?.searchText).not.toContain('old name')
})

test('a UPI or student ID of another account is told on its field, and nothing is saved', async () => {
  const owner = await makeViewer('student')
  const identity = unique()
  await save(owner, { name: 'Owner', ...identity })
  const viewer = await makeViewer('student', { name: 'Before' })
  await expect(save(viewer, { name: 'After', upi: identity.upi })).rejects.toMatchObject({
    detail: { fields: { upi: expect.any(String) } },
  })
  await expect(save(viewer, { name: 'After', auid: identity.auid })).rejects.toMatchObject({
    detail: { fields: { auid: expect.any(String) } },
  })
  expect((await getOwnProfile(viewer)).name).toBe('Before')
})

test('once an application is submitted UPI and student ID stay, whatever is posted', async () => {
  const viewer = await makeViewer('student')
  const identity = unique()
  await save(viewer, { name: 'Mei', ...identity })
  await write((tx) =>
    tx.update(profiles).set({ identityLockedAt: new Date() }).where(eq(profiles.userId, viewer.id)),
  )
  await save(viewer, { name: 'Mei', upi: 'hack001', auid: '', phone: '1' })
  expect(await profileOf(viewer.id)).toMatchObject({ ...identity, phone: '1' })
})

test('staff correct a locked UPI or student ID of the people they may read, with a reason', async () => {
  const termId = await makeTerm()
  const id = await makeUser('student')
  await makeApplication({
    studentId: id,
    termId,
    position: 'tutor',
    courses: [await makeCourse(termId)],
  })
  await write((tx) =>
    tx.update(profiles).set({ identityLockedAt: new Date() }).where(eq(profiles.userId, id)),
  )
  const [admin, tutorco, markerco, coordinator] = await Promise.all([
    makeViewer('admin'),
    makeViewer('tutor_coordinator'),
    makeViewer('marker_coordinator'),
    makeViewer('course_coordinator'),
  ])
  const correction = { ...unique(), reason: 'Mistyped', version: 1 }
  for (const who of [markerco, coordinator])
    await expect(correctIdentity(who, id, correction)).rejects.toMatchObject({ code: 'not_allowed' })
  await correctIdentity(tutorco, id, correction)
  expect(await profileOf(id)).toMatchObject({ upi: correction.upi, auid: correction.auid })
  const taken = unique()
  await makeUser('student', { profile: taken })
  await expect(
    correctIdentity(admin, id, { upi: correction.upi, auid: taken.auid, reason: null, version: 2 }),
  ).rejects.toMatchObject({ detail: { fields: { auid: expect.any(String) } } })
  const stale = correctIdentity(admin, id, { ...correction, upi: 'zzzz999' })
  await expect(stale).rejects.toMatchObject({
    code: 'conflict',
    detail: {
      conflict: { by: tutorco.name, differences: [{ yours: 'zzzz999', theirs: correction.upi }] },
      data: { version: 2 },
    },
  })
  const [entry] = await db
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.recordId, id), eq(auditLog.action, 'profile.correctIdentity')))
  expect(entry).toMatchObject({ actorId: tutorco.id, reason: 'Mistyped' })
})

test('a profile saved in two windows: the second sees both versions and may keep its own', async () => {
  const viewer = await makeViewer('student')
  const { version } = await getOwnProfile(viewer)
  await save(viewer, { name: 'Mei', ...unique(), phone: '111' }, version)
  const stale = { name: 'Mei', phone: '222' }
  const refused = await save(viewer, stale, version).catch((error: unknown) => error)
  expect(refused).toMatchObject({
    code: 'conflict',
    detail: {
      conflict: { differences: expect.arrayContaining([{ field: 'Phone', yours: '222', theirs: '111' }]) },
    },
  })
  const { detail } = refused as { detail: { data: { version: number } } }
  await saveOwnProfile(
    viewer,
    profileInput.parse({
      ...stale,
      version: String(version),
      conflict: 'mine',
      conflictVersion: String(detail.data.version),
    }),
  )
  expect(await profileOf(viewer.id)).toMatchObject({ phone: '222' })
})
