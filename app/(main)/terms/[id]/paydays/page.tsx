import { Form, FormActions, HiddenFields, SubmitButton } from '@/components/form'
import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { Section } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { formatDay } from '@/lib/dates'
import { getSettings } from '@/lib/settings/queries'
import { definePage, type PageProps } from '@/lib/web/page'
import { LateDays } from '../../_components/late-days'
import { OutsideHours } from '../../_components/outside-hours'
import { PastCutoff } from '../../_components/past-cutoff'
import { PaydayRows } from '../../_components/payday-rows'
import { PatternFields } from '../../_components/term-fields'
import { termMetadata, termOfPage } from '../../_components/term-page'
import { generatePaydaysAction, savePaydaysAction } from '../../actions'

export const generateMetadata = (props: PageProps) => termMetadata(props, 'Paydays of')

export default definePage(
  { path: '/terms/[id]/paydays', gate: 'terms.manage' },
  async ({ viewer, params }) => {
    const [{ term, paydays }, settings] = await Promise.all([termOfPage(viewer, params.id), getSettings()])
    const ref = { id: term.id, version: term.version }
    return (
      <>
        <PageHeader
          title="Paydays"
          count={paydays.length}
          description={`${term.name}, ${formatDay(term.startsOn)} to ${formatDay(term.endsOn)}`}
          breadcrumb={[
            { label: 'Terms', href: '/terms' },
            { label: term.name, href: `/terms/${term.id}` },
          ]}
        />
        {term.archivedAt ? (
          <Alert
            tone="info"
            title="This term is archived"
            actions={<ButtonLink href={`/terms/${term.id}`}>Back to the term</ButtonLink>}
          >
            <p>Bring it back before you change its paydays.</p>
          </Alert>
        ) : (
          <div className="space-y-12">
            <LateDays term={term} paydays={paydays} zone={settings.timeZone} />
            <Form action={savePaydaysAction} className="!max-w-4xl" version={term.version}>
              <HiddenFields values={ref} />
              <PaydayRows paydays={paydays} zone={settings.timeZone} />
              <PastCutoff />
              <OutsideHours confirm />
              <FormActions
                note={`Times are in the time zone ${settings.timeZone}. Reminders go out so many days before the hours are due. A payday with recorded hours keeps its date.`}
              >
                <SubmitButton pendingText="Saving">Save paydays</SubmitButton>
                <ButtonLink href={`/terms/${term.id}`} variant="ghost">
                  Back to the term
                </ButtonLink>
              </FormActions>
            </Form>
            <Section
              id="generate"
              title="Generate paydays"
              description={`Adds one every so many days until hours of ${formatDay(term.endsOn)} have a cut-off. Days that are paydays already stay as they are.`}
            >
              <Form action={generatePaydaysAction}>
                <HiddenFields values={ref} />
                <PatternFields />
                <PastCutoff />
                <OutsideHours confirm />
                <FormActions>
                  <SubmitButton variant="secondary" pendingText="Generating">
                    Generate paydays
                  </SubmitButton>
                </FormActions>
              </Form>
            </Section>
          </div>
        )}
      </>
    )
  },
)
