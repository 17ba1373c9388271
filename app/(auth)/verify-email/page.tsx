import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { EmailField, Form, FormActions, HiddenFields, SubmitButton, TextField } from '@/components/form'
import { ButtonLink } from '@/components/ui/button'
import { Link } from '@/components/ui/link'
import { readPendingCookie } from '@/lib/auth/cookies'
import { findToken } from '@/lib/auth/tokens'
import { emailChangeOf } from '@/lib/users/security'
import { definePage } from '@/lib/web/page'
import { AuthPage } from '../_components/auth-page'
import {
  confirmEmailAction,
  forgetPendingAction,
  sendCodeAction,
  verifyCodeAction,
  verifyLinkAction,
} from './actions'

export const metadata: Metadata = { title: 'Confirm your email address' }

export default definePage({ path: '/verify-email', gate: 'public' }, async ({ viewer, searchParams }) => {
  // A link only opens the page; the button on it does the work, so that a mail scanner uses nothing up.
  if (typeof searchParams.token === 'string') return byLink(searchParams.token, viewer !== null)
  if (viewer) redirect('/')
  const pending = await readPendingCookie()
  return (
    <AuthPage
      title="Confirm your email address"
      description={
        pending ? (
          <>
            We sent a 6-digit code to <strong className="wrap-anywhere text-ink">{pending.email}</strong>. It
            is valid for 15 minutes.
          </>
        ) : (
          'Enter the 6-digit code from the email. It is valid for 15 minutes.'
        )
      }
      below={
        <Link href="/login" className="link">
          Sign in
        </Link>
      }
    >
      <Form action={verifyCodeAction}>
        {!pending && <EmailField name="email" label="Email" />}
        <TextField
          name="code"
          label="Code"
          inputMode="numeric"
          autoComplete="one-time-code"
          width="short"
          maxLength={12}
        />
        <FormActions>
          <SubmitButton full pendingText="Checking the code">
            Confirm email address
          </SubmitButton>
        </FormActions>
      </Form>
      <div className="mt-8 border-t border-line pt-6">
        <h2 className="text-base">No email?</h2>
        <p className="mt-1 mb-4 text-sm text-muted">
          Look in the spam folder. A new code can be sent once a minute and voids the one before.
        </p>
        <Form action={sendCodeAction}>
          {!pending && <EmailField name="sendTo" label="Email" />}
          <SubmitButton variant="secondary" pendingText="Sending">
            Send a new code
          </SubmitButton>
        </Form>
        {pending && (
          <Form action={forgetPendingAction} className="mt-4">
            <p className="text-sm text-muted">
              Wrong address?{' '}
              <Link href="/register" className="link">
                Register again
              </Link>
              , or{' '}
              <button type="submit" className="link cursor-pointer">
                confirm another address
              </button>
              .
            </p>
          </Form>
        )}
      </div>
    </AuthPage>
  )
})

async function byLink(token: string, signedIn: boolean) {
  const [registration, change] = await Promise.all([findToken('verify_email', token), emailChangeOf(token)])
  if (registration)
    return (
      <AuthPage title="Confirm your email address" description="One click, and your account is ready.">
        <Form action={verifyLinkAction}>
          <HiddenFields values={{ token }} />
          <SubmitButton full>Confirm email address</SubmitButton>
        </Form>
      </AuthPage>
    )
  if (change)
    return (
      <AuthPage
        title="Confirm your new email address"
        description={
          <>
            <strong className="wrap-anywhere text-ink">{change.email}</strong> will be the address of your
            account. All other sessions are signed out.
          </>
        }
      >
        <Form action={confirmEmailAction}>
          <HiddenFields values={{ token }} />
          <SubmitButton full>Confirm new address</SubmitButton>
        </Form>
      </AuthPage>
    )
  return (
    <AuthPage title="This link is no longer valid">
      <p className="mb-6">
        It has been used, is too old, or a newer one was sent.{' '}
        {signedIn
          ? 'You are signed in: the address of your account stands under Sign-in and security.'
          : 'If your address is confirmed already, sign in; else ask for a new code.'}
      </p>
      <div className="flex flex-wrap gap-2">
        {signedIn ? (
          <>
            <ButtonLink href="/" variant="primary">
              Home
            </ButtonLink>
            <ButtonLink href="/profile/security#email">Sign-in and security</ButtonLink>
          </>
        ) : (
          <>
            <ButtonLink href="/login" variant="primary">
              Sign in
            </ButtonLink>
            <ButtonLink href="/verify-email">Enter a code</ButtonLink>
          </>
        )}
      </div>
    </AuthPage>
  )
}
