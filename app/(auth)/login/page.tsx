import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import {
  Checkbox,
  Form,
  FormActions,
  HiddenFields,
  PasswordField,
  SubmitButton,
  TextField,
} from '@/components/form'
import { Link } from '@/components/ui/link'
import { localPath } from '@/lib/auth/local-path'
import { getSettings } from '@/lib/settings/queries'
import { definePage } from '@/lib/web/page'
import { AuthPage } from '../_components/auth-page'
import { signInAction } from './actions'

export const metadata: Metadata = { title: 'Sign in' }

export default definePage({ path: '/login', gate: 'public' }, async ({ viewer, searchParams }) => {
  const next = localPath(searchParams.next)
  if (viewer) redirect(next)
  const { registrationOpen } = await getSettings()
  return (
    <AuthPage
      title="Sign in"
      below={
        <>
          {registrationOpen && (
            <Link href="/register" className="link">
              Create an account
            </Link>
          )}
          <Link href="/forgot-password" className="link">
            Forgotten your password?
          </Link>
        </>
      }
    >
      <Form action={signInAction}>
        <HiddenFields values={{ next: next === '/' ? null : next }} />
        <TextField
          name="identifier"
          label="User name or email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
        />
        <PasswordField name="password" label="Password" autoComplete="current-password" />
        <Checkbox
          name="keep"
          label="Keep me signed in"
          help="For 30 days. Leave it unticked on a shared computer."
        />
        <FormActions>
          <SubmitButton full pendingText="Signing in">
            Sign in
          </SubmitButton>
        </FormActions>
      </Form>
    </AuthPage>
  )
})
