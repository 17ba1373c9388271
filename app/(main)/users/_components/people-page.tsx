import { UserPlus } from 'lucide-react'
import { CheckboxGroup } from '@/components/form'
import { tableColumns } from '@/components/table/columns'
import { DataTable } from '@/components/table/data-table'
import { type Chip, Toolbar } from '@/components/table/toolbar'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { StateBadge } from '@/components/ui/state-badge'
import { dayIn, formatDay } from '@/lib/dates'
import { paramsOf } from '@/lib/list-params'
import { mayEver, type Viewer } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import { exportLinks } from '@/lib/spreadsheet/export'
import { chosenColumns } from '@/lib/table-columns'
import { type PeopleParams, peopleColumns, peopleList } from '@/lib/users/list'
import { listPeople, type PersonRow } from '@/lib/users/queries'
import { accountStates, roleNames, roles } from '@/lib/vocabulary'
import { SavedViews } from '../../_components/saved-views'

const columns = tableColumns(peopleColumns, peopleList.sorts, {
  preferredName: { hideOnPhone: true },
  username: { onPhone: 'subtitle' },
  email: { long: true, hideOnPhone: true },
  roles: { long: true },
  lastSignIn: { descFirst: true, hideOnPhone: true },
  created: { descFirst: true, hideOnPhone: true },
})

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
  const { role, state, density = 'comfortable' } = params.filters
  const here = paramsOf(peopleList.href('/users', params, { page: params.page }))
  const visible = chosenColumns(peopleColumns, params.filters.cols).map((column) => column.id)
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
        params={here}
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
        columns={{ all: columns, visible }}
        density={density}
        views={<SavedViews viewer={viewer} page="users" params={here} />}
        exports={exportLinks('/users/export', peopleList.href('/users', params), total)}
      />
      <DataTable
        caption="People"
        columns={columns}
        visible={visible}
        density={density}
        rows={rows.map((person) => ({
          id: person.id,
          label: person.name,
          href: peopleList.href(`/users/${person.id}`, params, { page: params.page }),
          current: person.id === current,
          cells: {
            name: person.name,
            preferredName: person.preferredName,
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
        hrefForSize={(size) => peopleList.href('/users', params, { size })}
      />
    </>
  )
}
