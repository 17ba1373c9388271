import type { Metadata } from 'next'
import { cache } from 'react'
import { CheckboxGroup, Form, HiddenFields } from '@/components/form'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Facts } from '@/components/ui/facts'
import { PageHeader } from '@/components/ui/page-header'
import { getTelling, namedBreaches, type Telling } from '@/lib/allocations/telling'
import { dayIn, formatDay } from '@/lib/dates'
import { notFound } from '@/lib/errors'
import { formatHours } from '@/lib/hours'
import type { Viewer } from '@/lib/permissions'
import { itemText } from '@/lib/review/schema'
import { getSettings } from '@/lib/settings/queries'
import { positionNames, positions } from '@/lib/vocabulary'
import { definePage, type PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'
import { Breaches } from '../_components/breaches'
import { TellActions } from '../_components/tell-actions'
import { offerAction } from '../actions'

type Search = Record<string, string | string[] | undefined>
const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value) ?? ''

/** Read once per request, by the title and the page. */
const tellingOf = cache((viewer: Viewer, courseId: string, asked: string): Promise<Telling> => {
  const position = positions.find((name) => name === asked)
  if (!position) throw notFound('This page')
  return getTelling(viewer, { courseId, position })
})
const asked = (viewer: Viewer, search: Search) => tellingOf(viewer, one(search.course), one(search.position))

export async function generateMetadata({ searchParams }: PageProps): Promise<Metadata> {
  const [viewer, search] = await Promise.all([getViewer(), searchParams])
  const telling = viewer && (await asked(viewer, search).catch(() => null))
  return { title: telling ? titleOf(telling) : 'Offer hours – Enrolment' }
}

const titleOf = ({ course, position }: Telling) =>
  `Offer hours to pre-assigned ${positionNames[position].toLowerCase()}s of ${course.code}`

export default definePage(
  { path: '/enrolment/tell', gate: 'applications.decide' },
  async ({ viewer, searchParams }) => {
    const [telling, { timeZone }] = await Promise.all([asked(viewer, searchParams), getSettings()])
    const { course, position, people, answerBy } = telling
    const back = `/enrolment?course=${course.id}`
    const able = people.filter((person) => person.problem === null)
    const items = able.map((person) => ({
      value: itemOf(person, course.id),
      quarters: person.quarters,
    }))
    const answer = answerBy ? formatDay(dayIn(answerBy, timeZone)) : null
    return (
      <div className="max-w-3xl">
        <PageHeader
          title={titleOf(telling)}
          description={`${course.name}, ${telling.termName}`}
          breadcrumb={[
            { label: 'Enrolment', href: `/enrolment?term=${telling.termId}` },
            { label: `Members of ${course.code}`, href: back },
          ]}
        />
        {people.length === 0 ? (
          <EmptyState
            title="Nobody is waiting to be told"
            action={<ButtonLink href={back}>{`Members of ${course.code}`}</ButtonLink>}
          >
            {`People who are pre-assigned as ${positionNames[position].toLowerCase()} appear here until they are told.`}
          </EmptyState>
        ) : (
          <Form action={offerAction}>
            <HiddenFields values={{ courseId: course.id, position }} />
            <Facts
              columns={3}
              className="mb-6"
              items={[
                { label: 'They get', value: answer ? 'An offer by email' : 'An email; no answer is needed' },
                ...(answer ? [{ label: 'Answer by', value: answer }] : []),
              ]}
            />
            <CheckboxGroup
              name="item"
              label="Who is told"
              help="Untick whoever is to be told later."
              defaultValue={items.map((item) => item.value)}
              options={people.map((person) => ({
                value: itemOf(person, course.id),
                label: `${person.name}, ${formatHours(person.quarters)}`,
                disabled: person.problem !== null,
                help: <Remarks person={person} />,
              }))}
            />
            <Breaches known={toOverride(telling)} />
            <TellActions items={items} back={back} />
          </Form>
        )}
      </div>
    )
  },
)

type Person = Telling['people'][number]

/** With the hours that are shown, so that a refusal can say what they were. */
const itemOf = (person: Person, courseId: string) =>
  itemText({ id: person.id, version: person.version, courses: [{ courseId, quarters: person.quarters }] })

/** Rules that nobody has overridden yet, of the people who can be told. */
const toOverride = ({ people, mayOverride }: Telling) => ({
  breaches: people
    .filter((person) => person.problem === null && person.overrideReason === null)
    .flatMap((person) => namedBreaches(person.name, person.breaches)),
  mayOverride,
})

function Remarks({ person }: { person: Person }) {
  const { problem, breaches, overrideReason, onReserve } = person
  if (problem) return `Cannot be told: ${problem}`
  const remarks = [
    ...(onReserve ? ['On the reserve list: the application becomes accepted.'] : []),
    ...(breaches.length > 0 && overrideReason ? [`Overridden before: ${overrideReason}`] : []),
  ]
  if (breaches.length + remarks.length === 0) return null
  return (
    <>
      {breaches.map((breach) => (
        <span key={breach.key} className="block text-warn">{`Breaks a rule: ${breach.message}`}</span>
      ))}
      {remarks.map((remark) => (
        <span key={remark} className="block">
          {remark}
        </span>
      ))}
    </>
  )
}
