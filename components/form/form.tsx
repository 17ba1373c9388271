'use client'
/**
 * A form that posts to a server action: plain post without JavaScript, no reload with it. It shows the error
 * summary on top (linked to the fields, focused after a failed submit), keeps what was typed (chosen files
 * too), and tells its fields and SubmitButton how things stand.
 *
 *   <Form action={saveCourse} initial={{ status: 'idle' }}>
 *     <HiddenFields values={{ id: course.id, version: course.version }} />
 *     <TextField name="name" label="Course name" defaultValue={course.name} />
 *     <FormActions><SubmitButton>Save course</SubmitButton></FormActions>
 *   </Form>
 *
 * A conflict in the answer is shown with both versions; "Keep mine" posts again with `conflict=mine`.
 * A form of a record that stays on its page gives its `version`, never a `key` with it: it begins anew with each
 * version, but keeps a conflict, also when the page around it has come again with the very version it tells of.
 */
import { unstable_isUnrecognizedActionError } from 'next/navigation'
import {
  type ComponentProps,
  Fragment,
  type ReactNode,
  startTransition,
  useActionState,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { NOT_SAVED } from '@/lib/web/same-site'
import { Alert } from '../ui/alert'
import { Button } from '../ui/button'
import { cn } from '../ui/cn'
import { ErrorSummary } from './error-summary'
import { FormContext } from './form-context'
import type { FormAction, FormState } from './form-state'

const IDLE: FormState = { status: 'idle' }

export function Form({
  action,
  initial = IDLE,
  children,
  className,
  resetOnOk,
  summary = true,
  onResult,
  version,
  ...rest
}: {
  action: FormAction
  initial?: FormState
  children: ReactNode
  className?: string
  /** Empties the fields after an "ok" that stays on the page (a comment box). */
  resetOnOk?: boolean
  /** False where another place shows the errors. */
  summary?: boolean
  /** Called in the browser with each answer. */
  onResult?: (state: FormState) => void
  /** Of the record as the page shows it: with another one the fields begin anew. */
  version?: number
} & Omit<ComponentProps<'form'>, 'action' | 'children' | 'className'>) {
  // Without scripts, and before they have arrived, the browser posts the action itself; later it is called from here,
  // where an answer that never comes is caught. React would show an error page in the place of what was typed.
  const [plainState, plainAction, plainPending] = useActionState(action, initial)
  const [sent, send, sending] = useActionState(
    async (_previous: Answer | null, data: FormData): Promise<Answer> => ({
      state: await reached(action, data),
      of: version,
    }),
    null,
  )
  const [mounted] = useState(version)
  const answer = sent ?? { state: plainState, of: mounted }
  const conflicting = answer.state.conflict !== undefined && versionIn(answer.state.data) === version
  const state = answer.of === version || conflicting ? answer.state : IDLE
  const pending = plainPending || sending
  const form = useRef<HTMLFormElement>(null)
  const result = useRef(onResult)
  result.current = onResult
  const seen = useRef(state)
  const notice = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (seen.current === state) return
    seen.current = state
    if (state.status === 'ok' && resetOnOk) form.current?.reset()
    // What the answer says stands on top, the button at the end: bring them together.
    if (state.conflict) notice.current?.focus()
    else if (state.status === 'ok' && state.message) notice.current?.scrollIntoView({ block: 'nearest' })
    result.current?.(state)
  }, [state, resetOnOk])

  const context = useMemo(() => ({ state, pending, inForm: true }), [state, pending])
  return (
    <form
      ref={form}
      noValidate
      {...rest}
      action={plainAction}
      onSubmit={(event) => {
        rest.onSubmit?.(event)
        if (event.defaultPrevented) return
        const submitter = (event.nativeEvent as SubmitEvent).submitter
        if (submitter?.hasAttribute('formaction')) return
        // React empties a form after its action; posting by hand keeps chosen files and half-typed text.
        event.preventDefault()
        if (pending) return
        // Its field says already that it is too large; the server would break the connection off.
        const large = [...event.currentTarget.elements].find(isTooLarge)
        if (large) return (large as HTMLInputElement).focus()
        const data = new FormData(event.currentTarget, submitter)
        leaveOutUnchosen(data)
        startTransition(() => send(data))
      }}
      className={cn('max-w-xl', className)}
    >
      <FormContext value={context}>
        {summary && <ErrorSummary state={state} />}
        <div ref={notice} tabIndex={-1} className="scroll-mt-20 outline-none">
          {state.conflict && <ConflictNotice conflict={state.conflict} version={versionIn(state.data)} />}
          {state.status === 'ok' && state.message && (
            <Alert tone="ok" live className="mb-6">
              {state.message}
            </Alert>
          )}
        </div>
        <Fragment key={conflicting ? answer.of : version}>{children}</Fragment>
      </FormContext>
    </form>
  )
}

/** What the server said, and of which version of the record. */
type Answer = { state: FormState; of: number | undefined }

/** The action's answer; a refusal in words when the server cannot be reached. Redirects pass through. */
async function reached(action: FormAction, data: FormData): Promise<FormState> {
  try {
    return await action(IDLE, data)
  } catch (error) {
    const { digest } = error as { digest?: unknown }
    if (typeof digest === 'string' && digest.startsWith('NEXT_')) throw error
    const said = error instanceof Error && error.message.startsWith(NOT_SAVED) ? error.message : UNREACHABLE
    const message = unstable_isUnrecognizedActionError(error) ? OUTDATED : said
    return { status: 'error', code: 'unreachable', message }
  }
}

const UNREACHABLE =
  'The server did not answer, so it is not certain that this was saved. What you typed is still here: check the connection, then send it again.'
const OUTDATED =
  'MTMS was updated since this page was opened, so nothing was saved. Copy what you typed, then load the page again.'

/** A file field whose choice is above its own limit (FileField's `maxBytes`). */
function isTooLarge(control: Element): boolean {
  if (!(control instanceof HTMLInputElement) || control.type !== 'file') return false
  const most = Number(control.dataset.maxBytes)
  return most > 0 && [...(control.files ?? [])].some((file) => file.size > most)
}

/**
 * A file field without a choice gives an empty file without a name. A plain post keeps it like that; sent
 * as a server action's argument it arrives with a made-up name, as if an empty file had been chosen.
 */
function leaveOutUnchosen(data: FormData): void {
  for (const [name, value] of [...data])
    if (value instanceof File && value.size === 0 && value.name === '') data.delete(name)
}

/** The version that the notice shows: "Keep mine" writes over this one and over no later one. */
function versionIn(data: unknown): number | undefined {
  const version = (data as { version?: unknown } | undefined)?.version
  return typeof version === 'number' ? version : undefined
}

function ConflictNotice({
  conflict,
  version,
}: {
  conflict: NonNullable<FormState['conflict']>
  version?: number
}) {
  return (
    <Alert
      tone="warning"
      live
      className="mb-6"
      title={`${conflict.by} saved this ${conflict.at}, while you were working on it`}
      actions={
        <>
          <Button type="submit" name="conflict" value="mine" size="sm">
            Keep mine
          </Button>
          <Button type="submit" name="conflict" value="theirs" size="sm">
            Take theirs
          </Button>
        </>
      }
    >
      {version !== undefined && <input type="hidden" name="conflictVersion" value={version} />}
      <p>Nothing of yours is lost. Choose which version stays.</p>
      <table className="w-full text-left text-sm">
        <thead>
          <tr>
            <th scope="col" className="py-1 pr-3 font-medium">
              Field
            </th>
            <th scope="col" className="py-1 pr-3 font-medium">
              Yours
            </th>
            <th scope="col" className="py-1 font-medium">
              Theirs
            </th>
          </tr>
        </thead>
        <tbody>
          {conflict.differences.map((difference) => (
            <tr key={difference.field} className="border-t border-line align-top">
              <th scope="row" className="py-1 pr-3 font-normal text-muted">
                {difference.field}
              </th>
              <td className="py-1 pr-3">{difference.yours || '–'}</td>
              <td className="py-1">{difference.theirs || '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Alert>
  )
}
