'use client'
/**
 * Works the hours of a course out from the numbers in the form around it, live. Without scripts its buttons
 * post the form, which comes back with the answer and all that was typed.
 *
 *   <NeedCalculator terms={[{ id, name: '2027 Semester One', weeks: 12 }]} termId={id} initial={proposal} manages />
 */
import { useContext, useEffect, useRef, useState } from 'react'
import { HoursField, NumberField } from '@/components/form'
import { FormContext } from '@/components/form/form-context'
import { Button } from '@/components/ui/button'
import { Section } from '@/components/ui/card'
import {
  fieldsFrom,
  NEED_DEFAULTS,
  type NeedPart,
  type NeedProposal,
  numbersOf,
  ofNeeded,
  proposeNeed,
} from '@/lib/courses/need'
import { formatHours, parseHours, quartersToDecimal } from '@/lib/hours'

export function NeedCalculator({
  terms,
  termId,
  initial,
  manages,
}: {
  /** With their teaching weeks; a form without a field for the term has one. */
  terms: { id: string; name: string; weeks: number }[]
  termId: string | undefined
  /** What the stored numbers come to. */
  initial: NeedProposal
  /** May set the hours; who may not puts the proposal into the notes. */
  manages: boolean
}) {
  const root = useRef<HTMLDivElement>(null)
  const { state } = useContext(FormContext)
  const [live, setLive] = useState<NeedProposal | null>(null)
  const [filled, setFilled] = useState('')
  const [chosen, setChosen] = useState<string | undefined>(termId)
  const term = terms.find((one) => one.id === chosen) ?? terms[0]

  useEffect(() => {
    const form = root.current?.closest('form')
    if (!form) return
    const update = () => {
      const typed = typedIn(form)
      const at = terms.find((one) => one.id === (typed.termId ?? termId)) ?? terms[0]
      setChosen(at?.id)
      setLive(ofNeeded(proposeNeed(numbersIn(typed, at?.weeks ?? 0)), needsIn(typed)))
      setFilled('')
    }
    update()
    form.addEventListener('input', update)
    return () => form.removeEventListener('input', update)
  }, [terms, termId])

  const answered = (state.data as { need?: NeedProposal } | undefined)?.need
  const proposal = live ?? answered ?? initial
  const total = (proposal.marker?.quarters ?? 0) + (proposal.tutor?.quarters ?? 0)
  const put = () => {
    const form = root.current?.closest('form')
    if (!form) return
    const typed = typedIn(form)
    const fields = fieldsFrom(
      proposal,
      {
        availableQuarters: hoursIn(typed.availableQuarters) ?? 0,
        tutorQuarters: hoursIn(typed.tutorQuarters),
        markerQuarters: hoursIn(typed.markerQuarters),
        ...needsIn(typed),
        notes: typed.notes ?? '',
      },
      manages,
    )
    for (const [name, value] of Object.entries(fields)) setField(form, name, value)
    setFilled(
      manages
        ? 'The hours are in the fields above. Save the course to keep them.'
        : 'The proposal is in the notes. Save the course to keep it.',
    )
  }
  return (
    <Section
      id="calculator"
      title="Need calculator"
      description={`Proposes hours from the numbers above and the ${term?.weeks} teaching ${term?.weeks === 1 ? 'week' : 'weeks'} of ${term?.name}. Nothing here is kept.`}
      className="mt-8"
    >
      <div ref={root} className="rounded border border-line bg-surface p-4">
        <div className="grid grid-cols-2 items-end gap-x-6 gap-y-4 sm:grid-cols-4 [&_[data-field]]:!mb-0">
          <NumberField
            name="calcMinutes"
            label="Per script"
            min={0}
            width="tiny"
            suffix="min"
            optional
            defaultValue={NEED_DEFAULTS.minutesPerScript}
          />
          <NumberField
            name="calcStreams"
            label="Streams"
            min={0}
            width="tiny"
            optional
            defaultValue={NEED_DEFAULTS.streams}
          />
          <HoursField
            name="calcLabHours"
            label="A lab"
            optional
            defaultValue={quartersToDecimal(NEED_DEFAULTS.labQuarters)}
          />
          <HoursField
            name="calcTutorialHours"
            label="A tutorial"
            optional
            defaultValue={quartersToDecimal(NEED_DEFAULTS.tutorialQuarters)}
          />
        </div>
        <dl className="mt-4 space-y-3 text-sm" aria-live="polite">
          <Part name="Markers" part={proposal.marker} missing="Enter students and assignments above." />
          <Part name="Tutors" part={proposal.tutor} missing="Enter labs or tutorials a week above." />
        </dl>
        <div className="mt-4 flex flex-wrap items-center gap-2">
          <span className="hidden noscript:block">
            <Button type="submit" name="calculate" value="show">
              Work out
            </Button>
          </span>
          {total > 0 && (
            <Button
              type="submit"
              name="calculate"
              value="use"
              onClick={(event) => {
                event.preventDefault()
                put()
              }}
            >
              {manages ? `Put ${formatHours(total)} into the fields` : 'Put the proposal into the notes'}
            </Button>
          )}
          <p role="status" className="text-sm text-muted">
            {filled}
          </p>
        </div>
      </div>
    </Section>
  )
}

function Part({ name, part, missing }: { name: string; part: NeedPart | null; missing: string }) {
  return (
    <div>
      <dt className="font-medium">
        {name}
        {part && <span className="ml-2 tabular-nums">{formatHours(part.quarters)}</span>}
      </dt>
      <dd className="text-muted tabular-nums">
        {part ? part.steps.map((step) => <p key={step}>{step}</p>) : missing}
      </dd>
    </div>
  )
}

function typedIn(form: HTMLFormElement): Record<string, string> {
  const typed: Record<string, string> = {}
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') typed[name] = value
  return typed
}

/** A number that cannot be read yet counts as not known. */
const wholeIn = (text = ''): number | null => (/^\s*\d{1,6}\s*$/.test(text) ? Number(text) : null)
const hoursIn = (text = ''): number | null => {
  const answer = parseHours(text)
  return answer.ok ? answer.quarters : null
}

const numbersIn = (typed: Record<string, string>, weeks: number) =>
  numbersOf(
    {
      estimatedStudents: wholeIn(typed.estimatedStudents),
      currentStudents: wholeIn(typed.currentStudents),
      assignments: wholeIn(typed.assignments),
      labsPerWeek: wholeIn(typed.labsPerWeek),
      tutorialsPerWeek: wholeIn(typed.tutorialsPerWeek),
      calcMinutes: wholeIn(typed.calcMinutes),
      calcStreams: wholeIn(typed.calcStreams),
      calcLabHours: hoursIn(typed.calcLabHours),
      calcTutorialHours: hoursIn(typed.calcTutorialHours),
    },
    weeks,
  )

const needsIn = (typed: Record<string, string>) => ({
  needTutors: typed.needTutors !== undefined,
  needMarkers: typed.needMarkers !== undefined,
})

/** Sets a field as if it had been typed, so that whoever listens to it knows. */
function setField(form: HTMLFormElement, name: string, value: string): void {
  const field = form.elements.namedItem(name)
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return
  const prototype = field instanceof HTMLInputElement ? HTMLInputElement : HTMLTextAreaElement
  Object.getOwnPropertyDescriptor(prototype.prototype, 'value')?.set?.call(field, value)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
