import { and, asc, desc, eq, gte, inArray, sql } from 'drizzle-orm'
import { db } from '@/db/client'
import { allocations, courses, paydays, terms, timesheets } from '@/db/schema'
import { whole } from '@/db/sql'
import { countedOf } from '@/lib/allocations/counted'
import { ownWeekLimits } from '@/lib/allocations/week-limits'
import { ownDrafts } from '@/lib/applications/draft-ends'
import { teachingWeeks, todayIn } from '@/lib/dates'
import { notFound } from '@/lib/errors'
import { requireCan, requireCanOr, type Viewer } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import type { AllocationState, Position } from '@/lib/vocabulary'
import { answerEnded } from './rules'
import { answerRefusal, standingOf, toldStates } from './states'

/**
 * What a student reads of own hours: told ones only, so that nothing proposed reaches a page (SPEC 3).
 * Hours are quarter hours for the whole term.
 */
export type OwnOffer = {
  id: string
  version: number
  courseId: string
  code: string
  name: string
  position: Position
  state: AllocationState
  quarters: number
  /** Hours agreed to, while a change of them waits for an answer. */
  agreedQuarters: number | null
  answerBy: Date | null
  /** An answer is open now. */
  open: boolean
  answeredAt: Date | null
  declineReason: string | null
  endReason: string | null
  recordedQuarters: number
  termId: string
  termName: string
  weeks: number
}

/** One term's work and load. */
export type TermWork = {
  id: string
  name: string
  startsOn: string
  endsOn: string
  weeks: number
  /** Accepted, and those whose change waits. */
  work: OwnOffer[]
  /** All told hours of the term that are live, and those of them that are not agreed to yet. */
  loadQuarters: number
  unansweredQuarters: number
  maxWeekQuarters: number | null
  /** Hours a week that a visa allows; null for citizens and residents. */
  visaCapQuarters: number | null
  nextPayday: { paidOn: string; cutoffAt: Date } | null
}

export type Due = { at: Date; kind: 'answer' | 'hours' | 'application'; label: string; href: string }

export type OwnOffers = { open: OwnOffer[]; terms: TermWork[]; past: OwnOffer[]; due: Due[] }

/**
 * Offers, work, load and what is due of the viewer. An offer that is open is to be answered whatever its term;
 * work is past once its term and the last payday of it are (exams are marked after teaching). Seven queries.
 */
export async function getOwnOffers(viewer: Viewer, now: Date): Promise<OwnOffers> {
  requireCan(viewer, 'offers.answer', { ownerId: viewer.id })
  const settings = await getSettings()
  const today = todayIn(settings.timeZone, now)
  const [rows, recorded, limitsIn, drafts] = await Promise.all([
    db
      .select({ allocation: allocations, code: courses.code, name: courses.name, term: terms })
      .from(allocations)
      .innerJoin(courses, eq(courses.id, allocations.courseId))
      .innerJoin(terms, eq(terms.id, allocations.termId))
      .where(and(eq(allocations.userId, viewer.id), inArray(allocations.state, [...toldStates])))
      .orderBy(desc(terms.startsOn), asc(courses.code), asc(allocations.position), asc(allocations.id))
      .limit(300),
    db
      .select({ id: timesheets.allocationId, quarters: whole(sql`sum(${timesheets.quarters})`) })
      .from(timesheets)
      .where(eq(timesheets.userId, viewer.id))
      .groupBy(timesheets.allocationId),
    ownWeekLimits(viewer.id, settings.visaCapHours * 4),
    ownDrafts(viewer.id, now, settings.timeZone),
  ])
  const recordedBy = new Map(recorded.map((row) => [row.id, row.quarters]))
  const offers = rows.map(({ allocation: a, code, name, term }): OwnOffer & { endsOn: string } => ({
    id: a.id,
    version: a.version,
    courseId: a.courseId,
    code,
    name,
    position: a.position,
    state: a.state,
    quarters: a.quarters,
    agreedQuarters: a.agreedQuarters,
    answerBy: a.answerBy,
    open: a.state === 'offered' && !answerEnded(a.answerBy, now, settings),
    answeredAt: a.answeredAt,
    declineReason: a.declineReason,
    endReason: a.endReason,
    recordedQuarters: recordedBy.get(a.id) ?? 0,
    termId: a.termId,
    termName: term.name,
    weeks: teachingWeeks(term.startsOn, term.endsOn, term.breakWeeks),
    endsOn: term.endsOn,
  }))
  const ahead = await paydaysFrom(
    offers.map((one) => one.termId),
    today,
  )
  const isOver = (one: { termId: string; endsOn: string }) =>
    one.endsOn < today && !ahead.some((payday) => payday.termId === one.termId)
  const live = offers.filter((one) => one.state === 'offered' || (one.state === 'accepted' && !isOver(one)))
  const liveIds = new Set(live.map((one) => one.id))
  const termIds = [...new Set(live.filter((one) => !isOver(one)).map((one) => one.termId))]
  const termWork = termIds.map((id): TermWork => {
    const term = rows.find((row) => row.allocation.termId === id)!.term
    const mine = live.filter((one) => one.termId === id)
    return {
      id,
      name: term.name,
      startsOn: term.startsOn,
      endsOn: term.endsOn,
      weeks: teachingWeeks(term.startsOn, term.endsOn, term.breakWeeks),
      work: mine.filter((one) => standingOf(one) !== 'offered'),
      loadQuarters: mine.reduce((sum, one) => sum + countedOf(one), 0),
      unansweredQuarters: mine
        .filter((one) => standingOf(one) === 'offered')
        .reduce((sum, one) => sum + one.quarters, 0),
      ...limitsIn(
        id,
        mine.map((one) => one.position),
      ),
      nextPayday: ahead.find((payday) => payday.termId === id && payday.cutoffAt > now) ?? null,
    }
  })
  const open = live.filter((one) => one.state === 'offered')
  const due: Due[] = [
    ...open.flatMap((one): Due[] =>
      one.answerBy && one.open
        ? [{ at: one.answerBy, kind: 'answer', label: `Answer the offer in ${one.code}`, href: '#to-answer' }]
        : [],
    ),
    ...termWork.flatMap((term): Due[] =>
      term.nextPayday && term.work.length > 0
        ? [
            {
              at: term.nextPayday.cutoffAt,
              kind: 'hours',
              label: `Hours of ${term.name} for the next payday`,
              href: `/hours?term=${term.id}`,
            },
          ]
        : [],
    ),
    ...drafts.flatMap((draft): Due[] =>
      draft.end instanceof Date
        ? [
            {
              at: draft.end,
              kind: 'application',
              label: `Submit ${draft.changes ? 'the changes to ' : ''}your ${draft.position} application for ${draft.termName}`,
              href: `/applications/${draft.id}${draft.changes ? '/review' : ''}`,
            },
          ]
        : [],
    ),
  ]
  return {
    open,
    terms: termWork,
    past: offers.filter((one) => !liveIds.has(one.id)),
    due: due.sort((a, b) => a.at.getTime() - b.at.getTime()),
  }
}

/** Paydays of these terms that are today or ahead, soonest first; the term of the work is not over before the last. */
const paydaysFrom = (termIds: readonly string[], today: string) =>
  db
    .select({ termId: paydays.termId, paidOn: paydays.paidOn, cutoffAt: paydays.cutoffAt })
    .from(paydays)
    .where(and(inArray(paydays.termId, [...new Set(termIds), '']), gte(paydays.paidOn, today)))
    .orderBy(asc(paydays.paidOn), asc(paydays.cutoffAt))
    .limit(500)

/** One own offer for its page of declining, with why it cannot be declined now. Not found unless it is the viewer's. */
export async function getOwnOffer(
  viewer: Viewer,
  id: string,
  now: Date,
): Promise<
  Pick<
    OwnOffer,
    'id' | 'version' | 'code' | 'name' | 'position' | 'quarters' | 'agreedQuarters' | 'termName'
  > & {
    refusal: string | null
  }
> {
  const settings = await getSettings()
  const [found] = await db
    .select({ allocation: allocations, code: courses.code, name: courses.name, termName: terms.name })
    .from(allocations)
    .innerJoin(courses, eq(courses.id, allocations.courseId))
    .innerJoin(terms, eq(terms.id, allocations.termId))
    .where(and(eq(allocations.id, id), inArray(allocations.state, [...toldStates])))
  if (!found) throw notFound('This offer')
  const { allocation: a, ...names } = found
  requireCanOr(notFound('This offer'), viewer, 'offers.answer', { ownerId: a.userId })
  const over = answerEnded(a.answerBy, now, settings) && a.state === 'offered'
  return {
    ...names,
    id: a.id,
    version: a.version,
    position: a.position,
    quarters: a.quarters,
    agreedQuarters: a.agreedQuarters,
    refusal: answerRefusal('decline', over ? 'expired' : standingOf(a)),
  }
}
