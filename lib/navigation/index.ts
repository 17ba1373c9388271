import type { Action } from '@/lib/permissions'
import { mayEver, type Viewer } from '@/lib/permissions'

export type Entry = {
  href: string
  label: string
  icon:
    | 'home'
    | 'courses'
    | 'applications'
    | 'offers'
    | 'review'
    | 'endorse'
    | 'members'
    | 'payroll'
    | 'assign'
    | 'reports'
    | 'hours'
    | 'approve'
    | 'terms'
    | 'people'
    | 'emails'
    | 'audit'
    | 'settings'
  /** Words by which the page is found in the search, beside its label. */
  also?: string
}

type Rule = Entry & { when: (viewer: Viewer) => boolean }

const may = (action: Action) => (viewer: Viewer) => mayEver(viewer, action)
const isStudent = (viewer: Viewer) => viewer.roles.includes('student')

/** Every page of the app that has a place in the navigation, in the order in which people see it. */
const rules: Rule[] = [
  { href: '/', label: 'Home', icon: 'home', when: () => true },
  {
    href: '/applications',
    label: 'Applications',
    icon: 'applications',
    also: 'apply tutor marker',
    when: isStudent,
  },
  {
    href: '/offers',
    label: 'Offers',
    icon: 'offers',
    also: 'accept decline my hours courses work load',
    when: isStudent,
  },
  {
    href: '/review',
    label: 'Review',
    icon: 'review',
    also: 'applications decide accept reject reserve',
    when: may('applications.decide'),
  },
  {
    href: '/assign',
    label: 'Assign',
    icon: 'assign',
    also: 'automatic assignment solve optimise scenarios propose hours',
    when: may('assignment.run'),
  },
  {
    href: '/endorse',
    label: 'Endorse',
    icon: 'endorse',
    also: 'applicants of my courses',
    when: (v) => v.roles.includes('course_coordinator'),
  },
  {
    href: '/hours',
    label: 'Hours',
    icon: 'hours',
    also: 'timesheet record submit payday',
    when: isStudent,
  },
  { href: '/courses', label: 'Courses', icon: 'courses', when: () => true },
  {
    href: '/enrolment',
    label: 'Enrolment',
    icon: 'members',
    also: 'members allocations hours pre-assign',
    when: may('members.read'),
  },
  {
    href: '/hours/approve',
    label: 'Approve hours',
    icon: 'approve',
    also: 'timesheets return late reminders payday',
    when: may('hours.approve'),
  },
  {
    href: '/payroll',
    label: 'Payroll',
    icon: 'payroll',
    also: 'batches export pay rates',
    when: may('payroll.export'),
  },
  {
    href: '/reports',
    label: 'Reports',
    icon: 'reports',
    also: 'hours by course person payday comparison of terms workbook export',
    when: may('reports.read'),
  },
  { href: '/terms', label: 'Terms', icon: 'terms', also: 'paydays deadlines', when: may('terms.manage') },
  { href: '/users', label: 'People', icon: 'people', also: 'users roles accounts', when: may('users.list') },
  { href: '/emails', label: 'Emails', icon: 'emails', also: 'mail log outbox', when: may('emails.read') },
  { href: '/audit', label: 'Audit log', icon: 'audit', also: 'history who changed', when: may('audit.read') },
  { href: '/settings', label: 'Settings', icon: 'settings', when: may('settings.read') },
]

/** The navigation of this viewer. */
export function entriesFor(viewer: Viewer): Entry[] {
  return rules.filter((rule) => rule.when(viewer)).map(({ when: _, ...entry }) => entry)
}
