import type { Metadata } from 'next'
import NextForm from 'next/form'
import {
  DateField,
  Form,
  FormActions,
  HiddenFields,
  SearchField,
  SubmitButton,
  TextField,
} from '@/components/form'
import { Button, ButtonLink } from '@/components/ui/button'
import { Section } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Tabs } from '@/components/ui/tabs'
import { formatInstant, todayIn } from '@/lib/dates'
import { getLateStudent, listLate, searchLate } from '@/lib/review/late'
import { getSettings } from '@/lib/settings/queries'
import { positionNames } from '@/lib/vocabulary'
import { definePage } from '@/lib/web/page'
import { reviewContext } from '../_components/review-context'
import { grantLateAction, revokeLateAction } from '../actions'

export const metadata: Metadata = { title: 'Late submission – Review' }

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value) ?? ''

export default definePage(
  { path: '/review/late', gate: 'applications.grantLate' },
  async ({ viewer, searchParams }) => {
    const { term, position, positions } = await reviewContext(viewer, searchParams)
    if (!term) return <PageHeader title="Late submission" />
    const scope = { termId: term.id, position }
    const q = one(searchParams.q).trim().slice(0, 100)
    const chosenId = one(searchParams.student)
    const [settings, rows, chosen] = await Promise.all([
      getSettings(),
      listLate(viewer, scope),
      chosenId ? getLateStudent(viewer, scope, chosenId) : null,
    ])
    const found = !chosen && q ? await searchLate(viewer, position, q) : null
    const here = `/review/late?term=${term.id}&position=${position}`
    return (
      <div className="max-w-3xl space-y-8">
        <div>
          <PageHeader
            title="Late submission"
            description={`${positionNames[position]} applications, ${term.name}. A student named here can submit and change until the day you give, whatever the deadlines.`}
            breadcrumb={[{ label: 'Review', href: `/review?term=${term.id}&position=${position}` }]}
          />
          {positions.length > 1 && (
            <Tabs
              label="Position"
              items={positions.map((name) => ({
                href: `/review/late?term=${term.id}&position=${name}`,
                label: `${positionNames[name]}s`,
                current: name === position,
              }))}
            />
          )}
        </div>
        <Section id="students" title="Students who may submit late">
          {rows.length === 0 ? (
            <p className="text-sm text-muted">Nobody; the deadlines hold for everyone.</p>
          ) : (
            <ul className="divide-y divide-line border-y border-line text-sm">
              {rows.map((row) => (
                <li key={row.studentId} className="flex flex-wrap items-center justify-between gap-3 py-3">
                  <div className="min-w-0">
                    <p>
                      <span className="font-medium">{row.name}</span>{' '}
                      <span className="text-muted">{row.username}</span>
                    </p>
                    <p className="text-muted">
                      Until {formatInstant(row.until, settings.timeZone)}
                      {row.until < new Date() && ', which is over'}
                      {row.reason && `: ${row.reason}`}
                    </p>
                  </div>
                  <form action={revokeLateAction}>
                    <HiddenFields values={{ studentId: row.studentId, version: row.version, ...scope }} />
                    <SubmitButton variant="secondary" size="sm">
                      Take back<span className="sr-only"> from {row.name}</span>
                    </SubmitButton>
                  </form>
                </li>
              ))}
            </ul>
          )}
        </Section>
        <Section id="add" title={chosen ? `Let ${chosen.name} submit late` : 'Let a student submit late'}>
          {chosen ? (
            <Form action={grantLateAction}>
              <HiddenFields values={{ studentId: chosen.id, version: chosen.version, ...scope }} />
              <p className="mb-4 text-sm text-muted">
                {chosen.username}, {chosen.email}
                {chosen.until &&
                  `. May submit until ${formatInstant(chosen.until, settings.timeZone)} so far; a new day takes its place.`}
              </p>
              <DateField
                name="until"
                label="Last day"
                help="It ends at 23:59:59."
                min={todayIn(settings.timeZone)}
              />
              <TextField name="reason" label="Reason" optional maxLength={500} />
              <FormActions>
                <SubmitButton>Let them submit late</SubmitButton>
                <ButtonLink href={here} variant="ghost">
                  Choose another student
                </ButtonLink>
              </FormActions>
            </Form>
          ) : (
            <>
              <NextForm action="/review/late" className="flex max-w-xl items-end gap-2" role="search">
                <HiddenFields values={{ term: term.id, position }} />
                <SearchField
                  name="q"
                  label="Name, user name, email or student ID"
                  hideLabel={false}
                  defaultValue={q}
                  className="min-w-0 flex-1"
                />
                <Button type="submit">Search</Button>
              </NextForm>
              {found && found.rows.length === 0 && (
                <EmptyState title="Nobody matches">Search with other words, two letters or more.</EmptyState>
              )}
              {found && found.rows.length > 0 && (
                <ul className="mt-4 divide-y divide-line border-y border-line text-sm">
                  {found.rows.map((row) => (
                    <li key={row.id} className="flex flex-wrap items-center justify-between gap-3 py-3">
                      <div className="min-w-0">
                        <p className="font-medium">{row.name}</p>
                        <p className="break-all text-muted">
                          {[row.username, row.email, row.auid].filter(Boolean).join(', ')}
                        </p>
                      </div>
                      <ButtonLink href={`${here}&student=${row.id}`} size="sm">
                        Choose<span className="sr-only"> {row.name}</span>
                      </ButtonLink>
                    </li>
                  ))}
                </ul>
              )}
              {found?.more && (
                <p className="mt-3 text-sm text-muted">There are more: search with more letters.</p>
              )}
            </>
          )}
        </Section>
      </div>
    )
  },
)
