import type { Metadata } from 'next'
import { EmailField, Form, FormActions, SubmitButton } from '@/components/form'
import { Link } from '@/components/ui/link'
import { definePage } from '@/lib/web/page'
import { AuthPage } from '../_components/auth-page'
import { requestResetAction } from './actions'

export const metadata: Metadata = { title: 'Forgotten password' }

const toSignIn = (
  <Link href="/login" className="link">
    Back to sign in
  </Link>
)

export default definePage({ path: '/forgot-password', gate: 'public' }, ({ searchParams }) => {
  if (searchParams.sent)
    return (
      <AuthPage title="Check your email" below={toSignIn}>
        <div className="space-y-3">
          <p>
            If the address has an account, a link to choose a new password is on its way. It can be used once,
            within 1 hour.
          </p>
          <p className="text-muted">
            Nothing there after a few minutes? Look in the spam folder, or{' '}
            <Link href="/forgot-password" className="link">
              try another address
            </Link>
            .
          </p>
        </div>
      </AuthPage>
    )
  return (
    <AuthPage
      title="Forgotten password"
      description="We send you a link to choose a new one."
      below={toSignIn}
    >
      <Form action={requestResetAction}>
        <EmailField name="email" label="Email" help="The address of your account." />
        <FormActions>
          <SubmitButton full pendingText="Sending">
            Send link
          </SubmitButton>
        </FormActions>
      </Form>
    </AuthPage>
  )
})
