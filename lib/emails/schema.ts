import { z } from 'zod'
import { anyOf, defineList, type ListParams, oneWord } from '@/lib/list-params'
import { emailKinds, emailStates, positions } from '@/lib/vocabulary'

const sorts = ['created', 'sent', 'to', 'subject', 'kind', 'state', 'tries'] as const

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
}

/** URL schema of /emails. */
export const emailList = defineList({ sorts, defaultSort: 'created', defaultDir: 'desc', filters })
export type EmailListParams = ListParams<(typeof sorts)[number], typeof filters>
