import type { Metadata } from 'next'
import { EmailField, Form, FormActions, HiddenFields, PasswordField, SubmitButton } from '@/components/form'
import { Alert } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { Section } from '@/components/ui/card'
import { passwordHelp } from '@/lib/auth/password-rules'
import { formatInstant, relative } from '@/lib/dates'
import { getSettings } from '@/lib/settings/queries'
import { deviceName } from '@/lib/users/device'
import { listOwnSessions, waitingEmail } from '@/lib/users/security'
import { definePage } from '@/lib/web/page'
import { ProfileHeader } from '../_components/profile-tabs'
import { changeEmailAction, changePasswordAction, endOtherSessionsAction, endSessionAction } from './actions'

export const metadata: Metadata = { title: 'Sign-in and security' }

export default definePage({ path: '/profile/security', gate: 'account.secure' }, async ({ viewer }) => {
  const [sessions, waiting, { timeZone }] = await Promise.all([
    listOwnSessions(viewer),
    waitingEmail(viewer),
    getSettings(),
  ])
  const now = new Date()
  const when = (instant: Date) => relative(instant, now, timeZone) ?? formatInstant(instant, timeZone)
  return (
    <>
      <ProfileHeader current="security" />
      <div className="space-y-12">
        <Section
          id="password"
          title="Password"
          description="A new password signs out all your other sessions."
        >
          <Form action={changePasswordAction} id="password-form">
            <PasswordField name="presentPassword" label="Current password" autoComplete="current-password" />
            <PasswordField
              name="newPassword"
              label="New password"
              help={passwordHelp}
              autoComplete="new-password"
            />
            <FormActions>
              <SubmitButton pendingText="Changing">Change password</SubmitButton>
            </FormActions>
          </Form>
        </Section>
        <Section
          id="email"
          title="Email"
          description={
            <>
              Your address is <strong className="wrap-anywhere text-ink">{viewer.email}</strong>. A new one is
              used once you open the link that we send to it; then all your other sessions are signed out.
            </>
          }
        >
          {waiting && (
            <Alert tone="info" className="mb-6 max-w-xl" title="A new address waits for its link">
              <p>
                Open the link in the email to <strong className="wrap-anywhere">{waiting.email}</strong> by{' '}
                {formatInstant(waiting.until, timeZone)}. Another address typed here takes its place.
              </p>
            </Alert>
          )}
          <Form action={changeEmailAction}>
            <EmailField name="email" label="New email" />
            <PasswordField name="emailPassword" label="Current password" autoComplete="current-password" />
            <FormActions>
              <SubmitButton pendingText="Sending">Send link to new address</SubmitButton>
            </FormActions>
          </Form>
        </Section>
        <Section
          id="sessions"
          title="Where you are signed in"
          description="End any session that you do not recognise, then change your password."
          actions={
            sessions.length > 1 ? (
              <Form action={endOtherSessionsAction}>
                <SubmitButton variant="secondary">Sign out all others</SubmitButton>
              </Form>
            ) : undefined
          }
        >
          <ul className="max-w-3xl divide-y divide-line rounded border border-line bg-surface">
            {sessions.map((session) => (
              <li key={session.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
                <div className="min-w-0 flex-1 text-sm">
                  <p className="flex flex-wrap items-center gap-2 font-medium">
                    {deviceName(session.userAgent)}
                    {session.current && <Badge tone="ok">This one</Badge>}
                  </p>
                  <p className="text-muted">
                    Last used {when(session.lastSeenAt)} · signed in {when(session.createdAt)}
                    {session.ip && session.ip !== 'unknown' ? ` · ${session.ip}` : ''}
                    {session.keep ? ' · kept signed in' : ''}
                  </p>
                </div>
                {!session.current && (
                  <Form action={endSessionAction} className="contents">
                    <HiddenFields values={{ id: session.id }} />
                    <SubmitButton
                      variant="secondary"
                      size="sm"
                      aria-label={`Sign out ${deviceName(session.userAgent)}, last used ${when(session.lastSeenAt)}`}
                    >
                      Sign out
                    </SubmitButton>
                  </Form>
                )}
              </li>
            ))}
          </ul>
        </Section>
      </div>
    </>
  )
})
