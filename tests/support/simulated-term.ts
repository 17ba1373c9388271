import { addDays, endOfDay, localInstant } from '../../lib/dates'
import { startApp, type TestApp } from './app-server'
import { FormClient, formsOf, type HtmlPage } from './form-client'
import type { templateOf } from './global-e2e'
import { blankLines, type Filled, fill, formWithButton, has, pressed, textOf } from './page-forms'
import { startSmtp, type TestSmtp } from './smtp'
import type { TermAllocation } from './term-figures'
import type { World } from './world-client'

/**
 * A whole term, played through the app's own forms while its clock is moved from instant to instant: results, offers
 * answered, declined, expired and replaced from the reserve list, seven fortnights of hours with reminders, returns and
 * late ones, payroll batches and corrections. The same seed is the same term. On request the server is killed at random
 * moments; people then press the button again, as people do.
 */

const zone = 'Pacific/Auckland'
/** Reminders and digests are looked for each quarter of an hour. */
const SWEEP_MS = 15 * 60_000
/** Of kills, how many requests ahead of their time. */
const SWEEP_REACH = 15
const FIRST_PAYDAY = '2027-03-19'
const TERM = { startsOn: '2027-03-01', endsOn: '2027-06-06' }
/** Clocks go back on 4 April 2027 in this zone, between the second and the third payday. */
const PUBLISHED_ON = '2027-02-15'

/** mulberry32: small, seeded, the same everywhere. */
function randomOf(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

type Person = {
  id: string
  email: string
  position: 'tutor' | 'marker'
  courseId: string
  applicationId: string
  client: FormClient
}

export type TermSize = {
  /** People to whom hours are offered at first. */
  people: number
  /** How many of them decline, and how many let the offer expire: as many on reserve take their place. */
  decline: number
  ignore: number
  paydays: number
}

export type SimulationOptions = TermSize & {
  template: ReturnType<typeof templateOf>
  seed: number
  /** How often the server is killed and started again, at random moments. */
  kills: number
  /** Within so many requests, which a calm term of this size makes. */
  within?: number
}

export class Simulation {
  readonly figures = { requests: 0, kills: 0, seconds: 0 }
  private readonly random: () => number
  /** Numbers of requests, the next one first. */
  private readonly killAt: number[]
  private restarting: Promise<void> | null = null
  private people: Person[] = []
  private reserves: Person[] = []
  private coordinators: FormClient[] = []
  private positions = {} as Record<'tutor' | 'marker', FormClient>
  private paydays: { id: string; paidOn: string; cutoffAt: Date }[] = []
  private courses: string[] = []
  private killer: () => number
  private movedTo = new Date(0)
  termId = ''

  private constructor(
    readonly app: TestApp,
    readonly smtp: TestSmtp,
    readonly world: World,
    private readonly options: SimulationOptions,
  ) {
    this.random = randomOf(options.seed)
    this.killer = randomOf(options.seed + 1)
    const { kills, within = 0 } = options
    this.killAt = Array.from({ length: kills }, () =>
      Math.floor((0.05 + this.killer() * 0.85) * within),
    ).sort((a, b) => a - b)
  }

  static async start(options: SimulationOptions): Promise<Simulation> {
    const smtp = await startSmtp()
    const app = await startApp({
      template: options.template,
      clock: true,
      variables: { SMTP_URL: smtp.url, EMAIL_FROM: 'MTMS <mtms@example.org>' },
    })
    return new Simulation(app, smtp, await app.world(), options)
  }

  async end(): Promise<void> {
    for (const client of [...this.people, ...this.reserves].map((person) => person.client)) client.close()
    await this.app.remove()
    await this.smtp.stop()
  }

  /** The whole term. */
  async run(): Promise<void> {
    const since = performance.now()
    await this.setUp()
    await this.publishAndAnswer()
    for (let i = 0; i < this.options.paydays; i++) await this.fortnight(i)
    this.figures.seconds = Math.round((performance.now() - since) / 1000)
  }

  private at(day: string, time: string, seconds = 20): Promise<void> {
    return this.moveTo(new Date(localInstant(day, time, zone).getTime() + seconds * 1000))
  }

  /** Moves the clock, and waits until the world has seen it: a process looks at its clock's file each 10 ms. */
  private async moveTo(instant: Date): Promise<void> {
    this.movedTo = instant
    this.app.setClock(instant)
    await this.until(async () => (await this.world.clock()) >= instant.getTime(), 'the clock moves')
  }

  private async clientOf(userId: string): Promise<FormClient> {
    const client = new FormClient(this.app.url)
    await this.signIn(client, userId)
    return client
  }

  private async signIn(client: FormClient, userId: string): Promise<void> {
    const { name, value } = await this.world.makeSessionCookie(userId, true)
    client.cookies.set(name, value)
  }

  private async setUp(): Promise<void> {
    const { world } = this
    const { people, decline, ignore } = this.options
    await this.at(PUBLISHED_ON, '10:00')
    this.termId = await world.makeTerm({
      name: '2027 Semester One',
      ...TERM,
      breakWeeks: 2,
      tutorDeadline: '2027-02-10',
      markerDeadline: '2027-02-10',
    })
    for (let n = 0; n < 3; n++) {
      const coordinatorId = await world.makeUser('course_coordinator', { username: `coord0${n + 1}` })
      this.coordinators.push(await this.clientOf(coordinatorId))
      for (let m = 0; m < 2; m++)
        this.courses.push(
          await world.makeCourse(this.termId, {
            code: `COMPSCI ${101 + n * 100 + m}`,
            availableQuarters: 20_000,
            coordinators: [coordinatorId],
          }),
        )
    }
    this.positions.tutor = await this.clientOf(
      await world.makeUser('tutor_coordinator', { username: 'tutorco' }),
    )
    this.positions.marker = await this.clientOf(
      await world.makeUser('marker_coordinator', { username: 'markerco' }),
    )
    for (let i = 0; i < this.options.paydays; i++) {
      const paidOn = addDays(FIRST_PAYDAY, i * 14)
      const cutoffAt = localInstant(addDays(paidOn, -3), '17:00', zone)
      const id = await world.makePayday(this.termId, { paidOn, cutoffAt, reminderDays: [7, 3, 1] })
      this.paydays.push({ id, paidOn, cutoffAt })
    }
    for (let n = 0; n < people + decline + ignore; n++) {
      const position = n % 2 === 0 ? 'tutor' : 'marker'
      const courseId = this.courses[n % this.courses.length]!
      const degreeLevel = n % 3 === 0 ? 'undergraduate' : 'postgraduate'
      const username = `stud${String(n + 1).padStart(3, '0')}`
      const id = await world.makeUser('student', { username, profile: { degreeLevel } })
      const reserve = n >= people
      const applicationId = await world.makeApplication({
        studentId: id,
        termId: this.termId,
        position,
        degreeLevel,
        decision: reserve ? 'reserve' : 'accepted',
        decidedAt: new Date(),
        courses: [courseId],
      })
      const person = { id, email: `${username}@example.test`, position, courseId, applicationId } as const
      if (!reserve)
        await world.makeAllocation({
          userId: id,
          courseId,
          termId: this.termId,
          position,
          applicationId,
          state: 'proposed',
          quarters: 160 + 20 * Math.floor(this.random() * 9),
        })
      ;(reserve ? this.reserves : this.people).push({ ...person, client: await this.clientOf(id) })
    }
    await this.setRates()
  }

  private async setRates(): Promise<void> {
    const rates = [
      ['undergraduate', '27.35', '2027-01-01'],
      ['postgraduate', '33.47', '2027-01-01'],
      // In the middle of a pay period.
      ['postgraduate', '34.19', '2027-04-20'],
    ] as const
    for (const position of ['tutor', 'marker'] as const)
      for (const [degreeLevel, rate, validFrom] of rates) {
        const client = this.positions[position]
        const said = `${rate}`
        await this.press(client, '/payroll/rates', (page) =>
          page.text.includes(said) &&
          page.text.includes(degreeLevel === 'undergraduate' ? 'Undergraduate' : 'Postgraduate')
            ? null
            : fill(formWithButton(page, /^Add rate$/), { position, degreeLevel, rate, validFrom }),
        )
      }
  }

  private async publishAndAnswer(): Promise<void> {
    const { decline, ignore } = this.options
    for (const position of ['tutor', 'marker'] as const)
      await this.press(
        this.positions[position],
        `/review/publish?term=${this.termId}&position=${position}`,
        (page) => pressed(formWithButton(page, /^Publish \d* ?results?$/)),
      )
    await this.quiet()
    await this.at(addDays(PUBLISHED_ON, 1), '12:00')
    const held = await this.world.termAllocations(this.termId)
    const mine = (person: Person) => held.find((one) => one.applicationId === person.applicationId)!
    await this.each(this.people, async (person, i) => {
      if (i < decline) await this.decline(person, mine(person))
      else if (i >= decline + ignore) await this.accept(person, mine(person).id)
    })
    await this.quiet()
    // The reminder two days before the end, and the end itself: the offers of those who did not answer expire.
    const lastDay = addDays(PUBLISHED_ON, 7)
    await this.moveTo(new Date(endOfDay(addDays(lastDay, -2), zone).getTime() + 90_000))
    await this.until(
      async () => (await this.mailsOfKind('offer_reminder')) >= ignore,
      'offers are reminded of',
    )
    await this.quiet()
    await this.moveTo(new Date(endOfDay(lastDay, zone).getTime() + 90_000))
    await this.until(async () => {
      const now = await this.world.termAllocations(this.termId)
      return now.filter((one) => one.state === 'expired').length === ignore
    }, 'unanswered offers expire')
    await this.quiet()
    await this.at(addDays(lastDay, 2), '10:00')
    await this.each(this.reserves, (person) => this.replace(person))
    await this.quiet()
    const offered = await this.world.termAllocations(this.termId)
    await this.each(this.reserves, async (person) => {
      const offer = offered.find((one) => one.userId === person.id)
      if (!offer) throw new Error('no offer from the reserve list')
      await this.accept(person, offer.id)
    })
    await this.quiet()
  }

  private accept(person: Person, allocationId: string): Promise<void> {
    return this.press(person.client, '/offers', (page) => {
      return pressed(formsOf(page.text).find((one) => has(one, 'allocationId', allocationId)))
    })
  }

  private decline(person: Person, { id }: TermAllocation): Promise<void> {
    return this.press(person.client, `/offers/${id}/decline`, (page) =>
      page.status === 200 && formWithButton(page, /^Decline/)
        ? fill(formWithButton(page, /^Decline/), { reason: 'I have found other work.' })
        : null,
    )
  }

  private replace(person: Person): Promise<void> {
    return this.press(
      this.positions[person.position],
      `/enrolment/reserve/${person.applicationId}?course=${person.courseId}`,
      (page) => {
        const form = formWithButton(page, /^Offer hours$/)
        return form ? fill(form, { hours: '45' }) : null
      },
    )
  }

  /** One payday: reminders, hours in time, late, returned and changed, approval, batches, and a correction of the last one. */
  private async fortnight(i: number): Promise<void> {
    const payday = this.paydays[i]!
    const cutoffDay = addDays(payday.paidOn, -3)
    await this.renewSessions(i, cutoffDay)
    const working = (await this.world.termAllocations(this.termId)).filter((one) => one.state === 'accepted')
    const everyone = [...this.people, ...this.reserves].flatMap((person) => {
      const allocation = working.find((one) => one.userId === person.id)
      return allocation ? [{ ...person, allocationId: allocation.id }] : []
    })
    const plans = everyone.map((person) => {
      const days = Array.from({ length: 1 + Math.floor(this.random() * 3) }, (_, n) =>
        addDays(cutoffDay, -10 + n * 3 + Math.floor(this.random() * 2)),
      )
      return {
        person,
        when: this.random(),
        lines: days.map((day) => ({ day, quarters: 2 + Math.floor(this.random() * 7) })),
      }
    })
    const late = plans.filter((plan) => plan.when > 0.94)
    const early = plans.filter((plan) => plan.when < 0.3)
    const usual = plans.filter((plan) => !late.includes(plan) && !early.includes(plan))
    for (const days of [7, 3, 1]) {
      await this.at(addDays(cutoffDay, -days), '09:00', 40)
      // Before the first day of a period nothing is due, so there is nothing to wait for.
      await this.tick()
      if (days === 1) await this.each(early, (plan) => this.record(plan.person, payday.id, plan.lines))
    }
    // What digests count must not depend on who is quicker: first the sweep, then people.
    await this.at(cutoffDay, '12:00')
    await this.tick()
    await this.each(usual, (plan) => this.record(plan.person, payday.id, plan.lines))
    await this.quiet()
    await this.at(cutoffDay, '17:20')
    await this.tick()
    await this.each(late, (plan) => this.record(plan.person, payday.id, plan.lines))
    await this.quiet()
    await this.returnSome(plans, payday.id)
    await this.at(addDays(cutoffDay, 1), '10:00')
    await this.tick()
    for (const coordinator of this.coordinators) await this.approveAll(coordinator)
    await this.quiet()
    if (i > 0) await this.correct(this.paydays[i - 1]!.id)
    await this.at(addDays(payday.paidOn, -1), '11:00')
    await this.tick()
    for (const position of ['tutor', 'marker'] as const) {
      await this.exportBatch(position, payday.id)
      if (i > 0) await this.exportBatch(position, this.paydays[i - 1]!.id, true)
    }
    await this.quiet()
  }

  private async renewSessions(i: number, cutoffDay: string): Promise<void> {
    await this.at(addDays(cutoffDay, -8), '08:00')
    // "Keep me signed in" lasts 30 days.
    if (i % 2 === 1) return
    for (const person of [...this.people, ...this.reserves]) await this.signIn(person.client, person.id)
    await this.resignStaff()
  }

  private async resignStaff(): Promise<void> {
    const named = await this.world.userIds(['coord01', 'coord02', 'coord03', 'tutorco', 'markerco'])
    const clients = [...this.coordinators, this.positions.tutor, this.positions.marker]
    for (const [n, client] of clients.entries()) await this.signIn(client, named[n]!)
  }

  private record(
    person: Person & { allocationId: string },
    paydayId: string,
    lines: { day: string; quarters: number }[],
    resubmit = false,
  ): Promise<void> {
    const given: Record<string, string> = {}
    for (const [n, line] of lines.entries()) {
      given[`lines[${n}].day`] = line.day
      given[`lines[${n}].hours`] = String(line.quarters / 4)
      given[`lines[${n}].activity`] = n % 2 === 0 ? 'marking' : 'lab'
      given[`lines[${n}].note`] = ''
    }
    return this.press(person.client, `/hours/record/${person.allocationId}/${paydayId}`, (page) => {
      const form = formWithButton(page, /^Submit (hours|late)$/)
      if (!form) return null
      // Lines of a returned sheet that are not given stand in the form already.
      return fill(resubmit ? blankLines(form) : form, given, /^Submit (hours|late)$/)
    })
  }

  /** Every eleventh timesheet goes back with a reason, is changed by its person and comes again. */
  private async returnSome(
    plans: { person: Person & { allocationId: string }; lines: { day: string; quarters: number }[] }[],
    paydayId: string,
  ): Promise<void> {
    const sheets = await this.world.sheetsOf(paydayId)
    const chosen = plans.filter((_, n) => n % 11 === 5)
    for (const { person } of chosen) {
      const sheet = sheets.find((one) => one.allocationId === person.allocationId)
      if (sheet) await this.giveBack(this.positions[person.position], sheet.id, 'Which tutorial was this?')
    }
    await this.quiet()
    await this.each(chosen, ({ person, lines }) =>
      this.record(
        person,
        paydayId,
        lines.map((line) => ({ ...line, quarters: line.quarters + 1 })),
        true,
      ),
    )
  }

  private giveBack(client: FormClient, sheetId: string, reason: string): Promise<void> {
    const path = `/hours/approve/bulk?term=${this.termId}&do=return&ids=${sheetId}`
    return this.press(client, path, (page) => {
      const form = formWithButton(page, /^Return \d+ timesheets?$/)
      return form ? fill(form, { reason }) : null
    })
  }

  private approveAll(client: FormClient, mayBeDone = false): Promise<void> {
    return this.press(
      client,
      `/hours/approve/bulk?term=${this.termId}&do=approve&all=1`,
      (page) => pressed(formWithButton(page, /^Approve \d+ timesheets?$/)),
      mayBeDone,
    )
  }

  /** Two exported timesheets of the payday before turn out to be wrong: one too high, one too low. */
  private async correct(paydayId: string): Promise<void> {
    const exported = (await this.world.sheetsOf(paydayId)).filter((sheet) => sheet.state === 'exported')
    const byPerson = [...this.people, ...this.reserves]
      .map((person) => ({ person, sheet: exported.find((one) => one.userId === person.id) }))
      .filter((one) => one.sheet !== undefined)
    const wrong = [byPerson[3]!, byPerson[Math.floor(byPerson.length / 4)]!]
    for (const { person, sheet } of wrong)
      await this.giveBack(this.positions[person.position], sheet!.id, 'Not the hours of the roster.')
    await this.quiet()
    for (const [n, { person, sheet }] of wrong.entries()) {
      const lines = await this.world.linesOf(sheet!.id)
      const changed = lines.map((line, at) => ({
        ...line,
        quarters: at > 0 ? line.quarters : n === 0 ? 1 : line.quarters + 4,
      }))
      await this.record({ ...person, allocationId: sheet!.allocationId }, paydayId, changed, true)
    }
    await this.quiet()
    for (const coordinator of this.coordinators) await this.approveAll(coordinator, true)
    await this.quiet()
  }

  private exportBatch(position: 'tutor' | 'marker', paydayId: string, corrections = false): Promise<void> {
    return this.press(
      this.positions[position],
      `/payroll/preview?payday=${paydayId}&position=${position}`,
      (page) => pressed(formWithButton(page, /^Export \d+ timesheets? as batch \d+$/)),
      corrections,
    )
  }

  /**
   * Opens a page and presses a button, again and again until the page says that it is done (`choose` gives null): an
   * answer may be lost with the server.
   */
  private async press(
    client: FormClient,
    path: string,
    choose: (page: HtmlPage) => Filled | null,
    mayBeDone = false,
  ): Promise<void> {
    let said = ''
    for (let tries = 0; tries < 12; tries++) {
      try {
        const page = await this.request(() => client.get(path))
        if (page.status >= 500) throw new Error(`${page.status} of ${path}`)
        if (page.location?.startsWith('/login')) throw new Error(`signed out at ${path}`)
        const filled = choose(page)
        if (!filled) {
          if (tries === 0 && this.options.kills === 0 && !mayBeDone)
            throw new Error(`nothing to press at ${path} (${page.status} ${page.location ?? ''})`)
          return
        }
        const answer = await this.request(() => client.post(path, filled.form, filled.given, filled.button))
        if (answer.status >= 300 && answer.status < 400) return
        said = textOf(answer.text)
        if (answer.status >= 500) throw new Error(`${answer.status} of a post to ${path}: ${said}`)
      } catch (error) {
        if (!isLost(error)) throw error
        await this.restarting
      }
    }
    throw new Error(`${path} would not be done: ${said}`)
  }

  private async request(send: () => Promise<HtmlPage>): Promise<HtmlPage> {
    await this.restarting
    this.figures.requests += 1
    this.moment()
    return send()
  }

  /** A moment at which the server may be killed. A kill that falls into a restart comes after it. */
  private moment(reach = 0): void {
    const next = this.killAt[0]
    if (this.restarting || next === undefined || this.figures.requests + reach < next) return
    this.killAt.shift()
    this.killSoon()
  }

  private killSoon(): void {
    this.figures.kills += 1
    const wait = Math.floor(this.killer() * 60)
    this.restarting = new Promise((done) => setTimeout(done, wait))
      .then(() => this.app.kill())
      .then(() => this.app.start())
      .finally(() => {
        this.restarting = null
      })
    // Whoever waits for it hears of a failure; nobody may be waiting yet.
    this.restarting.catch(() => undefined)
  }

  /** Six at a time, as on a busy evening. */
  private async each<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
    let next = 0
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        while (next < items.length) {
          const index = next++
          await work(items[index]!, index)
        }
      }),
    )
  }

  /** Waits until the repeated work that is due by the clock has been started and all work is done. */
  private async tick(): Promise<void> {
    // A kill that is due soon hits the sweep instead, and the mails that it makes.
    this.moment(SWEEP_REACH)
    const due = Math.floor(this.movedTo.getTime() / SWEEP_MS) * SWEEP_MS
    await this.until(() => this.world.swept('mtms-hours-sweep', due), 'the sweep of hours runs')
    await this.quiet()
  }

  private async quiet(): Promise<void> {
    await this.until(() => this.world.nothingPending(), 'background work ends')
  }

  private async mailsOfKind(kind: string): Promise<number> {
    const { rows } = await this.world.mailFigures()
    return rows.filter((row) => row.kind === kind).length
  }

  private async until(done: () => Promise<boolean>, what: string): Promise<void> {
    const end = performance.now() + 120_000
    while (!(await done())) {
      if (performance.now() > end) throw new Error(`not after two minutes: ${what}`)
      await this.restarting
      await new Promise((next) => setTimeout(next, 100))
    }
  }
}

const isLost = (error: unknown) =>
  /ECONNRESET|ECONNREFUSED|socket hang up|EPIPE|aborted/.test(
    error instanceof Error ? error.message : String(error),
  )
