import NextForm from 'next/form'
import type { ReactNode } from 'react'
import { HiddenFields, SearchField, SubmitButton } from '@/components/form'
import { Alert } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { Button, ButtonLink } from '@/components/ui/button'
import { Section } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import {
  type Candidate,
  type Coordinator,
  findCandidates,
  listCoordinators,
} from '@/lib/courses/coordinators'
import { definePage, type PageProps } from '@/lib/web/page'
import { courseMetadata, courseOfPage } from '../../_components/course-page'
import { addCoordinatorAction, removeCoordinatorAction } from '../../actions'

export const generateMetadata = (props: PageProps) => courseMetadata(props, 'Coordinators of')

export default definePage(
  { path: '/courses/[id]/coordinators', gate: 'courses.manage' },
  async ({ viewer, params, searchParams }) => {
    const { course, term } = await courseOfPage(viewer, params.id)
    const given = Array.isArray(searchParams.q) ? searchParams.q[0] : searchParams.q
    const q = (given ?? '').trim().slice(0, 100)
    const [coordinators, found] = await Promise.all([
      listCoordinators(viewer, course.id),
      q ? findCandidates(viewer, course.id, q) : [],
    ])
    const page = `/courses/${course.id}`
    const changeable = !course.archivedAt && !term.archivedAt
    return (
      <div className="max-w-2xl space-y-8">
        <PageHeader
          title="Coordinators"
          count={coordinators.length}
          description={`${course.code} ${course.name}, ${term.name}`}
          breadcrumb={[
            { label: 'Courses', href: `/courses?term=${term.id}` },
            { label: course.code, href: page },
          ]}
        />
        {!changeable && (
          <Alert tone="info" title={`${course.archivedAt ? course.code : term.name} is archived`}>
            <p>It has to be brought back before anything can be changed.</p>
          </Alert>
        )}
        {coordinators.length > 0 ? (
          <People>
            {coordinators.map((person) => (
              <Person key={person.id} person={person} note={standing(person)}>
                {changeable && (
                  <form action={removeCoordinatorAction}>
                    <HiddenFields values={{ courseId: course.id, userId: person.id }} />
                    <SubmitButton variant="secondary" size="sm" aria-label={`Remove ${person.name}`}>
                      Remove
                    </SubmitButton>
                  </form>
                )}
              </Person>
            ))}
          </People>
        ) : (
          <div className="rounded border border-line bg-surface">
            <EmptyState title="Nobody coordinates this course yet">
              Its coordinators describe the need, endorse applicants and approve hours.
            </EmptyState>
          </div>
        )}
        {changeable && (
          <Section id="add" title="Add a coordinator" description="Search by name, user name or email.">
            <NextForm
              action={`${page}/coordinators`}
              role="search"
              className="mb-4 flex gap-2"
              scroll={false}
            >
              <SearchField name="q" label="Search people" defaultValue={q} className="flex-1" />
              <Button type="submit">Search</Button>
            </NextForm>
            {found.length > 0 && (
              <People>
                {found.map((person) => (
                  <Person key={person.id} person={person} note={missing(person)}>
                    <AddButton courseId={course.id} person={person} />
                  </Person>
                ))}
              </People>
            )}
            {q !== '' && found.length === 0 && (
              <p className="text-sm text-muted">
                Nobody else is found by “{q}”. Only people with an active account, or invited to one, can be
                added.
              </p>
            )}
          </Section>
        )}
        <ButtonLink href={page} variant="ghost">
          Back to the course
        </ButtonLink>
      </div>
    )
  },
)

function People({ children }: { children: ReactNode }) {
  return <ul className="divide-y divide-line rounded border border-line bg-surface">{children}</ul>
}

function Person({
  person,
  note,
  children,
}: {
  person: Pick<Coordinator, 'name' | 'username' | 'email'>
  note: ReactNode
  children: ReactNode
}) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0">
        <p className="text-sm font-medium break-words">{person.name}</p>
        <p className="text-sm break-words text-muted">
          {person.username}, {person.email}
        </p>
        {note}
      </div>
      {children}
    </li>
  )
}

function AddButton({ courseId, person }: { courseId: string; person: Candidate }) {
  const grant = !person.hasRole && person.canGrant
  return (
    <form action={addCoordinatorAction}>
      <HiddenFields values={{ courseId, userId: person.id, grant: grant ? '1' : null }} />
      <SubmitButton
        variant="secondary"
        size="sm"
        aria-label={grant ? `Add ${person.name} and give the role` : `Add ${person.name}`}
      >
        {grant ? 'Add and give the role' : 'Add'}
      </SubmitButton>
    </form>
  )
}

function standing(person: Coordinator): ReactNode {
  if (person.invited && person.hasRole)
    return <Badge tone="info">Invited: has not chosen a password yet</Badge>
  if (!person.active && !person.invited) return <Badge tone="warn">Account not active</Badge>
  if (!person.hasRole) return <Badge tone="warn">Without the role Course coordinator: no rights here</Badge>
  return null
}

function missing(person: Candidate): ReactNode {
  if (person.hasRole) return null
  return (
    <p className="text-sm text-muted">
      {person.canGrant
        ? 'Does not have the role Course coordinator yet.'
        : 'Does not have the role Course coordinator, and you cannot give it. Without it the person has no rights here.'}
    </p>
  )
}
