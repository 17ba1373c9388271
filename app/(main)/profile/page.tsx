import type { Metadata } from 'next'
import { Form, FormActions, HiddenFields, RadioGroup, SubmitButton } from '@/components/form'
import { isStaff } from '@/lib/permissions'
import { getOwnProfile } from '@/lib/profile/queries'
import { messageChoiceNames, messageChoices } from '@/lib/profile/schema'
import { definePage } from '@/lib/web/page'
import { Documents } from './_components/documents'
import { Eligibility, Identity, Person } from './_components/profile-fields'
import { ProfileHeader } from './_components/profile-tabs'
import { saveProfileAction, saveStaffProfileAction } from './actions'

export const metadata: Metadata = { title: 'Your profile' }

export default definePage({ path: '/profile', gate: 'profile.edit' }, async ({ viewer }) => {
  const profile = await getOwnProfile(viewer)
  // Staff who do not apply are not asked what only applicants are.
  const applies = !isStaff(viewer) || viewer.roles.includes('student')
  return (
    <>
      <ProfileHeader current="profile" />
      <Form action={applies ? saveProfileAction : saveStaffProfileAction}>
        <HiddenFields values={{ version: profile.version }} />
        <Person profile={profile} />
        {applies && (
          <>
            <Identity profile={profile} />
            <Eligibility profile={profile} />
          </>
        )}
        <h2 className="mt-10 mb-4 text-lg">Notifications</h2>
        <RadioGroup
          name="messages"
          label="Emails about unread messages"
          help="Results, security notices and reminders are always sent."
          defaultValue={profile.notifications?.messages ?? 'at_once'}
          options={messageChoices.map((value) => ({ value, label: messageChoiceNames[value] }))}
        />
        <FormActions>
          <SubmitButton pendingText="Saving">Save profile</SubmitButton>
        </FormActions>
      </Form>
      {applies && <Documents profile={profile} />}
    </>
  )
})
