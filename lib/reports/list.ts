import { z } from 'zod'
import { anyOf, courseWord, defineList, flag, ids, oneWord } from '@/lib/list-params'
import { allocationStates, positions } from '@/lib/vocabulary'

const oneId = z
  .string()
  .regex(/^[\w-]{1,64}$/)
  .optional()
  .catch(undefined)

const filters = {
  term: oneId,
  position: oneWord(positions),
  course: courseWord.optional().catch(undefined),
  person: oneId,
  /** States of allocations. */
  state: anyOf(allocationStates),
  /** Only allocations with hours that their person has agreed to. */
  agreed: flag(),
  /** Only people over their weekly maximum or the visa cap. */
  over: flag(),
  /** Archived courses and terms: left out, or alone; both kinds together when not given. */
  archived: oneWord(['no', 'only']),
  /** Each report has columns of its own. */
  cols: ids(),
  density: oneWord(['compact']),
}

/** The address of every report has the same parameters; each uses those that mean something to it. */
export const reportListOf = (
  sorts: readonly string[],
  defaultSort: string,
  defaultDir: 'asc' | 'desc' = 'asc',
) => defineList<string, typeof filters>({ sorts, defaultSort, defaultDir, filters })

export type ReportList = ReturnType<typeof reportListOf>
export type ReportParams = ReturnType<ReportList['parse']>
export type ReportFilter = 'position' | 'course' | 'person' | 'state' | 'agreed' | 'over' | 'archived'
