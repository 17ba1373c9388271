import { ButtonLink } from '@/components/ui/button'
import { FactRows } from '@/components/ui/facts'
import { fileSize } from '@/lib/file-size'
import { formatHours } from '@/lib/hours'
import type { ReviewRecord } from '@/lib/review/record'
import { degreeLevelNames } from '@/lib/vocabulary'
import { gpaText } from './columns'

const yesNo = (value: boolean | null) => (value === null ? null : value ? 'Yes' : 'No')

/** The answers of the step Eligibility as they were submitted. */
export function RecordAnswers({ record: { application: a } }: { record: ReviewRecord }) {
  return (
    <FactRows
      items={[
        { label: 'Overseas now', value: yesNo(a.overseas) },
        ...(a.overseas ? [{ label: 'Back by the start of the term', value: yesNo(a.returning) }] : []),
        { label: 'Citizen or permanent resident', value: yesNo(a.citizenOrResident) },
        ...(a.citizenOrResident === false ? [{ label: 'Valid work visa', value: yesNo(a.validVisa) }] : []),
        { label: 'Enrolment details', value: a.enrolmentDetails },
        { label: 'Degree level', value: a.degreeLevel && degreeLevelNames[a.degreeLevel] },
        { label: 'Other tutoring or assistant contracts', value: yesNo(a.otherContracts) },
        ...(a.otherContracts
          ? [
              { label: 'Other contracts', value: a.otherContractsText },
              {
                label: 'Hours a week of other contracts',
                value: a.otherContractQuarters === null ? null : formatHours(a.otherContractQuarters),
              },
            ]
          : []),
        {
          label: 'Maximum hours a week',
          value: a.maxWeekQuarters === null ? null : formatHours(a.maxWeekQuarters),
        },
        { label: 'GPA', value: gpaText(a.gpaHundredths) },
      ]}
    />
  )
}

/** CV and transcript, shown in place. */
export function RecordDocuments({
  record: { files, removedFiles, retentionMonths },
}: {
  record: ReviewRecord
}) {
  return (
    <div className="space-y-6">
      {(['cv', 'transcript'] as const).map((kind) => {
        const file = files[kind]
        const word = kind === 'cv' ? 'CV' : 'Transcript'
        if (!file)
          return (
            <p key={kind} className="text-sm text-muted">
              {removedFiles.includes(kind)
                ? `${word}: removed ${retentionMonths} months after the end of the term.`
                : `${word}: no file on record.`}
            </p>
          )
        return (
          <div key={kind}>
            <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
              <p className="min-w-0 text-sm">
                <span className="font-medium">{word}</span>{' '}
                <span className="break-all text-muted">
                  {file.name}, {fileSize(file.size)}
                  {file.pages !== null && `, ${file.pages} ${file.pages === 1 ? 'page' : 'pages'}`}
                </span>
              </p>
              <ButtonLink
                href={`/files/${file.id}`}
                prefetch={false}
                target="_blank"
                rel="noreferrer"
                size="sm"
              >
                Open {kind === 'cv' ? 'CV' : 'transcript'}
              </ButtonLink>
            </div>
            {/* Browsers of phones show no PDF inside a page. */}
            <iframe
              src={`/files/${file.id}`}
              title={`${word}: ${file.name}`}
              loading="lazy"
              className="h-[28rem] w-full rounded border border-line bg-sunken max-sm:hidden"
            />
          </div>
        )
      })}
    </div>
  )
}
