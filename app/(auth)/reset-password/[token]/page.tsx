import type { Metadata } from 'next'
import { Form, FormActions, HiddenFields, PasswordField, SubmitButton } from '@/components/form'
import { ButtonLink } from '@/components/ui/button'
import { passwordHelp } from '@/lib/auth/password-rules'
import { passwordLink } from '@/lib/users/recover'
import { definePage } from '@/lib/web/page'
import { AuthPage } from '../../_components/auth-page'
import { setPasswordAction } from './actions'

export const metadata: Metadata = { title: 'Choose a password' }

export default definePage({ path: '/reset-password/[token]', gate: 'public' }, async ({ params }) => {
  const token = params.token ?? ''
  const link = await passwordLink(token)
  if (!link)
    return (
      <AuthPage title="This link is no longer valid">
        <p className="mb-6">
          It has been used, is too old, or a newer one was sent. Ask for a new link; it comes to the address
          of your account.
        </p>
        <ButtonLink href="/forgot-password" variant="primary">
          Ask for a new link
        </ButtonLink>
      </AuthPage>
    )
  return (
    <AuthPage
      title={link.kind === 'invitation' ? `Welcome, ${link.name}` : 'Choose a new password'}
      description={
        <>
          Your user name is <strong className="text-ink">{link.username}</strong>.
        </>
      }
    >
      <Form action={setPasswordAction}>
        <HiddenFields values={{ token }} />
        {/* For password managers, which file the new password under it. */}
        <input
          type="text"
          name="username"
          autoComplete="username"
          value={link.username}
          readOnly
          hidden
          tabIndex={-1}
        />
        <PasswordField name="password" label="New password" help={passwordHelp} autoComplete="new-password" />
        <FormActions>
          <SubmitButton full>Save password</SubmitButton>
        </FormActions>
      </Form>
    </AuthPage>
  )
})
