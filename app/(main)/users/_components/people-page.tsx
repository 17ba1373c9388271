import { UserPlus } from 'lucide-react'
import { CheckboxGroup } from '@/components/form'
import { DataTable } from '@/components/table/data-table'
import { type Chip, Toolbar } from '@/components/table/toolbar'
import type { Column } from '@/components/table/types'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { StateBadge } from '@/components/ui/state-badge'
import { dayIn, formatDay } from '@/lib/dates'
import { mayEver, type Viewer } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import { exportLinks } from '@/lib/spreadsheet/export'
import { type PeopleParams, peopleList } from '@/lib/users/list'
import { listPeople, type PersonRow } from '@/lib/users/queries'
import { accountStates, roleNames, roles } from '@/lib/vocabulary'

const columns: Column[] = [
  { id: 'name', label: 'Name', primary: true, sticky: true, sortable: true },
  { id: 'username', label: 'User name', sortable: true, onPhone: 'subtitle' },
  { id: 'email', label: 'Email', sortable: true, hideOnPhone: true },
  { id: 'roles', label: 'Roles' },
  { id: 'state', label: 'State' },
  { id: 'lastSignIn', label: 'Last signed in', sortable: true, descFirst: true, hideOnPhone: true },
  { id: 'created', label: 'Added', sortable: true, descFirst: true, hideOnPhone: true },
]

const stateNames = {
  unverified: 'Unverified',
  active: 'Active',
  deactivated: 'Deactivated',
  deleted: 'Deleted',
} as const

/** Roles that this viewer's list can hold at all. */
export function rolesListed(viewer: Viewer) {
  if (viewer.roles.includes('admin')) return roles
  const coordinates = viewer.roles.some((r) => r === 'tutor_coordinator' || r === 'marker_coordinator')
  return coordinates ? roles.filter((role) => role !== 'admin') : (['student'] as const)
}

export function PersonState({ person }: { person: Pick<PersonRow, 'state' | 'invited'> }) {
  if (person.state === 'deleted') return <StateBadge state="ended" label="Deleted" />
  return <StateBadge state={person.invited ? 'invited' : person.state} />
}

/** Parameters of the list as its links carry them. */
const inUrl = (params: PeopleParams) => ({
  q: params.q,
  role: params.filters.role,
  state: params.filters.state,
  sort: params.sort === 'name' && params.dir === 'asc' ? undefined : params.sort,
  dir: params.sort === 'name' && params.dir === 'asc' ? undefined : params.dir,
  size: params.size === 50 ? undefined : params.size,
})

/** The list of people; `current` is the one whose panel is open. */
export async function PeoplePage({
  viewer,
  params,
  current,
}: {
  viewer: Viewer
  params: PeopleParams
  current?: string
}) {
  const [{ rows, total }, { timeZone }] = await Promise.all([listPeople(viewer, params), getSettings()])
  const listed = rolesListed(viewer)
  const { role, state } = params.filters
  const chips: Chip[] = [
    ...role.map((one) => ({ label: 'Role', value: roleNames[one], param: 'role', only: one })),
    ...state.map((one) => ({ label: 'State', value: stateNames[one], param: 'state', only: one })),
  ]
  const filtered = params.q !== '' || chips.length > 0
  const add = mayEver(viewer, 'users.invite') && (
    <ButtonLink href="/users/new" variant="primary" icon={<UserPlus aria-hidden />}>
      Add a person
    </ButtonLink>
  )
  const day = (instant: Date | null) => (instant ? formatDay(dayIn(instant, timeZone)) : '–')
  return (
    <>
      <PageHeader title="People" behindPanel={current !== undefined} count={total} actions={add} />
      <Toolbar
        path="/users"
        params={inUrl(params)}
        search={{ label: 'Search people' }}
        filters={{
          names: ['role', 'state'],
          children: (
            <>
              {listed.length > 1 && (
                <CheckboxGroup
                  name="role"
                  label="Role"
                  defaultValue={role}
                  options={listed.map((value) => ({ value, label: roleNames[value] }))}
                />
              )}
              <CheckboxGroup
                name="state"
                label="State"
                defaultValue={state}
                options={accountStates.map((value) => ({ value, label: stateNames[value] }))}
              />
            </>
          ),
        }}
        chips={chips}
        exports={exportLinks('/users/export', peopleList.href('/users', params), total)}
      />
      <DataTable
        caption="People"
        columns={columns}
        rows={rows.map((person) => ({
          id: person.id,
          label: person.name,
          href: peopleList.href(`/users/${person.id}`, params, { page: params.page }),
          current: person.id === current,
          cells: {
            name: person.name,
            username: person.username,
            email: person.email,
            roles: person.roles.map((one) => roleNames[one]).join(', ') || '–',
            state: <PersonState person={person} />,
            lastSignIn: day(person.lastSignInAt),
            created: day(person.createdAt),
          },
        }))}
        sort={{ id: params.sort, desc: params.dir === 'desc' }}
        sortHref={(id, desc) =>
          peopleList.href('/users', params, {
            sort: id as PeopleParams['sort'],
            dir: desc ? 'desc' : 'asc',
          })
        }
        empty={
          <EmptyState
            title={filtered ? 'Nobody matches' : 'Nobody here yet'}
            action={
              filtered ? <ButtonLink href="/users">Clear search and filters</ButtonLink> : add || undefined
            }
          >
            {filtered
              ? 'People are found by name, user name, email, UPI and student ID.'
              : 'Students appear here as soon as they register.'}
          </EmptyState>
        }
      />
      <Pagination
        page={params.page}
        pageSize={params.size}
        total={total}
        noun="people"
        hrefFor={(page) => peopleList.href('/users', params, { page })}
      />
    </>
  )
}
