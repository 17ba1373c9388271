import { HoursField, NumberField, RadioGroup, Select, TextArea, TextField } from '@/components/form'
import { Facts } from '@/components/ui/facts'
import { Link } from '@/components/ui/link'
import { quartersToDecimal } from '@/lib/hours'
import type { OwnProfile } from '@/lib/profile/queries'
import { leastWeekHours, mostWeekHours } from '@/lib/profile/schema'
import { degreeLevelNames, degreeLevels } from '@/lib/vocabulary'

const word = (value: boolean | null) => (value === null ? '' : value ? 'yes' : 'no')
const hours = (quarters: number | null) => (quarters === null ? null : quartersToDecimal(quarters))

type Part = { profile: OwnProfile }

/** Yes, no, and the way back to no answer. */
const answers = (yes?: React.ReactNode, no?: React.ReactNode) => [
  { value: 'yes', label: 'Yes', content: yes },
  { value: 'no', label: 'No', content: no },
  { value: '', label: 'No answer' },
]

export function Person({ profile }: Part) {
  return (
    <>
      <h2 className="mb-4 text-lg">You</h2>
      <TextField name="name" label="Name" defaultValue={profile.name} autoComplete="name" />
      <TextField
        name="preferredName"
        label="Preferred name"
        help="What emails and lists call you, when it is not your name."
        optional
        defaultValue={profile.preferredName}
        autoComplete="nickname"
      />
      <TextField
        name="phone"
        label="Phone"
        optional
        defaultValue={profile.phone}
        inputMode="tel"
        autoComplete="tel"
        width="medium"
      />
      <Facts
        columns={1}
        className="mb-6"
        items={[
          {
            label: 'Email',
            value: (
              <>
                <span className="break-all">{profile.email}</span>{' '}
                <Link href="/profile/security#email" className="link whitespace-nowrap">
                  Change email
                </Link>
              </>
            ),
          },
        ]}
      />
    </>
  )
}

export function Identity({ profile }: Part) {
  const heading = <h2 className="mt-10 mb-4 text-lg">At the university</h2>
  if (profile.identityLockedAt)
    return (
      <>
        {heading}
        <Facts
          className="mb-3"
          items={[
            { label: 'UPI', value: profile.upi },
            { label: 'Student ID', value: profile.auid },
          ]}
        />
        <p className="mb-6 text-sm text-muted">
          Locked since you submitted an application. If one of them is wrong, tell a coordinator.
        </p>
      </>
    )
  // The user name is mostly the UPI.
  const guess = /^[a-z]{3,4}\d{3}$/.test(profile.username) && !profile.upi ? profile.username : null
  return (
    <>
      {heading}
      <TextField
        name="upi"
        label="UPI"
        help="For example abcd123. Locked once you submit an application."
        optional
        defaultValue={profile.upi ?? guess}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        width="short"
      />
      <TextField
        name="auid"
        label="Student ID"
        help="The 9 digits on your student card. Locked once you submit an application."
        optional
        defaultValue={profile.auid}
        inputMode="numeric"
        autoComplete="off"
        width="short"
      />
    </>
  )
}

export function Eligibility({ profile }: Part) {
  return (
    <>
      <Select
        name="degreeLevel"
        label="Degree level"
        optional
        placeholder="No answer"
        defaultValue={profile.degreeLevel}
        options={degreeLevels.map((value) => ({ value, label: degreeLevelNames[value] }))}
      />
      <TextArea
        name="enrolmentDetails"
        label="Enrolment details"
        help="Programme, year and courses you are enrolled in."
        optional
        defaultValue={profile.enrolmentDetails}
        maxLength={500}
        rows={3}
      />
      <NumberField
        name="gpaHundredths"
        label="GPA"
        help="From 0 to 9, at most two decimals."
        optional
        min={0}
        max={9}
        step={0.01}
        width="tiny"
        defaultValue={profile.gpaHundredths === null ? null : profile.gpaHundredths / 100}
      />
      <h2 className="mt-10 mb-1 text-lg">Work</h2>
      <p className="measure mb-4 text-sm text-muted">
        New applications begin with these answers. Each application keeps its own copy.
      </p>
      <RadioGroup
        name="citizenOrResident"
        label="Are you a citizen or permanent resident?"
        optional
        defaultValue={word(profile.citizenOrResident)}
        options={answers(
          undefined,
          <RadioGroup
            name="validVisa"
            label="Do you have a valid work visa?"
            optional
            inline
            defaultValue={word(profile.validVisa)}
            options={answers()}
          />,
        )}
      />
      <RadioGroup
        name="overseas"
        label="Are you overseas now?"
        optional
        defaultValue={word(profile.overseas)}
        options={answers(
          <RadioGroup
            name="returning"
            label="Will you be back by the start of the term?"
            optional
            inline
            defaultValue={word(profile.returning)}
            options={answers()}
          />,
        )}
      />
      <RadioGroup
        name="otherContracts"
        label="Do you have other tutoring or assistant contracts?"
        optional
        defaultValue={word(profile.otherContracts)}
        options={answers(
          <>
            <TextArea
              name="otherContractsText"
              label="Which ones"
              optional
              defaultValue={profile.otherContractsText}
              maxLength={500}
              rows={2}
            />
            <HoursField
              name="otherContractQuarters"
              label="Hours a week of these"
              optional
              defaultValue={hours(profile.otherContractQuarters)}
            />
          </>,
        )}
      />
      <HoursField
        name="maxWeekQuarters"
        label="Maximum hours a week"
        help={`From ${leastWeekHours} to ${mostWeekHours}.`}
        optional
        defaultValue={hours(profile.maxWeekQuarters)}
      />
    </>
  )
}
