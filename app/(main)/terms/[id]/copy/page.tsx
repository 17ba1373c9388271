import { DateField, Form, FormActions, HiddenFields, SubmitButton, TextField } from '@/components/form'
import { DataTable } from '@/components/table/data-table'
import { Alert } from '@/components/ui/alert'
import { Button, ButtonLink } from '@/components/ui/button'
import { Section } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Facts } from '@/components/ui/facts'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { daysBetween, formatDay, formatInstant, teachingWeeks, weekdayOf } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import { getSettings } from '@/lib/settings/queries'
import { type CopyPreview, previewCopy } from '@/lib/terms/copy'
import { changesWeekdays } from '@/lib/terms/copy-rules'
import { remindersText } from '@/lib/terms/paydays'
import { copyTermInput } from '@/lib/terms/schema'
import { positionNames, positions } from '@/lib/vocabulary'
import { fieldErrors } from '@/lib/web/form-data'
import { definePage, type PageProps } from '@/lib/web/page'
import { termMetadata, termOfPage } from '../../_components/term-page'
import { copyTermAction } from '../../actions'

export const generateMetadata = (props: PageProps) => termMetadata(props, 'Copy')

const SIZE = 50
type Search = Record<string, string | string[] | undefined>
const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value) ?? ''

export default definePage(
  { path: '/terms/[id]/copy', gate: 'terms.manage' },
  async ({ viewer, params, searchParams }) => {
    const [{ term }, { timeZone }] = await Promise.all([termOfPage(viewer, params.id), getSettings()])
    const typed = { name: one(searchParams.name), startsOn: one(searchParams.startsOn) }
    const asked = searchParams.name !== undefined || searchParams.startsOn !== undefined
    const parsed = copyTermInput.safeParse({ id: term.id, ...typed })
    const page = pageOf(searchParams)
    const preview =
      asked && parsed.success ? await previewCopy(viewer, parsed.data, { page, size: SIZE }) : null
    const errors = preview?.errors ?? (asked && !parsed.success ? fieldErrors(parsed.error.issues) : {})
    const path = `/terms/${term.id}/copy`
    return (
      <div className="max-w-5xl space-y-8">
        <div>
          <PageHeader
            title={`Copy ${term.name}`}
            description="Courses with their need, hours and coordinators, and the paydays, moved to new dates. Applications, allocations and hours stay here."
            breadcrumb={[
              { label: 'Terms', href: '/terms' },
              { label: term.name, href: `/terms/${term.id}` },
            ]}
          />
          <form method="get" action={path} className="max-w-xl">
            <TextField
              name="name"
              label="Name of the new term"
              help="For example 2027 Semester Two"
              maxLength={120}
              defaultValue={typed.name}
              error={errors.name}
            />
            <DateField
              name="startsOn"
              label="First day"
              help={`${term.name} began on ${formatDay(term.startsOn)}. Every other date moves by the same number of days.`}
              defaultValue={typed.startsOn}
              error={errors.startsOn}
            />
            <div className="flex flex-wrap gap-2">
              <Button type="submit" variant={preview ? 'secondary' : 'primary'}>
                Preview
              </Button>
              <ButtonLink href={`/terms/${term.id}`} variant="ghost">
                Cancel
              </ButtonLink>
            </div>
          </form>
        </div>
        {preview && Object.keys(preview.errors).length === 0 && (
          <Preview preview={preview} zone={timeZone} page={page} path={path} />
        )}
      </div>
    )
  },
)

function pageOf(search: Search): number {
  const page = Number(one(search.page))
  return Number.isInteger(page) && page >= 1 && page <= 1000 ? page : 1
}

function Preview({
  preview,
  zone,
  page,
  path,
}: {
  preview: CopyPreview
  zone: string
  page: number
  path: string
}) {
  const { from, term, paydays, courses, courseCount, archivedCount, shift } = preview
  const dated = (day: string | null) => day && formatDay(day)
  const query = (n: number) =>
    `${path}?${new URLSearchParams({ name: term.name, startsOn: term.startsOn, ...(n > 1 ? { page: String(n) } : {}) })}`
  return (
    <>
      <Section id="preview" title={`What ${term.name} will be`}>
        <div className="space-y-4">
          {changesWeekdays(shift) && (
            <Alert tone="warning" title="Days of the week change">
              <p>
                {`${from.name} began on a ${weekdayOf(from.startsOn)}, this one begins on a ${weekdayOf(term.startsOn)}: paydays and deadlines move along. Choose a first day on the same weekday to keep them.`}
              </p>
            </Alert>
          )}
          <Facts
            columns={3}
            items={[
              { label: 'First day', value: dated(term.startsOn) },
              { label: 'Last day', value: dated(term.endsOn) },
              {
                label: 'Teaching weeks',
                value: `${teachingWeeks(term.startsOn, term.endsOn, term.breakWeeks)} of ${Math.ceil(daysBetween(term.startsOn, term.endsOn) / 7)}`,
              },
              { label: 'Applications', value: 'Closed, until you open the term' },
              ...positions.flatMap((position) => [
                {
                  label: `${positionNames[position]} deadline`,
                  value: dated(term[`${position}Deadline`]),
                },
                {
                  label: `${positionNames[position]} results expected on`,
                  value: dated(term[`${position}ResultsOn`]),
                },
              ]),
            ]}
          />
          <Form action={copyTermAction}>
            <HiddenFields values={{ id: from.id, name: term.name, startsOn: term.startsOn }} />
            <FormActions
              note={`${count(courseCount, 'course')} and ${count(paydays.length, 'payday')} are copied.${archivedCount > 0 ? ` ${count(archivedCount, 'archived course')} ${archivedCount === 1 ? 'stays' : 'stay'} behind.` : ''} Numbers of current students begin blank.`}
            >
              <SubmitButton pendingText="Copying">Copy term</SubmitButton>
            </FormActions>
          </Form>
        </div>
      </Section>
      <Section id="paydays" title="Paydays">
        <DataTable
          caption="Paydays of the new term"
          fill={false}
          columns={[
            { id: 'paidOn', label: 'Payday', primary: true },
            { id: 'cutoff', label: 'Cut-off' },
            { id: 'reminders', label: 'Reminders, days before' },
          ]}
          rows={paydays.map((payday) => ({
            id: payday.paidOn,
            label: formatDay(payday.paidOn),
            cells: {
              paidOn: formatDay(payday.paidOn),
              cutoff: formatInstant(payday.cutoffAt, zone),
              reminders: remindersText(payday.reminderDays) || 'None',
            },
          }))}
          empty={<EmptyState title="No paydays to copy">They can be set on the new term’s page.</EmptyState>}
        />
      </Section>
      <Section id="courses" title="Courses">
        <DataTable
          caption="Courses of the new term"
          fill={false}
          columns={[
            { id: 'code', label: 'Course', primary: true },
            { id: 'name', label: 'Name', long: true, hideOnPhone: true },
            { id: 'hours', label: 'Hours', align: 'end' },
            { id: 'coordinators', label: 'Coordinators', long: true },
            { id: 'tutorDeadline', label: 'Tutor deadline' },
            { id: 'markerDeadline', label: 'Marker deadline' },
          ]}
          rows={courses.map((course) => ({
            id: course.id,
            label: course.code,
            cells: {
              code: course.code,
              name: course.name,
              hours: formatHours(course.availableQuarters),
              coordinators: course.coordinators.join(', ') || null,
              tutorDeadline: dated(course.tutorDeadline) ?? 'The term’s',
              markerDeadline: dated(course.markerDeadline) ?? 'The term’s',
            },
          }))}
          empty={
            <EmptyState title="No courses to copy">They can be added or imported afterwards.</EmptyState>
          }
        />
        {courseCount > SIZE && (
          <Pagination page={page} pageSize={SIZE} total={courseCount} noun="courses" hrefFor={query} />
        )}
      </Section>
    </>
  )
}

const count = (n: number, word: string) => `${n.toLocaleString('en-NZ')} ${word}${n === 1 ? '' : 's'}`
