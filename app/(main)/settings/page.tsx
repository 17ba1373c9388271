import type { Metadata } from 'next'
import {
  Form,
  FormActions,
  HiddenFields,
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
import { limitNames, type SettingKey, settingLabels, settingLimits } from '@/lib/settings/schema'
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
  /** What the form shows, so that saving it changes only what was changed in it. */
  const seen = (keys: SettingKey[]) => (
    <HiddenFields
      values={{ seen: JSON.stringify(Object.fromEntries(keys.map((key) => [key, settings[key]]))) }}
    />
  )
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
            {seen(['institutionName', 'timeZone'])}
            <TextField
              name="institutionName"
              label={settingLabels.institutionName}
              help="Shown above the navigation and in every email."
              defaultValue={settings.institutionName}
            />
            <Select
              name="timeZone"
              label={settingLabels.timeZone}
              help="Deadlines end at 23:59:59 of this zone."
              options={zones}
              defaultValue={settings.timeZone}
            />
            {save}
          </Form>
        </Card>
        <Card title="Accounts">
          <Form action={saveSettingsAction}>
            {seen(['registrationOpen', 'allowedEmailDomains'])}
            <RadioGroup
              name="registrationOpen"
              label={settingLabels.registrationOpen}
              options={yesNo}
              defaultValue={word(settings.registrationOpen)}
            />
            <TextArea
              name="allowedEmailDomains"
              label={settingLabels.allowedEmailDomains}
              optional
              rows={3}
              help="One on each line, such as aucklanduni.ac.nz. Leave it blank to allow any."
              defaultValue={settings.allowedEmailDomains.join('\n')}
            />
            {save}
          </Form>
        </Card>
        <Card title="Applications">
          <Form action={saveSettingsAction}>
            {seen(['applicationLimit', 'retentionMonths'])}
            <RadioGroup
              name="applicationLimit"
              label={settingLabels.applicationLimit}
              help="A term can have a limit of its own."
              options={[
                { value: 'one', label: limitNames.one },
                { value: 'none', label: limitNames.none },
              ]}
              defaultValue={settings.applicationLimit}
            />
            <NumberField
              name="retentionMonths"
              label={settingLabels.retentionMonths}
              suffix="months"
              help="After the end of their term CV and transcript of people without hours in it are removed, once nothing newer uses them."
              min={settingLimits.retentionMonths.least}
              max={settingLimits.retentionMonths.most}
              defaultValue={settings.retentionMonths}
            />
            {save}
          </Form>
        </Card>
        <Card title="Offers and hours">
          <Form action={saveSettingsAction}>
            {seen([
              'offersNeedAnswer',
              'offerAnswerDays',
              'visaCapHours',
              'minimumBlockHours',
              'blockStepHours',
            ])}
            <RadioGroup
              name="offersNeedAnswer"
              label={settingLabels.offersNeedAnswer}
              options={yesNo}
              defaultValue={word(settings.offersNeedAnswer)}
            />
            <NumberField
              name="offerAnswerDays"
              label={settingLabels.offerAnswerDays}
              suffix="days"
              min={settingLimits.offerAnswerDays.least}
              max={settingLimits.offerAnswerDays.most}
              defaultValue={settings.offerAnswerDays}
            />
            <NumberField
              name="visaCapHours"
              label={settingLabels.visaCapHours}
              suffix="h"
              min={settingLimits.visaCapHours.least}
              max={settingLimits.visaCapHours.most}
              defaultValue={settings.visaCapHours}
            />
            <NumberField
              name="minimumBlockHours"
              label={settingLabels.minimumBlockHours}
              suffix="h"
              min={settingLimits.minimumBlockHours.least}
              max={settingLimits.minimumBlockHours.most}
              defaultValue={settings.minimumBlockHours}
            />
            <NumberField
              name="blockStepHours"
              label={settingLabels.blockStepHours}
              suffix="h"
              min={settingLimits.blockStepHours.least}
              max={settingLimits.blockStepHours.most}
              defaultValue={settings.blockStepHours}
            />
            {save}
          </Form>
        </Card>
      </fieldset>
    </div>
  )
})
