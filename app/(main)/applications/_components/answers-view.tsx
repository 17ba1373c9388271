import type { ReactNode } from 'react'
import { FileLine } from '@/components/form'
import { FactRows } from '@/components/ui/facts'
import type { Answers, CourseAnswers, FormStep } from '@/lib/applications/answers'
import { stepNames } from '@/lib/applications/answers'
import { courseLabels, documentLabels, eligibilityLabels, identityLabels } from '@/lib/applications/labels'
import type { FormView } from '@/lib/applications/queries'
import { dayIn, formatDay } from '@/lib/dates'
import { fileSize } from '@/lib/file-size'
import { getSettings } from '@/lib/settings/queries'
import { degreeLevelNames } from '@/lib/vocabulary'

type Props = {
  answers: Answers
  courses: FormView['context']['courses']
  files: FormView['files']
  zone: string
  /** Link to the step, where the answers can be changed. */
  change?: (step: FormStep) => ReactNode
}

/** All answers of an application to be read, step by step. */
export async function AnswersView({ answers, courses, files, zone, change }: Props) {
  const { retentionMonths } = await getSettings()
  const part = (step: FormStep, content: ReactNode) => (
    <section key={step} aria-labelledby={`read-${step}`}>
      <div className="mb-2 flex items-baseline justify-between gap-4">
        <h3 id={`read-${step}`} className="text-base">
          {stepNames[step]}
        </h3>
        {change?.(step)}
      </div>
      {content}
    </section>
  )
  return (
    <div className="max-w-3xl space-y-8">
      {part(
        'identity',
        <FactRows
          items={entries(identityLabels).map(([key, label]) => ({ label, value: answers.identity[key] }))}
        />,
      )}
      {part('eligibility', <FactRows items={eligibilityRows(answers.eligibility)} />)}
      {part(
        'courses',
        answers.courses.length === 0 ? (
          <p className="border-y border-line py-3 text-sm text-muted">No course chosen.</p>
        ) : (
          <ol className="divide-y divide-line border-y border-line">
            {answers.courses.map((answer, place) => (
              <li key={answer.courseId} className="py-3">
                <p className="mb-2 text-sm">
                  <span className="mr-2 text-muted tabular-nums">{place + 1}.</span>
                  <span className="font-medium">
                    {courses.get(answer.courseId)?.code ?? 'Unknown course'}
                  </span>{' '}
                  <span className="text-muted">{courses.get(answer.courseId)?.name}</span>
                </p>
                <FactRows items={courseRows(answer)} className="border-y-0 pl-6" />
              </li>
            ))}
          </ol>
        ),
      )}
      {part(
        'documents',
        <ul className="space-y-2">
          {entries(documentLabels).map(([kind, label]) => {
            const file = files.get(answers.documents[kind] ?? '')
            return (
              <li key={kind} className="text-sm">
                <p className="mb-1 text-muted">{label}</p>
                {file && !file.removedAt ? (
                  <FileLine file={fileLine(file, zone)} />
                ) : (
                  <p>{file ? `Removed ${retentionMonths} months after the end of the term.` : '–'}</p>
                )}
              </li>
            )
          })}
        </ul>,
      )}
    </div>
  )
}

const entries = <K extends string>(labels: Record<K, string>) => Object.entries(labels) as [K, string][]

const sayYesNo = (word: string) => (word === 'yes' ? 'Yes' : word === 'no' ? 'No' : '')
const sayHours = (typed: string) => (/^[\d.]+$/.test(typed) ? `${typed} h` : typed)

/** With two decimals, as coordinators read it; what is no number stays as typed. */
const sayGpa = (typed: string) => (/^\d+(\.\d+)?$/.test(typed) ? Number(typed).toFixed(2) : typed)

/** Questions that another answer does not call are left out. */
function eligibilityRows(a: Answers['eligibility']) {
  const l = eligibilityLabels
  return [
    { label: l.overseas, value: sayYesNo(a.overseas) },
    ...(a.overseas === 'yes' ? [{ label: l.returning, value: sayYesNo(a.returning) }] : []),
    { label: l.citizenOrResident, value: sayYesNo(a.citizenOrResident) },
    ...(a.citizenOrResident === 'no' ? [{ label: l.validVisa, value: sayYesNo(a.validVisa) }] : []),
    { label: l.enrolmentDetails, value: a.enrolmentDetails },
    { label: l.degreeLevel, value: a.degreeLevel && degreeLevelNames[a.degreeLevel] },
    { label: l.otherContracts, value: sayYesNo(a.otherContracts) },
    ...(a.otherContracts === 'yes'
      ? [
          { label: l.otherContractsText, value: a.otherContractsText },
          { label: l.otherContractHours, value: sayHours(a.otherContractHours) },
        ]
      : []),
    { label: l.maxHours, value: sayHours(a.maxHours) },
    { label: l.gpa, value: sayGpa(a.gpa) },
  ]
}

function courseRows(a: CourseAnswers) {
  return [
    { label: courseLabels.completed, value: sayYesNo(a.completed) },
    ...(a.completed === 'yes' ? [{ label: courseLabels.grade, value: a.grade }] : []),
    ...(a.completed === 'no' ? [{ label: courseLabels.whySuitable, value: a.whySuitable }] : []),
    { label: courseLabels.experience, value: a.experience },
    { label: courseLabels.workedBefore, value: a.workedBefore ? 'Yes' : 'No' },
  ]
}

/** A file on record as its line shows it. */
export function fileLine(
  file: { id: string; name: string; size: number; pages: number | null; createdAt: Date },
  zone: string,
) {
  const pages = file.pages ? `, ${file.pages} ${file.pages === 1 ? 'page' : 'pages'}` : ''
  return {
    name: file.name,
    detail: `${fileSize(file.size)}${pages}, added ${formatDay(dayIn(file.createdAt, zone))}`,
    href: `/files/${file.id}`,
  }
}
