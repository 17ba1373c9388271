import { z } from 'zod'
import { defineList, oneWord } from '@/lib/list-params'
import { positions } from '@/lib/vocabulary'

const recordId = z
  .string()
  .regex(/^[\w-]{1,36}$/)
  .optional()
  .catch(undefined)

/** URL of /payroll: the term and position, and the page of the list of batches. */
export const payrollList = defineList({
  sorts: ['made'],
  defaultSort: 'made',
  defaultDir: 'desc',
  defaultSize: 25,
  filters: { term: recordId, position: oneWord(positions), payday: recordId },
})
export type PayrollParams = ReturnType<typeof payrollList.parse>

/** URL of the lines of a batch, also of the preview of the next one. */
export const payrollLineList = defineList({
  sorts: ['line', 'course', 'hours', 'amount'],
  defaultSort: 'line',
  defaultSize: 100,
  filters: { payday: recordId, position: oneWord(positions), kind: oneWord(['normal', 'correction']) },
})
export type PayrollLineParams = ReturnType<typeof payrollLineList.parse>
