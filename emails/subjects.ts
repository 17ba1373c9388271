import { formatDay } from '@/lib/dates'
import type { EmailKind } from '@/lib/vocabulary'
import type { ApplicationReceivedProps } from './application-received'
import type { ConfirmNewEmailProps } from './confirm-new-email'
import type { DraftNotSubmittedProps } from './draft-not-submitted'
import type { ApprovalsWaitingProps, HoursReminderProps, HoursReturnedProps } from './hours'
import type {
  AllocationEndedProps,
  OfferAnsweredProps,
  OfferChangedProps,
  OfferExpiredProps,
  OfferReminderProps,
} from './offers'
import type { ResetPasswordProps } from './reset-password'
import type { AcceptedProps, RejectedProps, ReserveProps } from './results'
import type { RoleChangedProps } from './role-changed'
import type { ScheduledResultsProps } from './scheduled-results'
import type { SecurityNoticeProps } from './security-notice'
import type { VerifyAddressProps } from './verify-address'

/**
 * Kinds of mail, their props and subjects, apart from their components: who queues a mail needs no
 * renderer in memory.
 */

/** What each kind is made of. Kept in the log as it is, so never a secret. */
export type EmailProps = {
  verify_address: VerifyAddressProps
  reset_password: ResetPasswordProps
  security_notice: SecurityNoticeProps
  confirm_new_email: ConfirmNewEmailProps
  application_received: ApplicationReceivedProps
  accepted: AcceptedProps
  rejected: RejectedProps
  reserve: ReserveProps
  offer_reminder: OfferReminderProps
  offer_expired: OfferExpiredProps
  offer_answered: OfferAnsweredProps
  offer_changed: OfferChangedProps
  allocation_ended: AllocationEndedProps
  draft_not_submitted: DraftNotSubmittedProps
  scheduled_results: ScheduledResultsProps
  role_changed: RoleChangedProps
  hours_reminder: HoursReminderProps
  hours_returned: HoursReturnedProps
  approvals_waiting: ApprovalsWaitingProps
}

/** Secrets of the kinds that have them; given apart, encrypted, and gone once the mail has left. */
export type EmailSecrets = {
  verify_address: { code: string; link: string }
  reset_password: { link: string }
  confirm_new_email: { link: string }
}

const securityEvents = [
  'password_changed',
  'password_reset',
  'email_change_asked',
  'email_changed',
  'signed_out_everywhere',
  'registration_tried',
] as const
export type SecurityEvent = (typeof securityEvents)[number]

export const securityHeadings: Record<SecurityEvent, string> = {
  password_changed: 'Your password was changed',
  password_reset: 'Your password was set anew',
  email_change_asked: 'A new email address was asked for',
  email_changed: 'Your email address was changed',
  signed_out_everywhere: 'You were signed out everywhere',
  registration_tried: 'Your address was given again',
}

const result = (props: { position: string; termName: string }) =>
  `Result of your ${props.position} application for ${props.termName}`

export const subjects: { [K in EmailKind]: (props: EmailProps[K]) => string } = {
  verify_address: () => 'Your code for MTMS',
  reset_password: (props) => (props.added ? 'Your account with MTMS' : 'Set a new password for MTMS'),
  security_notice: (props) => securityHeadings[props.event],
  confirm_new_email: () => 'Confirm your new email address',
  application_received: (props) => `Your ${props.position} application for ${props.termName}`,
  // One subject for all results: a subject shows on a locked screen.
  accepted: (props) =>
    props.applicationId === null ? `Your work as a ${props.position} in ${props.termName}` : result(props),
  rejected: result,
  reserve: result,
  offer_reminder: (props) => `An offer in ${props.code} waits for your answer`,
  offer_expired: (props) =>
    props.studentName === null
      ? `An offer in ${props.code} has ended`
      : `${props.studentName} did not answer: ${props.code}`,
  offer_answered: (props) => `${props.studentName} has declined: ${props.code}`,
  offer_changed: (props) => `Your hours in ${props.code}`,
  allocation_ended: (props) => `Your work in ${props.code}`,
  draft_not_submitted: (props) =>
    `Your ${props.position} application for ${props.termName} is not submitted yet`,
  scheduled_results: (props) =>
    props.failed
      ? `Results were not published: ${props.position}s, ${props.termName}`
      : `Results were published: ${props.position}s, ${props.termName}`,
  role_changed: () => 'Your roles in MTMS have changed',
  hours_reminder: (props) => `Hours for ${formatDay(props.paidOn)} are due ${formatDay(props.dueOn)}`,
  hours_returned: (props) => `Your hours in ${props.courseCode} need a change`,
  approvals_waiting: (props) =>
    `${props.waiting} ${props.waiting === 1 ? 'timesheet waits' : 'timesheets wait'} for your approval`,
}

/** What stands in the log in the place of each secret. */
export const removedSecret = { code: '[code removed]', link: '[link removed]' } as const

const kindsWithSecret = [
  'verify_address',
  'reset_password',
  'confirm_new_email',
] as const satisfies readonly (keyof EmailSecrets)[]

export const hasSecret = (kind: EmailKind): boolean => (kindsWithSecret as readonly string[]).includes(kind)
