import { Download } from 'lucide-react'
import type { Metadata } from 'next'
import { FileField, Form, FormActions, Select, SubmitButton } from '@/components/form'
import { ButtonLink, buttonClass } from '@/components/ui/button'
import { Section } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { COURSE_COLUMNS } from '@/lib/courses/import-fields'
import { listImportPreviews } from '@/lib/courses/import-previews'
import { listTermChoices } from '@/lib/courses/queries'
import { formatInstant } from '@/lib/dates'
import { getSettings } from '@/lib/settings/queries'
import { SHEET_LIMITS } from '@/lib/spreadsheet/types'
import { definePage } from '@/lib/web/page'
import { termOf } from '@/lib/web/term'
import { previewImportAction } from './actions'

export const metadata: Metadata = { title: 'Import courses' }

export default definePage(
  { path: '/courses/import', gate: 'courses.import' },
  async ({ viewer, searchParams }) => {
    const [terms, term, previews, { timeZone }] = await Promise.all([
      listTermChoices(viewer),
      termOf(viewer, searchParams),
      listImportPreviews(viewer),
      getSettings(),
    ])
    return (
      <div className="max-w-3xl space-y-10">
        <div>
          <PageHeader
            title="Import courses"
            description="From an Excel workbook (XLSX or XLS) or a CSV file. You see what would change before anything is saved."
            breadcrumb={[{ label: 'Courses', href: '/courses' }]}
          />
          {terms.length === 0 ? (
            <EmptyState
              title="No term yet"
              action={
                <ButtonLink href="/terms/new" variant="primary">
                  Create a term
                </ButtonLink>
              }
            >
              Courses belong to a term.
            </EmptyState>
          ) : (
            <Form action={previewImportAction}>
              <Select
                name="termId"
                label="Term"
                options={terms.map((one) => ({ value: one.id, label: one.name }))}
                defaultValue={term && terms.some((one) => one.id === term.id) ? term.id : terms[0]?.id}
              />
              <FileField
                name="file"
                label="File"
                help={`Up to 5 MB and ${SHEET_LIMITS.rows.toLocaleString('en')} rows. Of a workbook, the first sheet with content is read.`}
                accept=".xlsx,.xls,.csv,text/csv,application/vnd.ms-excel,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                maxBytes={SHEET_LIMITS.fileBytes}
              />
              <FormActions>
                <SubmitButton pendingText="Reading the file">Show preview</SubmitButton>
                <ButtonLink href={term ? `/courses?term=${term.id}` : '/courses'} variant="ghost">
                  Cancel
                </ButtonLink>
              </FormActions>
            </Form>
          )}
        </div>
        {previews.length > 0 && (
          <Section id="recent" title="Your last previews">
            <ul className="divide-y divide-line rounded border border-line bg-surface text-sm">
              {previews.map((preview) => (
                <li
                  key={preview.id}
                  className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 py-2"
                >
                  <Link href={`/courses/import/${preview.id}`} className="link min-w-0 break-words">
                    {preview.fileName}
                  </Link>
                  <span className="text-muted">
                    {preview.termName}, {formatInstant(preview.createdAt, timeZone)},{' '}
                    {preview.applied ? 'applied' : 'not applied'}
                  </span>
                </li>
              ))}
            </ul>
          </Section>
        )}
        <Section
          id="columns"
          title="Columns"
          description="In any order, with or without capitals and spaces. A blank cell leaves what the course has, or the default of a new one."
          actions={
            <a href="/courses/import/template" download className={buttonClass({ size: 'sm' })}>
              <Download aria-hidden />
              Template
            </a>
          }
        >
          <dl className="divide-y divide-line rounded border border-line bg-surface text-sm">
            {COURSE_COLUMNS.map((column) => (
              <div key={column.field} className="grid gap-x-4 px-4 py-2 sm:grid-cols-[14rem_1fr]">
                <dt className="font-mono text-xs leading-5 break-all">{column.header}</dt>
                <dd>
                  {column.label}. <span className="text-muted">{column.help}</span>
                </dd>
              </div>
            ))}
          </dl>
        </Section>
      </div>
    )
  },
)
