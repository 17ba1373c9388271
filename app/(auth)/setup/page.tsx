import type { Metadata } from 'next'
import {
  Checkbox,
  EmailField,
  Form,
  FormActions,
  HiddenFields,
  PasswordField,
  Select,
  SubmitButton,
  TextField,
} from '@/components/form'
import { ButtonLink } from '@/components/ui/button'
import { passwordHelp } from '@/lib/auth/password-rules'
import { needsSetup, setupTokenCounts } from '@/lib/auth/setup-token'
import { defaultSettings } from '@/lib/settings/schema'
import { definePage } from '@/lib/web/page'
import { AuthPage } from '../_components/auth-page'
import { setUpAction } from './actions'

export const metadata: Metadata = { title: 'Set up MTMS' }

export default definePage({ path: '/setup', gate: 'public' }, async ({ searchParams }) => {
  const token = typeof searchParams.token === 'string' ? searchParams.token : ''
  if (!(await needsSetup()))
    return (
      <AuthPage title="MTMS is set up already">
        <p className="mb-6">The set-up link has done its work. Sign in to go on.</p>
        <ButtonLink href="/login" variant="primary">
          Sign in
        </ButtonLink>
      </AuthPage>
    )
  if (!(await setupTokenCounts(token)))
    return (
      <AuthPage title="This set-up link is not valid">
        <p>
          Each start of MTMS prints a new link to its terminal and voids the one before. Use the link printed
          last, or restart MTMS to get a new one.
        </p>
      </AuthPage>
    )
  const zones = Intl.supportedValuesOf('timeZone').map((zone) => ({
    value: zone,
    label: zone.replaceAll('_', ' '),
    group: zone.split('/')[0],
  }))
  return (
    <AuthPage
      title="Set up MTMS"
      description="This makes the first account, which is an admin, and names your institution. All of it can be changed later."
    >
      <Form action={setUpAction}>
        <HiddenFields values={{ token }} />
        <TextField
          name="institutionName"
          label="Institution name"
          help="The department or school, as emails and pages will show it."
          defaultValue={defaultSettings.institutionName}
          autoComplete="organization"
        />
        <Select
          name="timeZone"
          label="Time zone"
          help="Deadlines end at 23:59 of this zone."
          options={zones}
          defaultValue={defaultSettings.timeZone}
        />
        <h2 className="mt-8 mb-4 border-t border-line pt-6 text-base">Your account</h2>
        <TextField name="name" label="Name" autoComplete="name" />
        <TextField
          name="username"
          label="User name"
          help="Letters and digits, for example abcd123."
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          width="medium"
        />
        <EmailField name="email" label="Email" />
        <PasswordField name="password" label="Password" help={passwordHelp} autoComplete="new-password" />
        <h2 className="mt-8 mb-4 border-t border-line pt-6 text-base">To try it out</h2>
        <Checkbox
          name="sample"
          label="Load the sample term"
          help="39 courses, 250 made-up people and 300 applications in all states. Not for a database that is to stay."
          content={
            <PasswordField
              name="samplePassword"
              label="Password of the made-up people"
              help="You sign in with it as tutorco, markerco, coord01 or stud001."
              autoComplete="new-password"
            />
          }
        />
        <FormActions>
          <SubmitButton full pendingText="Setting up">
            Set up MTMS
          </SubmitButton>
        </FormActions>
      </Form>
    </AuthPage>
  )
})
