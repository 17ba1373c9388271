import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { EmailField, Form, FormActions, PasswordField, SubmitButton, TextField } from '@/components/form'
import { ButtonLink } from '@/components/ui/button'
import { Link } from '@/components/ui/link'
import { passwordHelp } from '@/lib/auth/password-rules'
import { getSettings } from '@/lib/settings/queries'
import { definePage } from '@/lib/web/page'
import { AuthPage } from '../_components/auth-page'
import { registerAction } from './actions'

export const metadata: Metadata = { title: 'Create an account' }

export default definePage({ path: '/register', gate: 'public' }, async ({ viewer }) => {
  if (viewer) redirect('/')
  const { registrationOpen, allowedEmailDomains } = await getSettings()
  if (!registrationOpen)
    return (
      <AuthPage title="Registration is closed">
        <p className="mb-6">
          Accounts are made by coordinators. Ask the coordinator of your course, or sign in if you have one.
        </p>
        <ButtonLink href="/login" variant="primary">
          Sign in
        </ButtonLink>
      </AuthPage>
    )
  return (
    <AuthPage
      title="Create an account"
      description="For students who want to apply as a tutor or a marker."
      below={
        <span>
          Have an account?{' '}
          <Link href="/login" className="link">
            Sign in
          </Link>
        </span>
      }
    >
      <Form action={registerAction}>
        <TextField name="name" label="Name" autoComplete="name" />
        <TextField
          name="username"
          label="User name"
          help="At the university your UPI, for example abcd123."
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          width="medium"
        />
        <EmailField
          name="email"
          label="Email"
          help={
            allowedEmailDomains.length > 0
              ? `An address that ends in ${allowedEmailDomains.join(' or ')}. We send a code to it.`
              : 'We send a code to it.'
          }
        />
        <PasswordField name="password" label="Password" help={passwordHelp} autoComplete="new-password" />
        <FormActions>
          <SubmitButton full pendingText="Creating your account">
            Create account
          </SubmitButton>
        </FormActions>
      </Form>
    </AuthPage>
  )
})
