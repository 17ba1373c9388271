import { refresh } from 'next/cache'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { z } from 'zod'
import type { AppError } from '@/lib/errors'
import { type Action, mayEver, type Viewer } from '@/lib/permissions'
import { expected, isNextSignal, reportFault } from './faults'
import { type Flash, setFlash } from './flash'
import { fieldErrors, formToObject, inFormOrder, typedValues } from './form-data'
import type { FormAction, FormState } from './form-state'
import { type Declared, declare, type Gate } from './registry'
import { getViewer } from './request'
import { onThisSite } from './same-site'

/** What a form's work gives back: where to go next, or what to say on the same page. */
export type ActionResult = {
  redirectTo?: string
  /** Shown once on the page that is redirected to. */
  flash?: string | Flash
  /** Shown on the same page when there is no redirect. */
  message?: string
  data?: unknown
  /** What the fields of the same page are to hold, for an answer that is not the end of the form. */
  values?: FormState['values']
}

type Definition<G extends Gate, S extends z.ZodType> = {
  /** Dotted name for the log and the permission test: `courses.create`. */
  name: string
  gate: G
  input: S
  run: (
    input: z.output<S>,
    context: { viewer: G extends 'public' ? Viewer | null : Viewer; form: FormData },
  ) => Promise<ActionResult | undefined>
}

/**
 * The one way a form post reaches the domain: viewer → gate → zod → run. Expected errors come back on
 * their field with all that was typed; others are logged under an id that the person is shown. Works
 * with and without JavaScript (React's useActionState).
 */
export function defineAction<G extends Gate, S extends z.ZodType>(definition: Definition<G, S>): FormAction {
  const action: FormAction = async (_previous, form) => {
    const outcome = await settle(definition, form)
    if ('state' in outcome) return outcome.state
    // With scripts the page is still there with all that was typed: leading away would lose it.
    if (outcome.signedOut && (await headers()).has('next-action'))
      return { status: 'error', code: 'signed_out', message: signedOutMessage, values: typedValues(form) }
    if (outcome.flash) await setFlash(outcome.flash)
    redirect(outcome.redirectTo)
  }
  return declare(action, declaredAs(definition))
}

function declaredAs<G extends Gate, S extends z.ZodType>(definition: Definition<G, S>): Declared {
  const { name, gate } = definition
  return { kind: 'action', name, gate, settle: (form) => settle(definition, form) }
}

/**
 * As `defineAction`, for a button that stands alone (sign out, move up, theme): there is no form to show
 * again, so a refusal becomes the line on the page that it came from.
 *
 * @param definition.stays it leads back to the page on which it stands. With scripts that page is then refreshed in its
 * place: a redirect, even to the same address, builds it anew, and a table would lose where it was scrolled to and
 * what had the focus.
 */
export function definePost<G extends Gate, S extends z.ZodType>(
  definition: Definition<G, S> & { stays?: boolean },
): (form: FormData) => Promise<void> {
  const post = async (form: FormData) => {
    const outcome = await settle(definition, form)
    const inPlace = definition.stays === true && (await headers()).has('next-action')
    if ('redirectTo' in outcome) {
      if (outcome.flash) await setFlash(outcome.flash)
      if (inPlace && !outcome.signedOut) return refresh()
      redirect(outcome.redirectTo)
    }
    const { state } = outcome
    if (state.message)
      await setFlash({ message: state.message, tone: state.status === 'error' ? 'error' : 'ok' })
    if (inPlace) return refresh()
    redirect(await cameFrom())
  }
  return declare(post, declaredAs(definition))
}

type Outcome = { state: FormState } | { redirectTo: string; flash?: Flash; signedOut?: true }

const signedOutMessage =
  'You are signed out, so nothing was saved. What you typed is still here: sign in, then send it again.'

async function settle<G extends Gate, S extends z.ZodType>(
  definition: Definition<G, S>,
  form: FormData,
): Promise<Outcome> {
  let values: FormState['values']
  const failed = ({ errors, ...state }: Partial<FormState>): Outcome => ({
    state: { status: 'error', values, ...state, ...(errors && { errors: inFormOrder(errors, form) }) },
  })
  try {
    values = typedValues(form)
    const viewer = await getViewer()
    if (definition.gate !== 'public') {
      if (!viewer) return { redirectTo: await loginAddress(), signedOut: true }
      if (definition.gate !== 'signed-in' && !mayEver(viewer, definition.gate as Action))
        return failed({ code: 'not_allowed', message: 'Your role does not allow this.' })
    }
    const parsed = definition.input.safeParse(formToObject(form))
    if (!parsed.success)
      return failed({
        code: 'invalid',
        message: 'Check the marked answers.',
        errors: fieldErrors(parsed.error.issues),
      })
    const result = await definition.run(parsed.data, { viewer: viewer as never, form })
    const flash = typeof result?.flash === 'string' ? { message: result.flash } : result?.flash
    if (result?.redirectTo) return { redirectTo: result.redirectTo, flash }
    return { state: { status: 'ok', message: result?.message, data: result?.data, values: result?.values } }
  } catch (error) {
    if (isNextSignal(error)) throw error
    const known = expected(error)
    if (known) return failed(stateOf(known))
    const errorId = reportFault(error, { action: definition.name })
    return failed({
      code: 'fault',
      errorId,
      message: `Something went wrong on our side and nothing was saved. Try again; if it stays, tell an admin the number ${errorId}.`,
    })
  }
}

function stateOf(error: AppError): Partial<FormState> {
  return {
    code: error.code,
    message: error.message,
    errors: error.detail.fields,
    conflict: error.detail.conflict,
    data: error.detail.data,
  }
}

/** Sign-in page that comes back to the page whose form was posted. */
async function loginAddress(): Promise<string> {
  const from = await cameFrom()
  return from === '/' ? '/login' : `/login?next=${encodeURIComponent(from)}`
}

/** Path of the page whose form was posted, home when it is unknown. */
async function cameFrom(): Promise<string> {
  const url = URL.parse((await headers()).get('referer') ?? '')
  return url ? onThisSite(url) : '/'
}
