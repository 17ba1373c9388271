import type { Metadata } from 'next'
import { Form, FormActions, HiddenFields, SubmitButton } from '@/components/form'
import { Alert } from '@/components/ui/alert'
import { Card } from '@/components/ui/card'
import { Facts } from '@/components/ui/facts'
import { PageHeader } from '@/components/ui/page-header'
import { StateBadge } from '@/components/ui/state-badge'
import { formatInstant } from '@/lib/dates'
import { getEmail, requireEmail } from '@/lib/emails/queries'
import { getSettings } from '@/lib/settings/queries'
import { emailKindNames } from '@/lib/vocabulary'
import { definePage, type PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'
import { cancelEmailAction, resendEmailAction, revealEmailAction } from '../actions'
import { RevealedSecret } from './revealed-secret'

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const viewer = await getViewer()
  const found = viewer && (await getEmail(viewer, (await params).id ?? ''))
  return { title: found ? found.email.subject : 'Email' }
}

export default definePage({ path: '/emails/[id]', gate: 'emails.read' }, async ({ viewer, params }) => {
  const [{ timeZone }, found] = await Promise.all([getSettings(), requireEmail(viewer, params.id ?? '')])
  const { email } = found
  const at = (instant: Date | null) => instant && formatInstant(instant, timeZone)
  return (
    <div className="max-w-4xl">
      <PageHeader
        title={email.subject}
        badge={<StateBadge state={email.state} />}
        breadcrumb={[{ label: 'Emails', href: '/emails' }]}
        actions={
          <>
            {found.resend.allowed && (
              <form action={resendEmailAction}>
                <HiddenFields values={{ id: email.id }} />
                <SubmitButton variant="secondary">{email.tries > 0 ? 'Send again' : 'Send'}</SubmitButton>
              </form>
            )}
            {found.mayCancel && (
              <form action={cancelEmailAction}>
                <HiddenFields values={{ id: email.id }} />
                <SubmitButton variant="danger">Cancel email</SubmitButton>
              </form>
            )}
          </>
        }
      />
      {email.error && (
        <Alert tone="error" title="The last try failed" className="mb-4">
          {email.error}
        </Alert>
      )}
      {found.mayReveal && (
        <Card
          className="mb-4"
          title="Code or link of this email"
          description="No mail server is set up, so this email stays here. Pass its code or link on to the person only. Each look is recorded in the audit log."
        >
          <Form action={revealEmailAction}>
            <HiddenFields values={{ id: email.id }} />
            <RevealedSecret />
            <FormActions>
              <SubmitButton>Show code or link</SubmitButton>
            </FormActions>
          </Form>
        </Card>
      )}
      <Card className="mb-4">
        <Facts
          columns={3}
          items={[
            { label: 'To', value: `${email.toName} <${email.toAddress}>`, wide: true },
            { label: 'Kind', value: emailKindNames[email.kind] },
            { label: 'Tries', value: email.tries },
            { label: 'Queued', value: at(email.createdAt) },
            { label: 'Sent', value: at(email.sentAt) },
            { label: 'Sent by', value: email.transport },
          ]}
        />
      </Card>
      <Card title="As the person sees it" flush>
        <iframe
          title={`Text of the email “${email.subject}”`}
          sandbox=""
          srcDoc={found.html}
          className="h-[36rem] w-full rounded-b border-t border-line bg-white"
        />
      </Card>
      <details className="mt-4 rounded border border-line bg-surface p-4">
        <summary className="cursor-pointer text-sm font-medium">Plain text</summary>
        <pre className="mt-3 overflow-x-auto text-sm whitespace-pre-wrap">{found.plain}</pre>
      </details>
    </div>
  )
})
