import { test as base, expect } from '@playwright/test'
import type { DatabaseKind } from '../support/database'
import { templateOf } from '../support/global-e2e'
import { Simulation, type TermSize } from '../support/simulated-term'

/** A whole term on the real server, played in minutes (tests/support/simulated-term.ts). */
const test = base.extend<object, { template: ReturnType<typeof templateOf> }>({
  template: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
    async ({}, use, worker) => use(templateOf(worker.project.metadata.database as DatabaseKind)),
    { scope: 'worker' },
  ],
})

type Template = ReturnType<typeof templateOf>
type Outcome = { batches: string[]; mails: string[]; requests: number }

/** Plays the term, checks what must hold of any term, and gives what two terms of one seed must share. */
async function play(template: Template, size: TermSize, kills = 0, within?: number): Promise<Outcome> {
  const simulation = await Simulation.start({ ...size, template, seed: 20270301, kills, within })
  try {
    await simulation.run()
    const { requests, seconds, kills: killed } = simulation.figures
    expect(killed).toBe(kills)
    await expectAnswers(simulation, size)
    const pay = await simulation.world.payOf(simulation.termId)
    expectExactPay(pay, size)
    const batches = pay.batches.map(
      (batch) =>
        `${batch.position} ${batch.number}: ${batch.people} people, ${batch.quarters} quarters, ${batch.amountCents} cents, ${batch.corrections} corrections`,
    )
    const { mails, repeated } = sentMails(simulation)
    console.log(
      `${size.people} people: ${requests} requests in ${seconds} s, killed ${killed} times; ${pay.sheets.length} timesheets, ${batches.length} batches, ${mails.length} mails, ${repeated} of them twice`,
    )
    return { batches: batches.sort(), mails, requests }
  } finally {
    await simulation.end()
  }
}

/** Every offer has its end, and who is on reserve has the hours that became free. */
async function expectAnswers(simulation: Simulation, { people, decline, ignore }: TermSize): Promise<void> {
  const held = await simulation.world.termAllocations(simulation.termId)
  const count = (state: string) => held.filter((one) => one.state === state).length
  expect(held).toHaveLength(people + decline + ignore)
  expect([count('declined'), count('expired'), count('accepted')]).toEqual([decline, ignore, people])
}

type Pay = Awaited<ReturnType<Simulation['world']['payOf']>>

/** Every exported hour is in the batches once, at the rate of its day, and the sums agree to the cent. */
function expectExactPay({ batches, lines, sheets, days, rates }: Pay, { people, paydays }: TermSize): void {
  // Each payday of both positions, and the corrections of all but the last in a batch of their own.
  expect(batches.length).toBeGreaterThanOrEqual(2 * paydays)
  expect(lines.filter((line) => line.kind === 'correction').length).toBeGreaterThanOrEqual(2 * (paydays - 1))
  expect(sheets.length).toBeGreaterThan(0.8 * people * paydays)
  expect(sheets.filter((sheet) => sheet.state !== 'exported')).toEqual([])
  const perSheet = new Map<string, number>()
  for (const line of lines)
    perSheet.set(line.timesheetId, (perSheet.get(line.timesheetId) ?? 0) + line.quarters)
  for (const sheet of sheets)
    expect(perSheet.get(sheet.id), `hours of timesheet ${sheet.id}`).toBe(sheet.quarters)
  expect(perSheet.size).toBe(sheets.length)

  const rateOf = new Map(rates.map((rate) => [rate.id, rate.centsPerHour]))
  const perSheetAndRate = new Map<string, { quarters: number; cents: number; rate: number }>()
  for (const line of lines) {
    expect(line.rateCents).toBe(rateOf.get(line.rateId!))
    const key = `${line.timesheetId} ${line.rateId}`
    const sum = perSheetAndRate.get(key) ?? { quarters: 0, cents: 0, rate: line.rateCents! }
    sum.quarters += line.quarters
    sum.cents += line.amountCents!
    perSheetAndRate.set(key, sum)
  }
  let total = 0
  for (const { quarters, cents, rate } of perSheetAndRate.values()) {
    expect(cents).toBe(Math.floor((quarters * rate + 2) / 4))
    total += cents
  }
  expect(batches.reduce((sum, batch) => sum + batch.amountCents, 0)).toBe(total)
  expect(batches.reduce((sum, batch) => sum + batch.quarters, 0)).toBe(
    days.reduce((sum, day) => sum + day.quarters, 0),
  )
  for (const batch of batches) {
    const own = lines.filter((line) => line.batchId === batch.id)
    expect(own.reduce((sum, line) => sum + line.quarters, 0)).toBe(batch.quarters)
  }
}

/**
 * What arrived, each mail once: one handed over in the very moment of a kill may come again, with the Message-ID that it
 * had.
 */
function sentMails(simulation: Simulation): { mails: string[]; repeated: number } {
  const byId = new Map(simulation.smtp.mails.map((mail) => [mail.messageId, mail]))
  const repeated = simulation.smtp.mails.length - byId.size
  expect(repeated).toBeLessThanOrEqual(5 * simulation.figures.kills)
  return { mails: [...byId.values()].map((mail) => `${mail.to.join()}: ${mail.subject}`).sort(), repeated }
}

async function playTwice(template: Template, size: TermSize, kills: number): Promise<void> {
  const calm = await play(template, size)
  const killed = await play(template, size, kills, calm.requests)
  expect(killed.batches).toEqual(calm.batches)
  expect(killed.mails).toEqual(calm.mails)
}

test('a small term: every hour is paid once, and the same with the server killed 3 times @long', async ({
  template,
}) => {
  test.setTimeout(10 * 60_000)
  await playTwice(template, { people: 10, decline: 1, ignore: 1, paydays: 2 }, 3)
})

test('a term of 80 people in seven fortnights: every hour is paid once, and the same with the server killed 20 times @both @long', async ({
  template,
}) => {
  test.setTimeout(40 * 60_000)
  await playTwice(template, { people: 80, decline: 10, ignore: 8, paydays: 7 }, 20)
})
