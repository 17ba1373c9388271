'use server'
import { localPath } from '@/lib/auth/local-path'
import { formatHours } from '@/lib/hours'
import { allowExcess } from '@/lib/timesheets/allowance'
import { approveTimesheet, returnTimesheet } from '@/lib/timesheets/decide'
import { decideManyTimesheets } from '@/lib/timesheets/decide-many'
import { recordHours } from '@/lib/timesheets/record-hours'
import { allowanceForm, bulkHoursForm, decideHoursForm, timesheetForm } from '@/lib/timesheets/schema'
import { defineAction } from '@/lib/web/action'

export const recordHoursAction = defineAction({
  name: 'hours.record',
  gate: 'hours.record',
  input: timesheetForm,
  run: async (input, { viewer }) => {
    const back = localPath(input.back || '/hours')
    if (input.conflict === 'theirs') return { redirectTo: back, flash: 'Nothing of yours was saved.' }
    const seen = input.conflict === 'mine' ? (input.conflictVersion ?? input.version) : input.version
    const done = await recordHours(viewer, {
      allocationId: input.allocationId,
      paydayId: input.paydayId,
      version: seen,
      lines: input.lines.lines,
      rows: input.lines.rows,
      submit: input.do !== 'save',
      nothing: input.do === 'nothing',
    })
    const hours = done.quarters === 0 ? 'nothing worked' : formatHours(done.quarters)
    const usage =
      done.usage.level === 'fine'
        ? ''
        : ` ${formatHours(done.usage.recorded)} of ${formatHours(done.usage.ceiling)} are recorded.`
    const said =
      done.state === 'draft' || done.state === 'returned'
        ? `Draft saved: ${hours}.`
        : done.late
          ? `Submitted late: ${hours}, after the cut-off.`
          : `Submitted: ${hours}.`
    return { redirectTo: back, flash: said + usage }
  },
})

export const decideHoursAction = defineAction({
  name: 'hours.decide',
  gate: 'hours.approve',
  input: decideHoursForm,
  run: async (input, { viewer }) => {
    const { id, act, reason } = input
    const back = localPath(input.back || `/hours/approve/${id}`)
    if (input.conflict === 'theirs')
      return { redirectTo: `/hours/approve/${id}`, flash: 'Nothing was decided.' }
    const version = input.conflict === 'mine' ? (input.conflictVersion ?? input.version) : input.version
    const done =
      act === 'approve'
        ? await approveTimesheet(viewer, { id, version })
        : await returnTimesheet(viewer, { id, version, reason })
    const hours = done.quarters === 0 ? 'nothing worked' : formatHours(done.quarters)
    const which = `${done.personName}, ${hours} in ${done.courseCode}.`
    return {
      redirectTo: back,
      flash:
        act === 'approve'
          ? `Approved: ${which}`
          : `Returned: ${which} The student gets an email with the reason.`,
    }
  },
})

export const bulkHoursAction = defineAction({
  name: 'hours.decideMany',
  gate: 'hours.approve',
  input: bulkHoursForm,
  run: async (input, { viewer }) => {
    const { act, item, reason } = input
    const answer = await decideManyTimesheets(viewer, act, item, reason)
    const word = act === 'approve' ? 'Approved' : 'Returned'
    const said = `${word}: ${answer.done} ${answer.done === 1 ? 'timesheet' : 'timesheets'}.`
    if (answer.failed.length === 0)
      return { redirectTo: localPath(input.back || '/hours/approve'), flash: said }
    return { message: `${said} ${answer.failed.length} could not be done; see below.`, data: answer }
  },
})

export const allowExcessAction = defineAction({
  name: 'hours.allowExcess',
  gate: 'hours.approve',
  input: allowanceForm,
  run: async (input, { viewer }) => {
    const back = localPath(input.back || '/hours/approve')
    if (input.conflict === 'theirs') return { redirectTo: back, flash: 'Nothing of yours was saved.' }
    const version = input.conflict === 'mine' ? (input.conflictVersion ?? input.version) : input.version
    const quarters = input.extra ?? 0
    await allowExcess(viewer, { allocationId: input.allocationId, version, quarters, reason: input.why })
    return {
      redirectTo: back,
      flash:
        quarters > 0
          ? `Allowed: ${formatHours(quarters)} beyond the allocation.`
          : 'Nothing is allowed beyond the allocation any more.',
    }
  },
})
