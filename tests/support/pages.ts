import type { SampleRecords } from './sample-records'

/** Someone of the sample term or of sample-records.ts; `nobody` is not signed in. */
export type Who =
  | 'nobody'
  | 'admin1'
  | 'tutorco'
  | 'markerco'
  | 'coord01'
  | 'coord05'
  | 'newCoordinator'
  | 'everyRole'
  | 'stud001'
  | 'newcomer'
  | 'drafting'
  | 'ready'
  | 'submitted'
  | 'changing'
  | 'withdrawn'
  | 'rejected'
  | 'reserve'
  | 'accepted'
  | 'working'
  | 'offered'
  | 'longName'

type Text = string | ((ids: SampleRecords['ids'], names: Record<string, string>) => string)

export type Screen = {
  /** What it shows, unique for its person: the name of the screenshot and of the test step. */
  name: string
  who: Who
  path: Text
  /** The record that the title must name. */
  names?: Text
  /** Answers with this status rather than 200. */
  status?: 403 | 404
  /** Checked by axe at 360 px too, as one of its kind. */
  phone?: true
}

/** Screens of one person: `[name, path, what else]`. */
function screens(who: Who, rows: [string, Text, Omit<Screen, 'name' | 'who' | 'path'>?][]): Screen[] {
  return rows.map(([name, path, more]) => ({ name, who, path, ...more }))
}

/**
 * Every page of MTMS as the people who use it see it, with its empty states; for screenshots, accessibility and the
 * weight of scripts. A new page is one line for each role that sees something of its own there.
 */
export const pages: Screen[] = [
  ...screens('nobody', [
    ['sign in', '/login', { phone: true }],
    ['register', '/register'],
    ['forgotten password', '/forgot-password'],
    ['choose a password', (r) => `/reset-password/${r.resetToken}`],
    ['spent link', '/reset-password/spent'],
    ['confirm email', '/verify-email'],
    ['set up already', '/setup'],
  ]),
  ...screens('admin1', [
    ['home', '/'],
    ['home, empty term', (r) => `/?term=${r.emptyTerm}`],
    ['search', '/search?q=comp'],
    ['search, nothing', '/search?q=zzzz'],
    ['no such page', '/nothing-here', { status: 404 }],
    ['review markers', (r) => `/review?term=${r.term}&position=marker`],
    ['courses', (r) => `/courses?term=${r.term}`],
    ['import', '/courses/import', { phone: true }],
    ['import preview', (r) => `/courses/import/${r.preview}`, { names: 'corrected.csv', phone: true }],
    ['terms', '/terms'],
    ['new term', '/terms/new'],
    ['term', (r) => `/terms/${r.term}`, { names: '(sample)', phone: true }],
    ['copy term', (r) => `/terms/${r.term}/copy`, { names: '(sample)' }],
    ['empty term', (r) => `/terms/${r.emptyTerm}`, { names: 'in which nothing is' }],
    ['edit term', (r) => `/terms/${r.term}/edit`, { names: '(sample)' }],
    ['paydays', (r) => `/terms/${r.term}/paydays`, { names: '(sample)', phone: true }],
    [
      'copy term',
      (r) => `/terms/${r.term}/copy?name=A+copy+of+the+sample&startsOn=2031-07-15`,
      { names: '(sample)', phone: true },
    ],
    ['remove term', (r) => `/terms/${r.oneTerm}/remove`, { names: 'no switch can hold it' }],
    ['people', '/users'],
    ['people, nothing', '/users?q=zzzz'],
    ['person', (r) => `/users/${r.person}`, { names: (_, names) => names.working! }],
    ['long person', (r) => `/users/${r.longPerson}`, { names: 'Featherstonehaugh', phone: true }],
    ['coordinator', (r) => `/users/${r.coordinator}`, { names: 'Ngaire Parata' }],
    ['add a person', '/users/new'],
    ['applications, not a student', '/applications'],
    ['start for a student', (r) => `/applications/new?for=${r.person}`, { phone: true }],
    ['emails', '/emails'],
    ['email', (r) => `/emails/${r.failedEmail}`, { names: 'Your application as tutor', phone: true }],
    ['audit log', '/audit'],
    ['audit log, nothing', '/audit?q=zzzz'],
    ['settings', '/settings', { phone: true }],
    ['profile', '/profile'],
    ['security', '/profile/security', { phone: true }],
  ]),
  ...screens('tutorco', [
    ['home', '/', { phone: true }],
    ['review', (r) => `/review?term=${r.term}&position=tutor`, { phone: true }],
    ['review accepted', (r) => `/review?term=${r.term}&position=tutor&tab=accepted`],
    ['review published', (r) => `/review?term=${r.term}&position=tutor&tab=published`],
    ['review withdrawn', (r) => `/review?term=${r.term}&position=tutor&tab=withdrawn`],
    ['review filtered', (r) => `/review?term=${r.term}&position=tutor&degree=postgraduate&endorsed=strong`],
    ['review, nothing matches', (r) => `/review?term=${r.term}&position=tutor&q=zzzz`],
    ['review, empty term', (r) => `/review?term=${r.emptyTerm}&position=tutor`],
    ['review, one row', (r) => `/review?term=${r.oneTerm}&position=tutor`],
    [
      'application',
      (r) => `/review/${r.undecided}?term=${r.term}&position=tutor`,
      { names: (_, names) => names.undecided!, phone: true },
    ],
    [
      'decided application',
      (r) => `/review/${r.decided}?term=${r.term}&position=tutor&tab=accepted`,
      { names: (_, names) => names.decided! },
    ],
    ['long application', (r) => `/review/${r.longApplication}`, { names: 'Featherstonehaugh' }],
    [
      'correct answers',
      (r) => `/review/${r.undecided}/edit`,
      { names: (_, names) => names.undecided!, phone: true },
    ],
    ['accept many', (r) => `/review/bulk?do=accept&ids=${r.undecided}&ids=${r.longApplication}`],
    ['publish', (r) => `/review/publish?term=${r.term}&position=tutor`, { phone: true }],
    ['publish, nothing decided', (r) => `/review/publish?term=${r.emptyTerm}&position=tutor`],
    ['publication', (r) => `/review/publications/${r.publication}`, { names: '(sample)' }],
    ['late submission', (r) => `/review/late?term=${r.term}&position=tutor`],
    ['assign', (r) => `/assign?term=${r.term}`, { phone: true }],
    ['assign, nobody takes part', (r) => `/assign?term=${r.emptyTerm}`],
    ['late submission, found', (r) => `/review/late?term=${r.term}&position=tutor&q=chen`],
    ['endorse', (r) => `/endorse?term=${r.term}&course=${r.course}`],
    ['enrolment', (r) => `/enrolment?term=${r.term}`, { phone: true }],
    ['members', (r) => `/enrolment?term=${r.term}&course=${r.workingCourse}`, { phone: true }],
    ['members, none', (r) => `/enrolment?term=${r.oneTerm}&course=${r.noHours}`, { names: 'COMPSCI 799X' }],
    ['allocation', (r) => `/enrolment/${r.allocation}`, { names: (_, names) => names.working! }],
    [
      'reserve list',
      (r) => `/enrolment/reserve?course=${r.reserveCourse}&position=tutor`,
      { names: 'Reserve list of COMPSCI', phone: true },
    ],
    ['reserve list, nobody', (r) => `/enrolment/reserve?course=${r.noHours}&position=tutor`],
    [
      'offer from the reserve list',
      (r) => `/enrolment/reserve/${r.reserve}?course=${r.reserveCourse}`,
      { names: (_, names) => names.reserve! },
    ],
    ['tell pre-assigned, nobody', (r) => `/enrolment/tell?course=${r.noHours}&position=tutor`],
    ['scheduled results', (r) => `/review/schedules/${r.schedule}`, { names: '(sample)' }],
    ['add a member', (r) => `/enrolment/add?course=${r.course}`],
    ['add a member, found', (r) => `/enrolment/add?course=${r.course}&q=chen`],
    ['courses', (r) => `/courses?term=${r.term}`, { phone: true }],
    ['courses, nothing matches', (r) => `/courses?term=${r.term}&q=zzzz`],
    ['courses, empty term', (r) => `/courses?term=${r.emptyTerm}`],
    ['course', (r) => `/courses/${r.course}`, { names: 'COMPSCI 101', phone: true }],
    ['course without hours', (r) => `/courses/${r.noHours}`, { names: 'COMPSCI 799X' }],
    ['new course', (r) => `/courses/new?term=${r.term}`],
    ['edit course', (r) => `/courses/${r.course}/edit`, { names: 'COMPSCI 101' }],
    ['remove course', (r) => `/courses/${r.course}/remove`, { names: 'COMPSCI 101' }],
    ['coordinators', (r) => `/courses/${r.course}/coordinators`, { names: 'COMPSCI 101' }],
    ['assign', (r) => `/assign?term=${r.term}&scope=tutor`, { phone: true }],
    ['assign, empty term', (r) => `/assign?term=${r.emptyTerm}&scope=tutor`],
    ['board', (r) => `/assign/${r.run}`, { names: 'Scenario tutor', phone: true }],
    ['apply proposal', (r) => `/assign/${r.run}/apply`, { names: 'Scenario tutor' }],
    ['compare proposal', (r) => `/assign/${r.run}/compare?with=standing`],
    ['import proposal', (r) => `/assign/${r.run}/import`],
    ['reports', (r) => `/reports?term=${r.term}`],
    ['report of courses', (r) => `/reports/courses?term=${r.term}`],
    ['report of people', (r) => `/reports/people?term=${r.term}`, { phone: true }],
    ['report of paydays', (r) => `/reports/paydays?term=${r.term}`],
    ['report, empty term', (r) => `/reports/allocations?term=${r.emptyTerm}`],
    ['report of terms', '/reports/terms'],
    ['payroll', (r) => `/payroll?term=${r.term}&position=tutor`, { phone: true }],
    ['payroll, empty term', (r) => `/payroll?term=${r.emptyTerm}&position=tutor`],
    ['next batch', (r) => `/payroll/preview?payday=${r.payday}&position=tutor`],
    ['batch', (r) => `/payroll/${r.batch}`, { phone: true }],
    ['pay rates', '/payroll/rates'],
    ['approve hours', (r) => `/hours/approve?term=${r.term}`, { phone: true }],
    ['approve hours, by course', (r) => `/hours/approve?term=${r.term}&view=courses`],
    ['approve hours, late', (r) => `/hours/approve?term=${r.term}&late=1`],
    ['approve hours, by person', (r) => `/hours/approve?term=${r.term}&view=people`],
    ['approve hours, empty term', (r) => `/hours/approve?term=${r.emptyTerm}`],
    ['timesheet', (r) => `/hours/approve/${r.timesheet}`, { phone: true }],
    ['approve many', (r) => `/hours/approve/bulk?term=${r.term}&do=approve&ids=${r.timesheet}`],
    ['return many', (r) => `/hours/approve/bulk?term=${r.term}&do=return&ids=${r.timesheet}`],
    ['reminders', (r) => `/hours/reminders?term=${r.term}`, { phone: true }],
    ['hours on behalf', (r) => `/hours/record/${r.draftWork}/${r.draftPayday}`, { phone: true }],
    ['people', '/users', { phone: true }],
    ['audit log', '/audit', { phone: true }],
    ['settings, to read', '/settings'],
    ['emails', '/emails', { phone: true }],
  ]),
  ...screens('markerco', [
    ['home', '/'],
    ['review', (r) => `/review?term=${r.term}&position=marker`],
    ['not allowed', (r) => `/review?term=${r.term}&position=tutor`, { status: 403 }],
    ['no such application', (r) => `/review/${r.undecided}`, { status: 404 }],
  ]),
  ...screens('coord01', [
    ['home', '/', { phone: true }],
    ['endorse', (r) => `/endorse?term=${r.term}&course=${r.course}`, { phone: true }],
    [
      'endorse, application',
      (r) => `/review/${r.longApplication}?term=${r.term}&course=${r.course}&position=tutor`,
      { names: (_, names) => names.longName!, phone: true },
    ],
    ['endorse, empty term', (r) => `/endorse?term=${r.emptyTerm}`],
    ['endorse, one row', (r) => `/endorse?term=${r.oneTerm}&course=${r.noHours}`],
    ['enrolment', '/enrolment'],
    ['approve hours', (r) => `/hours/approve?term=${r.term}`],
    ['members', (r) => `/enrolment?term=${r.term}&course=${r.course}`],
    ['course', (r) => `/courses/${r.course}`, { names: 'COMPSCI 101' }],
    ['edit need', (r) => `/courses/${r.course}/edit`, { names: 'COMPSCI 101', phone: true }],
    ['people', '/users'],
    ['not allowed', '/settings', { status: 403 }],
  ]),
  ...screens('coord05', [['home', '/']]),
  ...screens('newCoordinator', [
    ['home', '/'],
    ['endorse', '/endorse'],
    ['enrolment', '/enrolment'],
  ]),
  ...screens('everyRole', [
    ['home', '/', { phone: true }],
    ['people, chosen columns', '/users?cols=preferredName&cols=email&cols=created&density=compact'],
    ['review with saved view', (r) => `/review?term=${r.term}&position=tutor&density=compact`],
  ]),
  ...screens('newcomer', [
    ['home', '/'],
    ['applications', '/applications'],
    ['courses', (r) => `/courses?term=${r.term}`],
    ['start', (r) => `/applications/new?term=${r.term}&position=marker`, { phone: true }],
    ['profile', '/profile', { phone: true }],
    ['emails', '/emails'],
    ['offers', '/offers'],
    ['hours', '/hours'],
  ]),
  ...screens('drafting', [
    ['home', '/', { phone: true }],
    ['application', (r) => `/applications/${r.draft}`],
    ['identity', (r) => `/applications/${r.draft}/identity`, { phone: true }],
    ['eligibility', (r) => `/applications/${r.draft}/eligibility`, { phone: true }],
    ['courses', (r) => `/applications/${r.draft}/courses`],
    ['documents', (r) => `/applications/${r.draft}/documents`],
    ['review', (r) => `/applications/${r.draft}/review`],
    ['delete', (r) => `/applications/${r.draft}/delete`],
  ]),
  ...screens('ready', [
    ['courses', (r) => `/applications/${r.readyDraft}/courses`, { phone: true }],
    ['documents', (r) => `/applications/${r.readyDraft}/documents`, { phone: true }],
    ['review', (r) => `/applications/${r.readyDraft}/review`, { phone: true }],
  ]),
  ...screens('submitted', [
    ['home', '/'],
    ['applications', '/applications', { phone: true }],
    ['application', (r) => `/applications/${r.submitted}`, { phone: true }],
    ['confirmation', (r) => `/applications/${r.submitted}/submitted`, { phone: true }],
    ['withdraw', (r) => `/applications/${r.submitted}/withdraw`],
  ]),
  ...screens('changing', [
    ['home', '/', { phone: true }],
    ['application', (r) => `/applications/${r.changing}`, { phone: true }],
    ['discard', (r) => `/applications/${r.changing}/discard`],
  ]),
  ...screens('withdrawn', [['application', (r) => `/applications/${r.withdrawn}`]]),
  ...screens('rejected', [['application', (r) => `/applications/${r.rejected}`]]),
  ...screens('reserve', [['application', (r) => `/applications/${r.reserve}`]]),
  ...screens('accepted', [['application', (r) => `/applications/${r.accepted}`]]),
  ...screens('working', [
    ['home', '/', { phone: true }],
    ['offers', '/offers', { phone: true }],
    ['hours', '/hours', { phone: true }],
    ['course', (r) => `/courses/${r.workingCourse}`, { phone: true }],
    ['profile', '/profile'],
  ]),
  ...screens('offered', [
    ['home', '/'],
    ['offers', '/offers', { phone: true }],
    ['decline', (r) => `/offers/${r.offer}/decline`, { names: 'COMPSCI' }],
  ]),
  ...screens('longName', [
    ['home', '/'],
    ['profile', '/profile'],
  ]),
]

/** The address of a screen, or what its title must name. */
export function textOf(text: Text, { ids, names }: SampleRecords): string {
  return typeof text === 'string' ? text : text(ids, names)
}
