import type { ReactElement } from 'react'
import type { EmailKind } from '@/lib/vocabulary'
import { applicationReceived } from './application-received'
import { confirmNewEmail } from './confirm-new-email'
import { draftNotSubmitted } from './draft-not-submitted'
import { approvalsWaiting, hoursReminder, hoursReturned } from './hours'
import type { EmailContext } from './layout'
import { allocationEnded, offerAnswered, offerChanged, offerExpired, offerReminder } from './offers'
import { resetPassword } from './reset-password'
import { accepted, rejected, reserve } from './results'
import { roleChanged } from './role-changed'
import { scheduledResults } from './scheduled-results'
import { securityNotice } from './security-notice'
import { type EmailProps, type EmailSecrets, subjects } from './subjects'
import { verifyAddress } from './verify-address'

export type { EmailContext } from './layout'

type SecretOf<K> = K extends keyof EmailSecrets ? EmailSecrets[K] : unknown

type Component<K extends EmailKind> = {
  /** Props to look at the mail with. */
  preview: EmailProps[K]
  Body: (props: EmailProps[K] & SecretOf<K> & { context: EmailContext }) => ReactElement
}
export type EmailDefinition<K extends EmailKind> = Component<K> & {
  subject: (props: EmailProps[K]) => string
}

const components: { [K in EmailKind]: Component<K> } = {
  verify_address: verifyAddress,
  reset_password: resetPassword,
  security_notice: securityNotice,
  confirm_new_email: confirmNewEmail,
  application_received: applicationReceived,
  accepted,
  rejected,
  reserve,
  offer_reminder: offerReminder,
  offer_expired: offerExpired,
  offer_answered: offerAnswered,
  offer_changed: offerChanged,
  allocation_ended: allocationEnded,
  draft_not_submitted: draftNotSubmitted,
  scheduled_results: scheduledResults,
  role_changed: roleChanged,
  hours_reminder: hoursReminder,
  hours_returned: hoursReturned,
  approvals_waiting: approvalsWaiting,
}

/** Everything there is to a kind of mail: subject, component, props to look at it with. */
export function emailOf<K extends EmailKind>(kind: K): EmailDefinition<K> {
  return { ...components[kind], subject: subjects[kind] }
}
