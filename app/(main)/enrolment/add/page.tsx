import type { Metadata } from 'next'
import NextForm from 'next/form'
import { Form, FormActions, HiddenFields, RadioGroup, SearchField, SubmitButton } from '@/components/form'
import { Alert } from '@/components/ui/alert'
import { Button, ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Facts } from '@/components/ui/facts'
import { PageHeader } from '@/components/ui/page-header'
import { type Candidate, getCandidate, searchCandidates } from '@/lib/allocations/candidates'
import { remainingQuarters } from '@/lib/allocations/facts'
import { getKnownEligibility } from '@/lib/allocations/known-eligibility'
import { notFound } from '@/lib/errors'
import { formatHours } from '@/lib/hours'
import { can } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import { positionNames } from '@/lib/vocabulary'
import { definePage } from '@/lib/web/page'
import { Breaches, HoursInput } from '../_components/breaches'
import { membersOf } from '../_components/members-of'
import { enrolAction } from '../actions'

export const metadata: Metadata = { title: 'Add a person – Enrolment' }

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value) ?? ''

export default definePage(
  { path: '/enrolment/add', gate: 'allocations.preAssign' },
  async ({ viewer, searchParams }) => {
    const courseId = one(searchParams.course)
    const q = one(searchParams.q).trim().slice(0, 100)
    const userId = one(searchParams.user)
    const [{ course, mayAdd, termName }, settings] = await Promise.all([
      membersOf(viewer, courseId),
      getSettings(),
    ])
    if (mayAdd.length === 0) throw notFound('This page')
    const person = userId ? await getCandidate(viewer, courseId, userId) : null
    const eligibility = person
      ? await getKnownEligibility(viewer, {
          termId: course.termId,
          userId: person.id,
          ...(mayAdd.length === 1 ? { position: mayAdd[0] } : {}),
        })
      : null
    const found = !person && q ? await searchCandidates(viewer, courseId, q) : null
    const told = mayAdd.filter((position) => can(viewer, 'applications.decide', { position }).allowed)
    const back = `/enrolment?course=${course.id}`
    const choose = (id: string) => `/enrolment/add?course=${course.id}&user=${id}`
    return (
      <div className="max-w-3xl">
        <PageHeader
          title={person ? `Add ${person.name} to ${course.code}` : `Add a person to ${course.code}`}
          description={`${course.name}, ${termName}`}
          breadcrumb={[
            { label: 'Enrolment', href: `/enrolment?term=${course.termId}` },
            { label: `Members of ${course.code}`, href: back },
          ]}
        />
        {person ? (
          <Form action={enrolAction}>
            <HiddenFields values={{ courseId: course.id, userId: person.id }} />
            <Facts
              columns={3}
              className="mb-6"
              items={[
                { label: 'User name', value: person.username },
                { label: 'Email', value: person.email, widePhone: true },
                { label: 'Student ID', value: person.auid },
                { label: 'Hours held this term', value: formatHours(person.heldQuarters) },
                ...(told.length > 0
                  ? [{ label: 'Applied as', value: person.applied.map((p) => positionNames[p]).join(', ') }]
                  : []),
                ...(eligibility?.words ? [{ label: 'Eligibility', value: eligibility.words }] : []),
              ]}
            />
            {eligibility && eligibility.unknown.length > 0 && (
              <Alert tone="info" title="Not all is known of this person" className="mb-6">
                <p>
                  {`Not known: ${eligibility.unknown.join(', ')}. The rules about this cannot be checked: ask before you add them.`}
                </p>
              </Alert>
            )}
            <Breaches />
            <RadioGroup
              name="position"
              label="Position"
              inline={mayAdd.length > 1}
              defaultValue={mayAdd.length === 1 ? mayAdd[0] : undefined}
              options={mayAdd.map((position) => ({
                value: position,
                label: positionNames[position],
                help: leftText(remainingQuarters(course, position)),
              }))}
            />
            <HoursInput label="Hours for the whole term" />
            <FormActions
              note={
                told.length === mayAdd.length
                  ? `The person gets an email at once${settings.offersNeedAnswer ? ` and is asked to answer within ${settings.offerAnswerDays} days` : ''}.`
                  : told.length === 0
                    ? 'This is a pre-assignment: the person is told when the coordinator of the position publishes their application or offers it.'
                    : `For positions you decide on, the person gets an email at once; for the other it is a pre-assignment.`
              }
            >
              <SubmitButton>Add to {course.code}</SubmitButton>
              <ButtonLink href={`/enrolment/add?course=${course.id}`} variant="ghost">
                Choose another person
              </ButtonLink>
            </FormActions>
          </Form>
        ) : (
          <>
            <NextForm action="/enrolment/add" className="flex max-w-xl items-end gap-2" role="search">
              <HiddenFields values={{ course: course.id }} />
              <SearchField
                name="q"
                label="Name, user name, email or student ID"
                hideLabel={false}
                defaultValue={q}
                className="min-w-0 flex-1"
              />
              <Button type="submit">Search</Button>
            </NextForm>
            <div className="mt-6">
              {found &&
                (found.rows.length > 0 ? (
                  <>
                    <ul className="divide-y divide-line border-y border-line text-sm">
                      {found.rows.map((row) => (
                        <li key={row.id} className="flex flex-wrap items-center justify-between gap-3 py-3">
                          <PersonLine row={row} />
                          <ButtonLink href={choose(row.id)} size="sm">
                            Choose<span className="sr-only"> {row.name}</span>
                          </ButtonLink>
                        </li>
                      ))}
                    </ul>
                    {found.more && (
                      <p className="mt-3 text-sm text-muted">There are more: search with more letters.</p>
                    )}
                  </>
                ) : (
                  <EmptyState title="Nobody matches">
                    {q.length < 2
                      ? 'Search with two letters or more.'
                      : 'Only people with an account and the role of student can be added.'}
                  </EmptyState>
                ))}
            </div>
          </>
        )}
      </div>
    )
  },
)

function PersonLine({ row }: { row: Candidate }) {
  return (
    <div className="min-w-0">
      <p className="font-medium">{row.name}</p>
      <p className="break-words text-muted tabular-nums">
        {[row.username, row.email, row.auid].filter(Boolean).join(', ')}
      </p>
      <p className="text-muted tabular-nums">
        {formatHours(row.heldQuarters)} held this term
        {row.applied.length > 0 &&
          `, applied as ${row.applied.map((position) => positionNames[position].toLowerCase()).join(' and ')}`}
      </p>
    </div>
  )
}

const leftText = (quarters: number) =>
  quarters >= 0 ? `${formatHours(quarters)} left` : `${formatHours(-quarters)} over the budget`
