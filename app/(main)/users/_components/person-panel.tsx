import { CheckboxGroup, FileLine, Form, FormActions, HiddenFields, SubmitButton } from '@/components/form'
import { type PanelSection, SidePanel } from '@/components/layout/side-panel'
import { ButtonLink } from '@/components/ui/button'
import { Facts } from '@/components/ui/facts'
import { formatInstant, relative } from '@/lib/dates'
import { can, type Viewer } from '@/lib/permissions'
import { profileLabels } from '@/lib/profile/schema'
import { showProfileValue } from '@/lib/profile/show'
import { getSettings } from '@/lib/settings/queries'
import { type PeopleParams, peopleList } from '@/lib/users/list'
import { getPersonProfile, type Person, type PersonProfile } from '@/lib/users/queries'
import { roleNames, roles } from '@/lib/vocabulary'
import { changeRolesAction, reactivateAction, resendInvitationAction } from '../actions'
import { PersonState } from './people-page'
import { applicationsSection } from './person-applications'
import { AccountForm, DeactivateForm, DeleteForm, IdentityForm } from './person-forms'

const shownOfProfile = [
  'upi',
  'auid',
  'phone',
  'degreeLevel',
  'enrolmentDetails',
  'citizenOrResident',
  'validVisa',
  'overseas',
  'returning',
  'otherContracts',
  'otherContractsText',
  'otherContractQuarters',
  'maxWeekQuarters',
  'gpaHundredths',
] as const

/** One person beside the list. `doing` (`?do=`) opens one of its forms. */
export async function PersonPanel({
  viewer,
  person,
  list,
  doing,
}: {
  viewer: Viewer
  person: Person
  list: PeopleParams
  doing?: string
}) {
  const [known, { timeZone }] = await Promise.all([getPersonProfile(viewer, person.id), getSettings()])
  const applied = await applicationsSection(viewer, person, timeZone)
  const subject = { ownerId: person.id, targetRoles: person.roles }
  const deleted = person.state === 'deleted'
  const may = {
    edit: !deleted && can(viewer, 'users.edit', subject).allowed,
    invite: can(viewer, 'users.invite', subject).allowed && person.invited,
    deactivate: !deleted && can(viewer, 'users.deactivate', subject).allowed,
    delete: person.state === 'deactivated' && can(viewer, 'users.delete', subject).allowed,
    correct: !deleted && known !== null && can(viewer, 'profile.correctIdentity', known.facts).allowed,
  }
  const at = (what?: string) => {
    const href = peopleList.href(`/users/${person.id}`, list, { page: list.page })
    return what ? `${href}${href.includes('?') ? '&' : '?'}do=${what}` : href
  }
  const back = peopleList.href('/users', list, { page: list.page })
  const ref = { id: person.id, list: back.split('?')[1] ?? null }
  const when = (instant: Date | null) =>
    instant &&
    [formatInstant(instant, timeZone), relative(instant, new Date(), timeZone)].filter(Boolean).join(', ')

  const form =
    doing === 'edit' && may.edit ? (
      <AccountForm person={person} self={person.id === viewer.id} fields={ref} cancelHref={at()} />
    ) : doing === 'identity' && may.correct ? (
      <IdentityForm profile={known?.profile ?? null} fields={ref} cancelHref={at()} />
    ) : doing === 'deactivate' && may.deactivate && person.state !== 'deactivated' ? (
      <DeactivateForm viewer={viewer} person={person} fields={ref} cancelHref={at()} />
    ) : doing === 'delete' && may.delete ? (
      <DeleteForm viewer={viewer} person={person} fields={ref} cancelHref={at()} />
    ) : null

  const sections: PanelSection[] = form
    ? []
    : [
        ...(deleted ? [] : [rolesSection(viewer, person, ref)]),
        ...(known && !deleted
          ? [profileSection(person, known, may.correct ? at('identity') : undefined)]
          : []),
        ...(applied ? [applied] : []),
      ]
  return (
    <SidePanel
      title={person.name}
      badge={<PersonState person={person} />}
      subtitle={person.preferredName ? `Goes by ${person.preferredName}` : undefined}
      closeHref={back}
      facts={
        form ? undefined : (
          <Facts
            items={[
              { label: 'User name', value: person.username },
              {
                label: 'Email',
                widePhone: true,
                value: deleted ? null : (
                  <a href={`mailto:${person.email}`} className="link break-all">
                    {person.email}
                  </a>
                ),
              },
              { label: 'Last signed in', value: when(person.lastSignInAt) },
              { label: 'Signed in now', value: sessionsInWords(person.sessions) },
              { label: 'Added', value: when(person.createdAt) },
              { label: 'Address confirmed', value: when(person.emailVerifiedAt) },
            ]}
          />
        )
      }
      sections={sections}
      actions={
        !form && (may.edit || may.invite || may.deactivate || may.delete) ? (
          <>
            {may.edit && <ButtonLink href={at('edit')}>Edit account</ButtonLink>}
            {may.invite && (
              <Form action={resendInvitationAction} className="contents">
                <HiddenFields values={ref} />
                <SubmitButton variant="secondary">Send link again</SubmitButton>
              </Form>
            )}
            {may.deactivate && person.state === 'deactivated' && (
              <Form action={reactivateAction} className="contents">
                <HiddenFields values={ref} />
                <SubmitButton variant="secondary">Reactivate</SubmitButton>
              </Form>
            )}
            {may.deactivate && person.state !== 'deactivated' && (
              <ButtonLink href={at('deactivate')} variant="ghost">
                Deactivate
              </ButtonLink>
            )}
            {may.delete && (
              <ButtonLink href={at('delete')} variant="ghost">
                Delete
              </ButtonLink>
            )}
          </>
        ) : undefined
      }
    >
      {form}
    </SidePanel>
  )
}

const sessionsInWords = (n: number) => (n === 0 ? 'No' : n === 1 ? 'On one device' : `On ${n} devices`)

function rolesSection(
  viewer: Viewer,
  person: Person,
  fields: { id: string; list: string | null },
): PanelSection {
  // A box that is ticked can be unticked by whoever may take the role; others, ticked by whoever may give it.
  const changing = (role: (typeof roles)[number]) =>
    can(viewer, person.roles.includes(role) ? 'roles.take' : 'roles.grant', {
      ownerId: person.id,
      role,
      targetRoles: person.roles,
    })
  const offered = roles.filter((role) => changing(role).allowed || person.roles.includes(role))
  const changeable = offered.some((role) => changing(role).allowed)
  const self = viewer.id === person.id
  return {
    id: 'roles',
    title: 'Roles',
    description: self ? 'Nobody can change their own roles.' : undefined,
    children: changeable ? (
      <Form action={changeRolesAction}>
        <HiddenFields values={{ ...fields, version: person.version }} />
        <CheckboxGroup
          name="roles"
          label="Roles"
          hideLabel
          defaultValue={person.roles}
          options={offered.map((role) => {
            const answer = changing(role)
            return {
              value: role,
              label: roleNames[role],
              disabled: !answer.allowed,
              help: answer.allowed ? undefined : answer.reason,
            }
          })}
        />
        <FormActions note="The person is told by email. The change takes effect at once.">
          <SubmitButton variant="secondary">Save roles</SubmitButton>
        </FormActions>
      </Form>
    ) : (
      <p className="text-sm">{person.roles.map((role) => roleNames[role]).join(', ') || 'None'}</p>
    ),
  }
}

function profileSection(person: Person, known: PersonProfile, correctHref: string | undefined): PanelSection {
  const { profile, files } = known
  // The questions are for students: of others only what they have answered.
  const items = shownOfProfile
    .map((key) => ({
      label: profileLabels[key],
      value: showProfileValue(key, profile?.[key]),
      wide: key === 'enrolmentDetails' || key === 'otherContractsText',
    }))
    .filter((item) => item.value !== '' || person.roles.includes('student'))
  return {
    id: 'profile',
    title: 'Profile',
    description: profile?.identityLockedAt
      ? 'UPI and student ID are locked, because an application has been submitted.'
      : undefined,
    actions: correctHref ? (
      <ButtonLink href={correctHref} size="sm">
        Correct UPI or student ID
      </ButtonLink>
    ) : undefined,
    children: (
      <>
        {items.length > 0 ? (
          <Facts items={items} />
        ) : (
          <p className="text-sm text-muted">Nothing is filled in.</p>
        )}
        {files.length > 0 && (
          <div className="mt-4 space-y-2">
            {files.map((file) => (
              <FileLine
                key={file.id}
                file={{
                  name: file.name,
                  detail: file.kind === 'cv' ? 'CV' : 'Transcript',
                  href: `/files/${file.id}`,
                }}
              />
            ))}
          </div>
        )}
      </>
    ),
  }
}
