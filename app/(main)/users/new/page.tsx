import type { Metadata } from 'next'
import { CheckboxGroup, EmailField, Form, FormActions, SubmitButton, TextField } from '@/components/form'
import { ButtonLink } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { can } from '@/lib/permissions'
import { roleNames, roles } from '@/lib/vocabulary'
import { definePage } from '@/lib/web/page'
import { addPersonAction } from '../actions'

export const metadata: Metadata = { title: 'Add a person' }

export default definePage({ path: '/users/new', gate: 'users.invite' }, ({ viewer }) => {
  const offered = roles.filter(
    (role) =>
      can(viewer, 'roles.grant', { ownerId: 'somebody new', role }).allowed &&
      can(viewer, 'users.invite', { targetRoles: [role] }).allowed,
  )
  return (
    <>
      <PageHeader
        title="Add a person"
        breadcrumb={[{ label: 'People', href: '/users' }]}
        description="They get an email with a link to choose a password. The link can be used once, within 14 days."
      />
      <Form action={addPersonAction}>
        <TextField name="name" label="Name" autoComplete="off" />
        <TextField
          name="username"
          label="User name"
          help="At the university the UPI, for example abcd123."
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          width="medium"
        />
        <EmailField name="email" label="Email" autoComplete="off" />
        <CheckboxGroup
          name="roles"
          label="Roles"
          help="Course coordinators are given their courses on the page of the course."
          defaultValue={offered.length === 1 ? [...offered] : []}
          options={offered.map((role) => ({ value: role, label: roleNames[role] }))}
        />
        <FormActions>
          <SubmitButton pendingText="Adding">Add and send link</SubmitButton>
          <ButtonLink href="/users" variant="ghost">
            Cancel
          </ButtonLink>
        </FormActions>
      </Form>
    </>
  )
})
