import type { Action } from '@/lib/permissions'
import { mayEver, type Viewer } from '@/lib/permissions'
import type { Role } from '@/lib/vocabulary'

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
  /** For the bar on phones, where the label is too long for it. */
  shortLabel?: string
  /** Its place in that bar when there are too many for it; none when it then stands under "More". */
  barPlace?: number
  /** Beginnings of other addresses whose pages belong to it for this viewer. */
  covers?: readonly string[]
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
    shortLabel: 'Approve',
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

/** What each role opens most, by which the bar of a phone is filled; the first of each role come first. */
const most: Record<Role, readonly string[]> = {
  course_coordinator: ['/endorse', '/hours/approve', '/courses'],
  tutor_coordinator: ['/review', '/hours/approve', '/enrolment'],
  marker_coordinator: ['/review', '/hours/approve', '/enrolment'],
  admin: ['/review', '/users', '/courses'],
  student: ['/hours', '/applications', '/offers'],
}
/** Home, three places and "More". */
const IN_BAR = 4

/** The places of a phone's bar for these roles. */
function barOf(roles: readonly Role[]): string[] {
  const ranked = [0, 1, 2].flatMap((rank) =>
    (Object.keys(most) as Role[])
      .filter((role) => roles.includes(role))
      .map((role) => most[role][rank] ?? '/'),
  )
  return [...new Set(['/', ...ranked])].slice(0, IN_BAR)
}

/** The navigation of this viewer. */
export function entriesFor(viewer: Viewer): Entry[] {
  const bar = barOf(viewer.roles)
  const own = rules.filter((rule) => rule.when(viewer))
  const reviews = own.some((rule) => rule.href === '/review')
  return own.map(({ when: _, ...rule }) => {
    // Who endorses and decides on nothing has the records of applicants from there.
    const entry = rule.href === '/endorse' && !reviews ? { ...rule, covers: ['/review'] } : rule
    const place = bar.indexOf(entry.href)
    return place < 0 ? entry : { ...entry, barPlace: place }
  })
}
