import { createHash } from 'node:crypto'
import type { IsoDay } from '@/lib/dates'
import {
  CSV_TYPE,
  type Table,
  type TableColumn,
  writeCsv,
  writeXlsx,
  XLSX_TYPE,
} from '@/lib/spreadsheet/write'
import { type Position, positionNames } from '@/lib/vocabulary'
import type { PayPeriod, PlannedLine } from './plan'

const payrollFormats = ['xlsx', 'csv'] as const
export type PayrollFormat = (typeof payrollFormats)[number]
export const payrollMediaTypes: Record<PayrollFormat, string> = { xlsx: XLSX_TYPE, csv: CSV_TYPE }

const columns: TableColumn[] = [
  { key: 'name', label: 'Person', type: 'text' },
  { key: 'auid', label: 'AUID', type: 'text' },
  { key: 'upi', label: 'UPI', type: 'text' },
  { key: 'course', label: 'Course', type: 'text' },
  { key: 'position', label: 'Position', type: 'text' },
  { key: 'periodFrom', label: 'Period from', type: 'date' },
  { key: 'periodTo', label: 'Period to', type: 'date' },
  { key: 'quarters', label: 'Hours', type: 'hours' },
  { key: 'rateCents', label: 'Rate per hour', type: 'money' },
  { key: 'amountCents', label: 'Amount', type: 'money' },
  { key: 'approver', label: 'Approved by', type: 'text' },
  { key: 'kind', label: 'Kind', type: 'text' },
]

export type PayrollFiles = Record<PayrollFormat, { bytes: Uint8Array<ArrayBuffer>; sha256: string }>

/** The two files of a batch. The same lines give the same bytes; no clock and no number of the batch is in them. */
export function makeFiles(
  lines: readonly PlannedLine[],
  { paidOn, position, period }: { paidOn: IsoDay; position: Position; period: PayPeriod },
): PayrollFiles {
  const table: Table = {
    name: `Payroll ${paidOn} ${position}s`,
    columns,
    rows: lines.map((line) => ({
      name: line.name,
      auid: line.auid,
      upi: line.upi,
      course: line.course,
      position: positionNames[position],
      periodFrom: period.from,
      periodTo: period.to,
      quarters: line.quarters,
      rateCents: line.rateCents,
      amountCents: line.amountCents,
      approver: line.approver,
      kind: line.kind === 'correction' ? 'Correction' : 'Normal',
    })),
  }
  const hashed = (bytes: Uint8Array<ArrayBuffer>) => ({ bytes, sha256: sha256Of(bytes) })
  return { xlsx: hashed(writeXlsx([table])), csv: hashed(writeCsv(table)) }
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
