import { z } from 'zod'
import { anyOf, defineList, type ListParams, oneWord, tableLook } from '@/lib/list-params'
import type { ListColumn } from '@/lib/table-columns'
import { emailKinds, emailStates, positions } from '@/lib/vocabulary'

const sorts = ['created', 'sent', 'to', 'subject', 'kind', 'state', 'tries'] as const

const columns = [
  { id: 'subject', label: 'Subject', primary: true },
  { id: 'to', label: 'To' },
  { id: 'kind', label: 'Kind' },
  { id: 'position', label: 'Position', spare: true },
  { id: 'state', label: 'State' },
  { id: 'tries', label: 'Tries', spare: true },
  { id: 'created', label: 'Queued' },
  { id: 'sent', label: 'Sent', spare: true },
  { id: 'error', label: 'Error' },
] as const satisfies readonly ListColumn[]
export type EmailColumn = (typeof columns)[number]['id']
/** Columns of the log; the page shows them and the export writes them. */
export const emailColumns: readonly ListColumn<EmailColumn>[] = columns

/** One id, or nothing when it is none. */
const oneId = z
  .string()
  .regex(/^[\w-]{1,64}$/)
  .optional()
  .catch(undefined)

const filters = {
  state: anyOf(emailStates),
  kind: anyOf(emailKinds),
  position: oneWord(positions),
  term: oneId,
  publication: oneId,
  application: oneId,
  person: oneId,
  ...tableLook(columns),
}

/** URL schema of /emails. */
export const emailList = defineList({ sorts, defaultSort: 'created', defaultDir: 'desc', filters })
export type EmailListParams = ListParams<(typeof sorts)[number], typeof filters>
