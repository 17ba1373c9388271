import type { Metadata } from 'next'
import {
  Form,
  FormActions,
  NumberField,
  RadioGroup,
  Select,
  SubmitButton,
  TextArea,
  TextField,
} from '@/components/form'
import { Alert } from '@/components/ui/alert'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { can } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import { definePage } from '@/lib/web/page'
import { saveSettingsAction } from './actions'

export const metadata: Metadata = { title: 'Settings' }

const yesNo = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
]
const word = (value: boolean) => (value ? 'yes' : 'no')

export default definePage({ path: '/settings', gate: 'settings.read' }, async ({ viewer }) => {
  const settings = await getSettings()
  const mayEdit = can(viewer, 'settings.edit').allowed
  const zones = Intl.supportedValuesOf('timeZone').map((zone) => ({
    value: zone,
    label: zone.replaceAll('_', ' '),
  }))
  const save = mayEdit && (
    <FormActions>
      <SubmitButton>Save</SubmitButton>
    </FormActions>
  )
  return (
    <div className="max-w-3xl">
      <PageHeader title="Settings" description="Each part is saved on its own and changes nothing else." />
      {!mayEdit && (
        <Alert tone="info" className="mb-6">
          Only an admin can change settings; you can read them.
        </Alert>
      )}
      <fieldset disabled={!mayEdit} className="space-y-6">
        <legend className="sr-only">Settings</legend>
        <Card title="Institution">
          <Form action={saveSettingsAction}>
            <TextField
              name="institutionName"
              label="Name"
              help="Stands above the navigation and in every email."
              defaultValue={settings.institutionName}
            />
            <Select
              name="timeZone"
              label="Time zone"
              help="Deadlines end at 23:59:59 of this zone."
              options={zones}
              defaultValue={settings.timeZone}
            />
            {save}
          </Form>
        </Card>
        <Card title="Accounts">
          <Form action={saveSettingsAction}>
            <RadioGroup
              name="registrationOpen"
              label="May people register themselves?"
              options={yesNo}
              defaultValue={word(settings.registrationOpen)}
            />
            <TextArea
              name="allowedEmailDomains"
              label="Allowed email domains"
              optional
              rows={3}
              help="One on each line, such as aucklanduni.ac.nz. Empty: any."
              defaultValue={settings.allowedEmailDomains.join('\n')}
            />
            {save}
          </Form>
        </Card>
        <Card title="Applications">
          <Form action={saveSettingsAction}>
            <RadioGroup
              name="applicationLimit"
              label="Live applications per student, term and position"
              help="A term can say otherwise for itself."
              options={[
                { value: 'one', label: 'One' },
                { value: 'none', label: 'No limit' },
              ]}
              defaultValue={settings.applicationLimit}
            />
            <NumberField
              name="retentionMonths"
              label="Keep files of unsuccessful applicants for"
              suffix="months"
              min={1}
              max={120}
              defaultValue={settings.retentionMonths}
            />
            {save}
          </Form>
        </Card>
        <Card title="Offers and hours">
          <Form action={saveSettingsAction}>
            <RadioGroup
              name="offersNeedAnswer"
              label="Do offers need an answer?"
              options={yesNo}
              defaultValue={word(settings.offersNeedAnswer)}
            />
            <NumberField
              name="offerAnswerDays"
              label="Days to answer an offer"
              suffix="days"
              min={1}
              max={60}
              defaultValue={settings.offerAnswerDays}
            />
            <NumberField
              name="visaCapHours"
              label="Most hours a week without citizenship or residency"
              suffix="h"
              min={1}
              max={40}
              defaultValue={settings.visaCapHours}
            />
            <NumberField
              name="minimumBlockHours"
              label="Smallest useful block of hours"
              suffix="h"
              min={1}
              max={100}
              defaultValue={settings.minimumBlockHours}
            />
            <NumberField
              name="blockStepHours"
              label="Step of hours"
              suffix="h"
              min={1}
              max={50}
              defaultValue={settings.blockStepHours}
            />
            {save}
          </Form>
        </Card>
      </fieldset>
    </div>
  )
})
