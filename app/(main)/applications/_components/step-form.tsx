'use client'
/**
 * The form of one step. Without JavaScript a plain form; with it, what is typed is saved a moment later
 * (shown: "Saved at 14:03"), kept on the device while the connection or the session is gone, and flushed
 * when the page is closed.
 *
 *   <StepForm applicationId={id} step="identity" title="Identity" base={base} action={saveIdentityAction}>…</StepForm>
 */
import { useRouter } from 'next/navigation'
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { Form, type FormAction, type FormState, HiddenFields } from '@/components/form'
import { WhileSending } from '@/components/form/while-sending'
import { cn } from '@/components/ui/cn'
import { SaveStatus, type Status } from './save-status'
import { dropCopy, keepCopy, posted, readCopy, restore, valuesOf } from './typed-copy'
import { useLeaving } from './use-leaving'

const pause = 1200
const retryAfter = 6000

/** Newest mark per step in this tab: a page that the browser's history brings back may be older. */
const newestBase = new Map<string, string>()
/**
 * Steps whose next mark from the server is to be taken with its answers: it belongs to what this form has
 * sent, or to a page made anew. Outside the component, which a redirect may make anew meanwhile.
 */
const adopting = new Set<string>()

export function StepForm({
  applicationId,
  step,
  title,
  intro,
  base,
  initial,
  action,
  wide,
  children,
}: {
  applicationId: string
  step: 'identity' | 'eligibility' | 'courses'
  title: string
  intro?: ReactNode
  /** Mark of the answers that the page was made from. */
  base: string
  initial?: FormState
  action: FormAction
  wide?: boolean
  children: ReactNode
}) {
  const router = useRouter()
  const formId = `step-${step}`
  const place = `${applicationId}:${step}`
  const [current, setCurrent] = useState(base)
  const [round, setRound] = useState(0)
  const [status, setStatus] = useState<Status>({ is: 'idle' })
  const currentBase = useRef(base)
  const dirty = useRef(false)
  const flying = useRef<Promise<void> | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  /** The form is on its way by a button: what is typed meanwhile is saved once its answer is there. */
  const sending = useRef(false)
  /** A press that waits for what is being saved. */
  const waiting = useRef(false)

  const setBase = useCallback(
    (next: string) => {
      currentBase.current = next
      newestBase.set(place, next)
      setCurrent(next)
    },
    [place],
  )

  const form = useCallback(() => document.getElementById(formId) as HTMLFormElement | null, [formId])
  const copyNow = useCallback(
    (sent?: boolean) => {
      const element = form()
      if (element)
        keepCopy(applicationId, step, {
          at: Date.now(),
          base: currentBase.current,
          values: valuesOf(element),
          sent,
        })
    },
    [applicationId, step, form],
  )

  const save = useCallback(async (): Promise<void> => {
    clearTimeout(timer.current)
    const element = form()
    if (!element || !dirty.current || flying.current || sending.current) return flying.current ?? undefined
    dirty.current = false
    const run = async () => {
      setStatus({ is: 'saving' })
      const again = (why: string) => {
        dirty.current = true
        setStatus({ is: 'unsaved', why, wait: true })
        timer.current = setTimeout(() => void save(), retryAfter)
      }
      try {
        const response = await fetch(`/applications/${applicationId}/autosave`, {
          method: 'POST',
          body: posted(element, step, currentBase.current),
        })
        const answer = (await response.json().catch(() => ({}))) as {
          base?: string
          savedAt?: string
          error?: string
          fields?: Record<string, string>
        }
        if (response.ok && answer.base && answer.savedAt) {
          setBase(answer.base)
          // What was typed while the answer was on its way stands on what has just been saved.
          if (dirty.current) copyNow()
          else dropCopy(applicationId, step)
          setStatus({ is: 'saved', at: answer.savedAt })
        } else if (response.status === 401)
          setStatus({
            is: 'unsaved',
            why: 'Not saved: you are signed out. What you typed is kept on this device; sign in again and come back to this page.',
          })
        else if (response.status === 409)
          setStatus({
            is: 'unsaved',
            why: `Not saved. ${answer.error ?? ''} Save and continue to see what differs.`,
          })
        else if (response.status >= 500 && response.status !== 503)
          again('Not saved yet: the server has a problem. Trying again.')
        else
          setStatus({
            is: 'unsaved',
            why: `Not saved. ${Object.values(answer.fields ?? {})[0] ?? answer.error ?? ''}`,
          })
      } catch {
        again('Not saved yet: no connection. What you typed is kept on this device; trying again.')
      }
    }
    flying.current = run().finally(() => {
      flying.current = null
    })
    await flying.current
    if (dirty.current && navigator.onLine && !waiting.current)
      timer.current = setTimeout(() => void save(), pause)
  }, [applicationId, step, form, setBase, copyNow])

  const touched = useCallback(() => {
    dirty.current = true
    copyNow()
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void save(), pause)
  }, [copyNow, save])

  const whenSending = useCallback(
    (now: boolean) => {
      const over = sending.current && !now
      sending.current = now
      if (over && dirty.current) timer.current = setTimeout(() => void save(), pause)
    },
    [save],
  )

  // A page from the history may be older than what this tab has saved since. Only the mark that it was
  // shown with counts here: later ones come by the effect below.
  const shownWith = useRef(base)
  /** This page answers what the form before it has sent: what was typed there since stands on it. */
  const answers = useRef(false)
  useEffect(() => {
    const newest = newestBase.get(place)
    answers.current = adopting.has(place)
    if (!newest || newest === shownWith.current || adopting.has(place)) {
      if (newest !== shownWith.current) adopting.delete(place)
      newestBase.set(place, shownWith.current)
    } else {
      adopting.add(place)
      router.refresh()
    }
  }, [place, router])

  useEffect(() => {
    if (base === currentBase.current || !adopting.delete(place)) return
    setRound((n) => n + 1)
    setBase(base)
    if (dirty.current) copyNow()
    else dropCopy(applicationId, step)
  }, [base, setBase, copyNow, applicationId, step, place])

  // What was typed here and never reached the server comes back.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` is not read, but each new form begins without what was typed
  useEffect(() => {
    const element = form()
    const copy = readCopy(applicationId, step)
    if (!element || !copy) return
    const same = JSON.stringify(copy.values) === JSON.stringify(valuesOf(element))
    if (same || (copy.sent && copy.base !== currentBase.current)) {
      dropCopy(applicationId, step)
      return
    }
    restore(element, copy.values)
    if (!answers.current) setBase(copy.base)
    answers.current = false
    dirty.current = true
    setStatus({ is: 'unsaved', why: 'Brought back what you typed before; saving it.', wait: true })
    timer.current = setTimeout(() => void save(), pause)
  }, [applicationId, step, form, save, setBase, round])

  useLeaving({
    unsaved: () => (dirty.current || flying.current !== null) && !sending.current,
    save: async () => {
      await flying.current
      await save()
    },
    handOver: () => {
      const element = form()
      if (!element || !dirty.current) return
      dirty.current = false
      const data = posted(element, step, currentBase.current)
      const hand = () => {
        data.set('base', currentBase.current)
        navigator.sendBeacon(`/applications/${applicationId}/autosave`, data)
      }
      if (flying.current) void flying.current.then(hand)
      else hand()
    },
  })

  useEffect(() => {
    const online = () => void save()
    window.addEventListener('online', online)
    return () => {
      window.removeEventListener('online', online)
      clearTimeout(timer.current)
    }
  }, [save])

  return (
    <>
      <div
        className={cn(
          'mb-4 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1',
          // Seen wherever one is typing.
          status.is === 'unsaved' && 'sticky top-14 z-20 -mt-2 border-b border-line bg-ground py-2',
          wide ? 'max-w-3xl' : 'max-w-xl',
        )}
      >
        <h2 className="text-lg">{title}</h2>
        <SaveStatus status={status} />
      </div>
      {intro && <div className="measure mb-6 text-base text-muted">{intro}</div>}
      <Form
        key={round}
        id={formId}
        action={action}
        initial={initial}
        className={cn(wide && '!max-w-3xl')}
        onInput={(event) => {
          if ((event.target as Partial<HTMLInputElement>).name !== 'q') touched()
        }}
        onResult={() => {
          adopting.delete(place)
        }}
        onSubmit={(event) => {
          clearTimeout(timer.current)
          const { currentTarget } = event
          const { submitter } = event.nativeEvent as SubmitEvent
          if (flying.current) {
            // Two saves of one form at once would look like two windows.
            event.preventDefault()
            if (waiting.current) return
            waiting.current = true
            void flying.current.then(() => {
              waiting.current = false
              currentTarget.requestSubmit(submitter)
            })
            return
          }
          if (!navigator.onLine) {
            event.preventDefault()
            dirty.current = true
            copyNow()
            setStatus({
              is: 'unsaved',
              why: 'Not saved yet: no connection. What you typed is kept on this device; trying again.',
              wait: true,
            })
            return
          }
          dirty.current = false
          adopting.add(place)
          copyNow(true)
          // The page may not yet show the mark of what has just been saved.
          const mark = currentTarget.elements.namedItem('base')
          if (mark instanceof HTMLInputElement) mark.value = currentBase.current
        }}
      >
        <WhileSending tell={whenSending} />
        <HiddenFields values={{ id: applicationId }} />
        <input type="hidden" name="base" value={current} readOnly />
        {children}
      </Form>
    </>
  )
}
