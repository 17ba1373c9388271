import {
  EmailField,
  Form,
  FormActions,
  HiddenFields,
  SubmitButton,
  TextArea,
  TextField,
} from '@/components/form'
import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { ConfirmPanel } from '@/components/ui/confirm-panel'
import { Link } from '@/components/ui/link'
import type { Viewer } from '@/lib/permissions'
import { countTraces, type Person, type PersonProfile } from '@/lib/users/queries'
import { correctIdentityAction, deactivateAction, deleteAction, editPersonAction } from '../actions'

type Common = { fields: { id: string; list: string | null }; cancelHref: string }

function Cancel({ href }: { href: string }) {
  return (
    <ButtonLink href={href} variant="ghost">
      Cancel
    </ButtonLink>
  )
}

/** What a changed address means for this account. */
function newAddress({ state, invited }: Person): string {
  if (invited) return 'A new link to choose a password goes to a changed address; the one before is void.'
  if (state === 'unverified') return 'A new code goes to a changed address; the one before is void.'
  return 'A changed address counts once the link mailed to it is used. The present one is told now; the person is then signed out everywhere.'
}

export function AccountForm({
  person,
  self,
  fields,
  cancelHref,
}: Common & { person: Person; self: boolean }) {
  return (
    <Form action={editPersonAction}>
      <h2 className="mb-4 text-lg">Edit account</h2>
      <HiddenFields values={{ ...fields, version: person.version }} />
      <TextField name="name" label="Name" defaultValue={person.name} autoComplete="off" />
      <TextField
        name="preferredName"
        label="Preferred name"
        optional
        defaultValue={person.preferredName}
        autoComplete="off"
      />
      <TextField
        name="username"
        label="User name"
        help={self ? 'You sign in with it from now on.' : 'They sign in with it from now on.'}
        defaultValue={person.username}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        width="medium"
      />
      {self ? (
        <p className="measure text-sm text-muted">
          {'Your own email address, '}
          <span className="break-all text-ink">{person.email}</span>
          {', is changed under '}
          <Link href="/profile/security" className="link">
            Sign-in and security
          </Link>
          .
        </p>
      ) : (
        <EmailField
          name="email"
          label="Email"
          help={newAddress(person)}
          defaultValue={person.email}
          autoComplete="off"
        />
      )}
      <FormActions>
        <SubmitButton>Save account</SubmitButton>
        <Cancel href={cancelHref} />
      </FormActions>
    </Form>
  )
}

export function IdentityForm({ profile, fields, cancelHref }: Common & Pick<PersonProfile, 'profile'>) {
  return (
    <Form action={correctIdentityAction}>
      <h2 className="mb-4 text-lg">Correct UPI or student ID</h2>
      <HiddenFields values={{ ...fields, version: profile?.version ?? 1 }} />
      <TextField
        name="upi"
        label="UPI"
        optional
        defaultValue={profile?.upi}
        autoComplete="off"
        width="short"
      />
      <TextField
        name="auid"
        label="Student ID"
        optional
        help="9 digits. What was submitted before keeps what it said."
        defaultValue={profile?.auid}
        inputMode="numeric"
        autoComplete="off"
        width="short"
      />
      <TextField name="reason" label="Reason" help="Kept in the audit log." autoComplete="off" />
      <FormActions>
        <SubmitButton>Save correction</SubmitButton>
        <Cancel href={cancelHref} />
      </FormActions>
    </Form>
  )
}

const many = (n: number, one: string, more = `${one}s`) =>
  `${n.toLocaleString('en-NZ')} ${n === 1 ? one : more}`

export async function DeactivateForm({
  viewer,
  person,
  fields,
  cancelHref,
}: Common & { viewer: Viewer; person: Person }) {
  const traces = await countTraces(viewer, person.id)
  return (
    <Form action={deactivateAction}>
      <HiddenFields values={fields} />
      <ConfirmPanel
        title={`Deactivate ${person.name}`}
        effects={[
          'They cannot sign in any more, and are signed out everywhere at once.',
          'All their applications, results and hours stay. The account can be reactivated.',
        ]}
        warning={
          traces.openApplications + traces.allocations > 0
            ? `They have ${many(traces.openApplications, 'open application')} and ${many(traces.allocations, 'allocation')}. These stay as they are.`
            : undefined
        }
        action={<SubmitButton variant="danger">Deactivate account</SubmitButton>}
        cancelHref={cancelHref}
      >
        <TextArea name="reason" label="Reason" optional help="Kept in the audit log." rows={2} />
      </ConfirmPanel>
    </Form>
  )
}

export async function DeleteForm({
  viewer,
  person,
  fields,
  cancelHref,
}: Common & { viewer: Viewer; person: Person }) {
  const traces = await countTraces(viewer, person.id)
  if (traces.unpaidSheets > 0)
    return (
      <>
        <Alert tone="warning" title={`${person.name} cannot be deleted yet`}>
          <p>
            {`${many(traces.unpaidSheets, 'timesheet')} ${traces.unpaidSheets === 1 ? 'is' : 'are'} not paid yet. Approve and export the hours first: without name and student ID they could not be paid.`}
          </p>
        </Alert>
        <FormActions>
          <Cancel href={cancelHref} />
        </FormActions>
      </>
    )
  return (
    <Form action={deleteAction}>
      <HiddenFields values={fields} />
      <ConfirmPanel
        title={`Delete ${person.name}`}
        effects={[
          'Name, user name and email are replaced by “Former user”.',
          'Profile, CV, transcript, what was written in and about their applications and the text of emails to them are removed.',
          `${many(traces.openApplications, 'unpublished application')} ${traces.openApplications === 1 ? 'is' : 'are'} withdrawn, offers without an answer end.`,
          `Results, hours worked and pay records stay (${many(traces.applications, 'application')}, ${many(traces.allocations, 'allocation')}).`,
        ]}
        warning="This cannot be undone."
        action={<SubmitButton variant="danger">Delete account</SubmitButton>}
        cancelHref={cancelHref}
      >
        <TextField name="reason" label="Reason" help="Kept in the audit log." autoComplete="off" />
      </ConfirmPanel>
    </Form>
  )
}
