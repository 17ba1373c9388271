import type { Metadata } from 'next'
import {
  DateField,
  Form,
  FormActions,
  HiddenFields,
  Select,
  SubmitButton,
  TextField,
} from '@/components/form'
import { DataTable } from '@/components/table/data-table'
import { ExportMenu } from '@/components/table/export-menu'
import type { Column } from '@/components/table/types'
import { Badge } from '@/components/ui/badge'
import { Section } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { formatDay, todayIn } from '@/lib/dates'
import { formatMoney } from '@/lib/money'
import { payrollPositions } from '@/lib/payroll/queries'
import { lastDayOf, rateState, rateStateNames } from '@/lib/payroll/rate-days'
import { listRates, type PayRate } from '@/lib/payroll/rates'
import { getSettings } from '@/lib/settings/queries'
import { exportLinks } from '@/lib/spreadsheet/export'
import { degreeLevelNames, degreeLevels, positionNames } from '@/lib/vocabulary'
import { definePage } from '@/lib/web/page'
import { addRateAction, removeRateAction } from '../actions'

export const metadata: Metadata = { title: 'Pay rates' }

const columns: Column[] = [
  { id: 'who', label: 'Position and degree level', primary: true, sticky: true },
  { id: 'rate', label: 'Per hour', align: 'end' },
  { id: 'from', label: 'Valid from' },
  { id: 'to', label: 'To' },
  { id: 'state', label: 'State' },
  { id: 'remove', label: 'Remove', hideLabel: true },
]

export default definePage({ path: '/payroll/rates', gate: 'payroll.export' }, async ({ viewer }) => {
  const [rates, { timeZone }] = await Promise.all([listRates(viewer), getSettings()])
  const today = todayIn(timeZone)
  return (
    <div className="max-w-4xl space-y-8">
      <div>
        <PageHeader
          title="Pay rates"
          description="An hour is paid at the rate that is valid on the day it was worked, by position and degree level. What was exported keeps its rate."
          breadcrumb={[{ label: 'Payroll', href: '/payroll' }]}
          actions={
            rates.length > 0 && (
              <ExportMenu items={exportLinks('/payroll/rates/export', '/payroll/rates', rates.length)} />
            )
          }
        />
        <DataTable
          caption="Pay rates"
          columns={columns}
          fill={false}
          rows={rates.map((rate) => {
            const last = lastDayOf(rate, rates)
            return {
              id: rate.id,
              label: nameOf(rate),
              cells: {
                who: nameOf(rate),
                rate: formatMoney(rate.centsPerHour),
                from: formatDay(rate.validFrom),
                to: last && formatDay(last),
                state: <State rate={rate} last={last} today={today} />,
                remove: rate.used ? (
                  <span className="text-muted sm:px-3">In use</span>
                ) : (
                  <form action={removeRateAction}>
                    <HiddenFields values={{ id: rate.id }} />
                    <SubmitButton variant="ghost" size="sm">
                      Remove
                      <span className="sr-only">
                        {' '}
                        {nameOf(rate)}, from {formatDay(rate.validFrom)}
                      </span>
                    </SubmitButton>
                  </form>
                ),
              },
            }
          })}
          empty={
            <EmptyState title="No pay rates">
              Without rates batches hold hours only, and payroll works out the amounts.
            </EmptyState>
          }
        />
      </div>
      <Section id="add" title="Add a rate" description="It counts for hours that are not exported yet.">
        <Form action={addRateAction}>
          <Select
            name="position"
            label="Position"
            options={payrollPositions(viewer).map((value) => ({ value, label: positionNames[value] }))}
          />
          <Select
            name="degreeLevel"
            label="Degree level"
            options={degreeLevels.map((value) => ({ value, label: degreeLevelNames[value] }))}
          />
          <TextField
            name="rate"
            label="Rate per hour"
            help="For example 31.50"
            inputMode="decimal"
            width="short"
            prefix="$"
          />
          <DateField
            name="validFrom"
            label="Valid from"
            help="Until the day before the next rate of the same kind."
          />
          <FormActions>
            <SubmitButton pendingText="Adding">Add rate</SubmitButton>
          </FormActions>
        </Form>
      </Section>
    </div>
  )
})

const nameOf = (rate: PayRate) =>
  `${positionNames[rate.position]}, ${degreeLevelNames[rate.degreeLevel].toLowerCase()}`

const tones = { later: 'info', past: 'neutral', now: 'ok' } as const

function State({ rate, last, today }: { rate: PayRate; last: string | null; today: string }) {
  const state = rateState(rate, last, today)
  return <Badge tone={tones[state]}>{rateStateNames[state]}</Badge>
}
