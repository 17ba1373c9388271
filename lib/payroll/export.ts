import type { IsoDay } from '@/lib/dates'
import type { ExportColumn } from '@/lib/spreadsheet/export'
import { degreeLevelNames, positionNames } from '@/lib/vocabulary'
import type { Batch, BatchLine, PaydayRow } from './queries'
import { lastDayOf, rateState, rateStateNames } from './rate-days'
import type { PayRate } from './rates'
import { knownAmount } from './rules'

/** The tables of payroll as files. The files of a batch itself are others: kept as bytes (lib/payroll/file). */

export const paydayColumns: readonly ExportColumn<PaydayRow>[] = [
  { id: 'payday', label: 'Payday', type: 'date', value: (row) => row.paidOn },
  { id: 'due', label: 'Cut-off', type: 'instant', value: (row) => row.cutoffAt },
  {
    id: 'waiting',
    label: 'Approved, to export: timesheets',
    type: 'number',
    value: (row) => row.waiting.sheets,
  },
  {
    id: 'waitingHours',
    label: 'Approved, to export: hours',
    type: 'hours',
    value: (row) => row.waiting.quarters,
  },
  {
    id: 'waitingCorrections',
    label: 'Approved, to export: corrections',
    type: 'number',
    value: (row) => row.waiting.corrections,
  },
  { id: 'submitted', label: 'Waiting for approval', type: 'number', value: (row) => row.open.submitted },
  { id: 'returned', label: 'Returned', type: 'number', value: (row) => row.open.returned },
  { id: 'draft', label: 'Drafts', type: 'number', value: (row) => row.open.draft },
  { id: 'batches', label: 'Batches', type: 'number', value: (row) => row.batches.count },
  { id: 'hours', label: 'Exported', type: 'hours', value: (row) => row.batches.quarters },
  {
    id: 'amount',
    label: 'Amount',
    type: 'money',
    value: (row) => (row.batches.count > 0 ? knownAmount(row.batches) : null),
  },
  {
    id: 'unrated',
    label: 'Hours without a rate',
    type: 'hours',
    value: (row) => row.batches.unratedQuarters,
  },
]

export const batchColumns: readonly ExportColumn<Batch>[] = [
  { id: 'payday', label: 'Payday', type: 'date', value: (row) => row.paidOn },
  { id: 'position', label: 'Position', type: 'text', value: (row) => positionNames[row.position] },
  { id: 'batch', label: 'Batch', type: 'number', value: (row) => row.number },
  { id: 'when', label: 'When', type: 'instant', value: (row) => row.createdAt },
  { id: 'people', label: 'People', type: 'number', value: (row) => row.people },
  { id: 'lines', label: 'Lines', type: 'number', value: (row) => row.lines },
  { id: 'hours', label: 'Hours', type: 'hours', value: (row) => row.quarters },
  { id: 'amount', label: 'Amount', type: 'money', value: knownAmount },
  { id: 'unrated', label: 'Hours without a rate', type: 'hours', value: (row) => row.unratedQuarters },
  { id: 'corrections', label: 'Corrections', type: 'number', value: (row) => row.corrections },
  { id: 'by', label: 'Exported by', type: 'text', value: (row) => row.createdByName },
]

/** Lines of a batch as its page shows them, searched and in order. */
export const lineColumns: readonly ExportColumn<BatchLine>[] = [
  { id: 'person', label: 'Person', type: 'text', value: (row) => row.name },
  { id: 'auid', label: 'AUID', type: 'text', value: (row) => row.auid },
  { id: 'upi', label: 'UPI', type: 'text', value: (row) => row.upi },
  { id: 'course', label: 'Course', type: 'text', value: (row) => row.course },
  { id: 'hours', label: 'Hours', type: 'hours', value: (row) => row.quarters },
  { id: 'rate', label: 'Rate per hour', type: 'money', value: (row) => row.rateCents },
  { id: 'amount', label: 'Amount', type: 'money', value: (row) => row.amountCents },
  { id: 'approver', label: 'Approved by', type: 'text', value: (row) => row.approver },
  {
    id: 'kind',
    label: 'Kind',
    type: 'text',
    value: (row) => (row.kind === 'correction' ? 'Correction' : 'Normal'),
  },
]

/** @param all the rates of the table, which end one another */
export const rateColumns = (all: readonly PayRate[], today: IsoDay): readonly ExportColumn<PayRate>[] => [
  { id: 'position', label: 'Position', type: 'text', value: (row) => positionNames[row.position] },
  { id: 'degree', label: 'Degree level', type: 'text', value: (row) => degreeLevelNames[row.degreeLevel] },
  { id: 'rate', label: 'Per hour', type: 'money', value: (row) => row.centsPerHour },
  { id: 'from', label: 'Valid from', type: 'date', value: (row) => row.validFrom },
  { id: 'to', label: 'To', type: 'date', value: (row) => lastDayOf(row, all) },
  {
    id: 'state',
    label: 'State',
    type: 'text',
    value: (row) => rateStateNames[rateState(row, lastDayOf(row, all), today)],
  },
  { id: 'used', label: 'In use', type: 'bool', value: (row) => row.used },
]
