/**
 * The closed word lists of the domain (SPEC 2, 3, 6–9), shared by the schema, the forms and the
 * permission table. The order is the order in which people see them.
 */
export const roles = [
  'admin',
  'tutor_coordinator',
  'marker_coordinator',
  'course_coordinator',
  'student',
] as const
export type Role = (typeof roles)[number]

export const positions = ['tutor', 'marker'] as const
export type Position = (typeof positions)[number]

export const accountStates = ['unverified', 'active', 'deactivated', 'deleted'] as const
export type AccountState = (typeof accountStates)[number]

export const degreeLevels = ['undergraduate', 'postgraduate'] as const
export type DegreeLevel = (typeof degreeLevels)[number]

export const applicationLimits = ['none', 'one', 'setting'] as const
export const applicationStates = ['draft', 'submitted', 'published', 'withdrawn'] as const
export type ApplicationState = (typeof applicationStates)[number]

export const decisions = ['accepted', 'rejected', 'reserve'] as const
export type Decision = (typeof decisions)[number]

export const verdicts = ['strong', 'yes', 'no'] as const
export type Verdict = (typeof verdicts)[number]

/** Of results that are to be published at a later time. */
export const scheduleStates = ['waiting', 'published', 'failed', 'cancelled'] as const
export type ScheduleState = (typeof scheduleStates)[number]

export const allocationStates = ['proposed', 'offered', 'accepted', 'declined', 'expired', 'ended'] as const
export type AllocationState = (typeof allocationStates)[number]
/** States whose hours count against a course's budget and a person's load. */
export const liveAllocationStates = [
  'proposed',
  'offered',
  'accepted',
] as const satisfies readonly AllocationState[]
/** States that their person, the colleagues and the payroll may know of. */
export const visibleAllocationStates = ['offered', 'accepted'] as const satisfies readonly AllocationState[]

export const allocationSources = ['application', 'pre_assignment', 'automatic'] as const
export type AllocationSource = (typeof allocationSources)[number]

/** The positions that one automatic assignment is about. */
export const assignmentScopes = ['tutor', 'marker', 'both'] as const
export type AssignmentScope = (typeof assignmentScopes)[number]

export const assignmentStates = ['queued', 'solving', 'done', 'failed', 'cancelled'] as const
export const timesheetStates = ['draft', 'submitted', 'returned', 'approved', 'exported'] as const
export type TimesheetState = (typeof timesheetStates)[number]

export const activities = [
  'tutorial',
  'lab',
  'marking',
  'office_hours',
  'preparation',
  'training',
  'invigilation',
  'other',
] as const
export type Activity = (typeof activities)[number]

export const activityNames: Record<Activity, string> = {
  tutorial: 'Tutorial',
  lab: 'Lab',
  marking: 'Marking',
  office_hours: 'Office hours',
  preparation: 'Preparation',
  training: 'Training',
  invigilation: 'Invigilation',
  other: 'Other',
}

export const payrollLineKinds = ['normal', 'correction'] as const
export type PayrollLineKind = (typeof payrollLineKinds)[number]

export const fileKinds = ['cv', 'transcript'] as const
export type FileKind = (typeof fileKinds)[number]

export const emailKinds = [
  'verify_address',
  'reset_password',
  'security_notice',
  'confirm_new_email',
  'application_received',
  'accepted',
  'rejected',
  'reserve',
  'offer_reminder',
  'offer_expired',
  'offer_answered',
  'offer_changed',
  'allocation_ended',
  'draft_not_submitted',
  'scheduled_results',
  'role_changed',
  'hours_reminder',
  'hours_returned',
  'approvals_waiting',
] as const
export type EmailKind = (typeof emailKinds)[number]

export const emailStates = [
  'queued',
  'sending',
  'sent',
  'failed',
  'bounced',
  'suppressed',
  'cancelled',
] as const
export type EmailState = (typeof emailStates)[number]

export const mailTransports = ['smtp', 'resend', 'outbox'] as const
export type MailTransport = (typeof mailTransports)[number]

/** Words for people. */
export const roleNames: Record<Role, string> = {
  admin: 'Admin',
  tutor_coordinator: 'Tutor coordinator',
  marker_coordinator: 'Marker coordinator',
  course_coordinator: 'Course coordinator',
  student: 'Student',
}
export const positionNames: Record<Position, string> = { tutor: 'Tutor', marker: 'Marker' }
export const decisionNames: Record<Decision, string> = {
  accepted: 'Accepted',
  rejected: 'Rejected',
  reserve: 'Reserve',
}
export const allocationStateNames: Record<AllocationState, string> = {
  proposed: 'Proposed',
  offered: 'Offered',
  accepted: 'Accepted',
  declined: 'Declined',
  expired: 'Expired',
  ended: 'Ended',
}
export const verdictNames: Record<Verdict, string> = { strong: 'Strong', yes: 'Yes', no: 'No' }
export const degreeLevelNames: Record<DegreeLevel, string> = {
  undergraduate: 'Undergraduate',
  postgraduate: 'Postgraduate',
}
export const emailKindNames: Record<EmailKind, string> = {
  verify_address: 'Verify address',
  reset_password: 'Reset password',
  security_notice: 'Security notice',
  confirm_new_email: 'Confirm new email',
  application_received: 'Application received',
  accepted: 'Accepted',
  rejected: 'Rejected',
  reserve: 'Reserve',
  offer_reminder: 'Offer reminder',
  offer_expired: 'Offer expired',
  offer_answered: 'Offer declined',
  offer_changed: 'Hours changed',
  allocation_ended: 'Work ended',
  draft_not_submitted: 'Draft not submitted',
  scheduled_results: 'Scheduled results',
  role_changed: 'Role changed',
  hours_reminder: 'Hours reminder',
  hours_returned: 'Hours returned',
  approvals_waiting: 'Approvals waiting',
}
export const emailStateNames: Record<EmailState, string> = {
  queued: 'Queued',
  sending: 'Sending',
  sent: 'Sent',
  failed: 'Failed',
  bounced: 'Bounced',
  suppressed: 'Suppressed',
  cancelled: 'Cancelled',
}
