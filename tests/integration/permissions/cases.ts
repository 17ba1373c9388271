import { assignmentCases } from './assignment-cases'
import type { World } from './people'

/**
 * SPEC 3 for everything that can be reached: who of A(dmin), T(utor coordinator), M(arker coordinator),
 * C(ourse coordinator), S(tudent) and N(obody) gets through, for each kind of record. The list is
 * written by hand from the specification; a page, action or route that is missing in it fails the test.
 */
export type Case = {
  /** Letters of those who may. */
  who: string
  /** What the record is, where it matters. */
  on?: string
  params?: (w: World) => Record<string, string>
  search?: (w: World) => Record<string, string>
  fields?: (w: World) => Record<string, string | string[] | File>
  body?: (w: World) => FormData
  /** Not for people: without its key it is not there for anyone. */
  machine?: true
}

const staff = 'ATMC'
const managers = 'ATM'
const everyone = 'ATMCS'
const anybody = 'ATMCSN'

const id = (pick: (w: World) => string) => (w: World) => ({ id: pick(w) })
const versioned = (pick: (w: World) => string) => (w: World) => ({ id: pick(w), version: '1' })
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

const termForm = {
  name: 'A term of the crossing',
  startsOn: day(400),
  endsOn: day(480),
  breakWeeks: '0',
  tutorLimit: 'one',
  markerLimit: 'one',
  everyDays: '14',
  cutoffDays: '3',
  cutoffTime: '17:00',
  reminders: '7, 3, 1',
}
const courseForm = {
  code: 'CROSS 101',
  name: 'Crossing',
  availableQuarters: '100',
  needTutors: 'on',
  needMarkers: 'on',
}
const needForm = { needTutors: 'on', needMarkers: 'on' }

/** The two applications of the world: who may act on the tutor one of the own student, who on the marker one. */
const onBoth = (
  tutor: string,
  marker: string,
  fields: (applicationId: string, w: World) => Record<string, string | string[]>,
): Case[] => [
  { on: 'tutor application to an own course', who: tutor, fields: (w) => fields(w.ownApplication, w) },
  { on: 'marker application to another course', who: marker, fields: (w) => fields(w.otherApplication, w) },
]
/** An application's own student, or an admin on their behalf. */
const ownDrafts = (fields: (applicationId: string) => Record<string, string | string[]>): Case[] => [
  { on: 'own', who: 'AS', fields: (w) => fields(w.ownDraft) },
  { on: 'another student’s', who: 'A', fields: (w) => fields(w.otherDraft) },
]
const ownPages = (params: (applicationId: string) => Record<string, string>): Case[] => [
  { on: 'own', who: 'AS', params: (w) => params(w.ownDraft) },
  { on: 'another student’s', who: 'A', params: (w) => params(w.otherDraft) },
]
const late = (w: World, value: string) => ({
  studentId: w.otherStudent,
  termId: w.termId,
  position: value,
  until: day(30),
  // No grant was seen.
  version: '1',
})
const notPdf = () => new File(['not a PDF'], 'cv.pdf', { type: 'application/pdf' })
const formOf = (fields: Record<string, string | File>) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  return form
}
/** Endorsing is for every course, but only where the viewer may read the application at all. */
const endorsing = (fields: (applicationId: string, courseId: string) => Record<string, string>): Case[] => [
  {
    on: 'tutor application to an own course',
    who: 'ATC',
    fields: (w) => fields(w.ownApplication, w.ownCourse),
  },
  {
    on: 'marker application to another course',
    who: 'AM',
    fields: (w) => fields(w.otherApplication, w.otherCourse),
  },
  {
    on: 'an own course that the applicant did not choose',
    who: '',
    fields: (w) => fields(w.otherApplication, w.ownCourse),
  },
]
const onAllocations = (fields: (allocationId: string) => Record<string, string>): Case[] => [
  { on: 'tutor of an own course', who: 'ATC', fields: (w) => fields(w.tutorAllocation) },
  { on: 'marker of another course', who: 'AM', fields: (w) => fields(w.markerAllocation) },
]
/** A submitted timesheet of the own student in an own course, and one of another student in another course. */
const onTimesheets = (fields: (timesheetId: string) => Record<string, string>): Case[] => [
  { on: 'a tutor of an own course', who: 'ATC', fields: (w) => fields(w.tutorTimesheet) },
  { on: 'a marker of another course', who: 'AM', fields: (w) => fields(w.markerTimesheet) },
]
const position = (value: 'tutor' | 'marker') => (w: World) => ({ term: w.termId, position: value })

const payrollExport = (w: World, value: 'tutor' | 'marker') => ({
  paydayId: w.payroll.paydayId,
  position: value,
  requestKey: `crossing-${value}`,
  seen: '0'.repeat(64),
})
const rateForm = (value: 'tutor' | 'marker') => ({
  position: value,
  degreeLevel: 'postgraduate',
  rate: '31.50',
  validFrom: '2000-01-01',
})

export const cases: Record<string, Case[]> = {
  // Signed-out pages and the account itself
  'page /login': [{ who: anybody }],
  'page /setup': [{ who: anybody }],
  'page /register': [{ who: anybody }],
  'page /forgot-password': [{ who: anybody }],
  'page /reset-password/[token]': [{ who: anybody, params: () => ({ token: 'unknown' }) }],
  'page /verify-email': [{ who: anybody }],
  'action account.setUp': [
    {
      who: anybody,
      fields: () => ({
        token: 'wrong',
        name: 'X',
        username: 'xxx',
        email: 'x@example.test',
        password: 'a long enough one',
      }),
    },
  ],
  'action account.signIn': [{ who: anybody, fields: () => ({ identifier: 'nobody', password: 'wrong' }) }],
  'action account.signOut': [{ who: anybody }],
  'action account.register': [{ who: anybody, fields: () => ({ username: 'x' }) }],
  'action account.requestReset': [{ who: anybody, fields: () => ({ email: 'nobody@example.test' }) }],
  'action account.resetPassword': [
    { who: anybody, fields: () => ({ token: 'wrong', password: 'a long enough one' }) },
  ],
  'action account.confirm': [
    { who: anybody, fields: () => ({ email: 'nobody@example.test', code: '123456' }) },
  ],
  'action account.confirmByLink': [{ who: anybody, fields: () => ({ token: 'wrong' }) }],
  'action account.confirmNewEmail': [{ who: anybody, fields: () => ({ token: 'wrong' }) }],
  'action account.forgetPending': [{ who: anybody }],
  'action account.sendCode': [{ who: anybody, fields: () => ({ email: 'nobody@example.test' }) }],
  'page /profile': [{ who: everyone }],
  'page /profile/security': [{ who: everyone }],
  'action profile.save': [{ who: everyone, fields: () => ({ name: 'Myself', version: '1' }) }],
  'action profile.saveStaff': [{ who: everyone, fields: () => ({ name: 'Myself', version: '1' }) }],
  'action profile.saveDocument': [{ who: everyone, fields: () => ({ kind: 'cv', cv: notPdf() }) }],
  'action profile.removeDocument': [{ who: everyone, fields: () => ({ kind: 'cv' }) }],
  'action account.changePassword': [
    { who: everyone, fields: () => ({ presentPassword: 'wrong', newPassword: 'a long enough one' }) },
  ],
  'action account.changeEmail': [
    { who: everyone, fields: () => ({ email: 'new@example.test', presentPassword: 'wrong' }) },
  ],
  'action account.endSession': [{ on: 'another’s session', who: '', fields: id((w) => w.otherSession) }],
  'action account.endOtherSessions': [{ who: everyone }],

  // The frame
  'page /': [{ who: everyone }],
  'page /search': [{ who: everyone, search: () => ({ q: 'course' }) }],
  'route search GET': [{ who: everyone, search: () => ({ q: 'course' }) }],
  'route health GET': [{ who: anybody }],
  // Machines with their own keys; without a server or a secret configured there is nothing here.
  'route cron GET': [{ who: '', machine: true }],
  'route resend POST': [{ who: '', machine: true }],
  'route inngest GET': [{ who: '', machine: true }],
  'route inngest POST': [{ who: '', machine: true }],
  'route inngest PUT': [{ who: '', machine: true }],
  'action app.setTheme': [{ who: everyone, fields: () => ({ theme: 'dark' }) }],
  // A view is of a page that one may open; whose it is, is never said by the form.
  'action views.save': (
    [
      ['audit', managers],
      ['courses', everyone],
      ['emails', everyone],
      ['enrolment', staff],
      ['hours/approve', staff],
      ['reports/people', staff],
      ['review', managers],
      ['users', staff],
    ] as const
  ).map(([page, who]) => ({ on: page, who, fields: () => ({ page, name: 'A view', params: '' }) })),
  'action views.remove': [{ on: 'another’s view', who: '', fields: id((w) => w.otherView) }],

  // Terms and courses
  'page /terms': [{ who: managers }],
  'page /terms/new': [{ who: managers }],
  'page /terms/[id]': [{ who: managers, params: id((w) => w.termId) }],
  'page /terms/[id]/edit': [{ who: managers, params: id((w) => w.termId) }],
  'page /terms/[id]/paydays': [{ who: managers, params: id((w) => w.termId) }],
  'page /terms/[id]/remove': [{ who: managers, params: id((w) => w.termId) }],
  'page /terms/[id]/copy': [{ who: managers, params: id((w) => w.termId) }],
  'action terms.copy': [
    {
      who: managers,
      fields: (w) => ({ id: w.termId, name: 'A copy of the crossing', startsOn: day(400) }),
    },
  ],
  'action terms.create': [{ who: managers, fields: () => termForm }],
  'action terms.update': [
    { who: managers, fields: (w) => ({ ...termForm, ...versioned((x) => x.termId)(w) }) },
  ],
  'action terms.savePaydays': [
    {
      who: managers,
      fields: (w) => ({ ...versioned((x) => x.termId)(w), 'paydays[0].cutoffTime': '17:00' }),
    },
  ],
  'action terms.generatePaydays': [
    {
      who: managers,
      fields: (w) => ({ ...versioned((x) => x.termId)(w), ...termForm, firstPayday: day(50) }),
    },
  ],
  'action terms.remove': [{ who: managers, fields: versioned((w) => w.termId) }],
  'action terms.restore': [{ who: managers, fields: versioned((w) => w.termId) }],
  'page /courses': [{ who: everyone }],
  'page /courses/[id]': [
    { on: 'of an open term', who: everyone, params: id((w) => w.otherCourse) },
    { on: 'of a closed term', who: staff, params: id((w) => w.closedCourse) },
  ],
  'page /courses/new': [{ who: managers }],
  'page /courses/[id]/edit': [
    { on: 'own', who: staff, params: id((w) => w.ownCourse) },
    { on: 'another’s', who: managers, params: id((w) => w.otherCourse) },
  ],
  'page /courses/[id]/remove': [{ who: managers, params: id((w) => w.ownCourse) }],
  'page /courses/[id]/coordinators': [{ who: managers, params: id((w) => w.ownCourse) }],
  'page /courses/import': [{ who: managers }],
  'page /courses/import/[previewId]': [
    { on: 'of the admin', who: 'A', params: (w) => ({ previewId: w.preview }) },
  ],
  'route courses.export GET': [
    { on: 'as shown', who: everyone, search: (w) => ({ term: w.termId }) },
    {
      on: 'in the columns of the import',
      who: managers,
      search: (w) => ({ term: w.termId, columns: 'import' }),
    },
  ],
  'route courses.template GET': [{ who: managers }],
  'action courses.create': [{ who: managers, fields: (w) => ({ ...courseForm, termId: w.termId }) }],
  'action courses.update': [
    {
      who: managers,
      fields: (w) => ({ ...courseForm, ...versioned((x) => x.ownCourse)(w), termId: w.termId }),
    },
  ],
  'action courses.updateNeed': [
    { on: 'own', who: staff, fields: (w) => ({ ...needForm, ...versioned((x) => x.ownCourse)(w) }) },
    {
      on: 'another’s',
      who: managers,
      fields: (w) => ({ ...needForm, ...versioned((x) => x.otherCourse)(w) }),
    },
  ],
  'action courses.remove': [{ who: managers, fields: versioned((w) => w.ownCourse) }],
  'action courses.restore': [{ who: managers, fields: versioned((w) => w.ownCourse) }],
  'action courses.addCoordinator': [
    { who: managers, fields: (w) => ({ courseId: w.otherCourse, userId: w.me.C }) },
  ],
  'action courses.removeCoordinator': [
    { who: managers, fields: (w) => ({ courseId: w.ownCourse, userId: w.me.C }) },
  ],
  'action courses.previewImport': [
    {
      who: managers,
      fields: (w) => ({ termId: w.termId, file: new File(['courseNum,courseName\nA 1,B\n'], 'a.csv') }),
    },
  ],
  'action courses.applyImport': [
    {
      on: 'of the admin',
      who: 'A',
      fields: (w) => ({ previewId: w.preview, fingerprint: '0'.repeat(64), mode: 'add' }),
    },
  ],

  // Review
  'page /review': [
    { on: 'tutors', who: 'AT', search: position('tutor') },
    { on: 'markers', who: 'AM', search: position('marker') },
  ],
  'page /review/[applicationId]': [
    {
      on: 'tutor application to an own course',
      who: 'ATC',
      params: (w) => ({ applicationId: w.ownApplication }),
    },
    {
      on: 'marker application to another course',
      who: 'AM',
      params: (w) => ({ applicationId: w.otherApplication }),
    },
    { on: 'a draft', who: '', params: (w) => ({ applicationId: w.ownDraft }) },
  ],
  'route applications.export GET': [
    { on: 'tutors', who: 'AT', search: position('tutor') },
    { on: 'markers', who: 'AM', search: position('marker') },
  ],
  'page /review/publish': [
    { on: 'tutors', who: 'AT', search: position('tutor') },
    { on: 'markers', who: 'AM', search: position('marker') },
  ],
  'page /review/publications/[id]': [
    { on: 'tutors', who: 'AT', params: id((w) => w.tutorPublication) },
    { on: 'markers', who: 'AM', params: id((w) => w.markerPublication) },
  ],
  'route results.progress GET': [
    { on: 'tutors', who: 'AT', params: id((w) => w.tutorPublication) },
    { on: 'markers', who: 'AM', params: id((w) => w.markerPublication) },
  ],
  'action applications.decideMany': onBoth('AT', 'AM', (a) => ({ act: 'reject', item: `${a}.1` })),
  'action results.publish': [
    {
      on: 'tutors',
      who: 'AT',
      fields: (w) => ({
        termId: w.termId,
        position: 'tutor',
        requestKey: 'crossing-t',
        item: `${w.ownApplication}.1`,
      }),
    },
    {
      on: 'markers',
      who: 'AM',
      fields: (w) => ({
        termId: w.termId,
        position: 'marker',
        requestKey: 'crossing-m',
        item: `${w.otherApplication}.1`,
      }),
    },
    {
      on: 'tutors, later',
      who: 'AT',
      fields: (w) => ({
        termId: w.termId,
        position: 'tutor',
        requestKey: 'crossing-l',
        item: `${w.ownApplication}.1`,
        when: 'later',
        day: day(30),
        time: '09:00',
      }),
    },
  ],
  'page /review/schedules/[id]': [
    { on: 'tutors', who: 'AT', params: id((w) => w.tutorSchedule) },
    { on: 'markers', who: 'AM', params: id((w) => w.markerSchedule) },
  ],
  'action results.reschedule': [
    {
      on: 'tutors',
      who: 'AT',
      fields: (w) => ({ ...versioned((x) => x.tutorSchedule)(w), day: day(40), time: '09:00' }),
    },
    {
      on: 'markers',
      who: 'AM',
      fields: (w) => ({ ...versioned((x) => x.markerSchedule)(w), day: day(40), time: '09:00' }),
    },
  ],
  'action results.cancelSchedule': [
    { on: 'tutors', who: 'AT', fields: versioned((w) => w.tutorSchedule) },
    { on: 'markers', who: 'AM', fields: versioned((w) => w.markerSchedule) },
  ],
  'page /review/late': [
    { on: 'tutors', who: 'AT', search: position('tutor') },
    { on: 'markers', who: 'AM', search: position('marker') },
  ],
  'page /review/[applicationId]/edit': [
    {
      on: 'tutor application to an own course',
      who: 'AT',
      params: (w) => ({ applicationId: w.ownApplication }),
    },
    {
      on: 'marker application to another course',
      who: 'AM',
      params: (w) => ({ applicationId: w.otherApplication }),
    },
  ],
  'action applications.correct': onBoth('AT', 'AM', (a) => ({
    id: a,
    version: '1',
    name: 'N',
    email: 'n@example.test',
    enrolmentDetails: 'MSc',
  })),
  'action applications.grantLate': [
    { on: 'tutors', who: 'AT', fields: (w) => late(w, 'tutor') },
    { on: 'markers', who: 'AM', fields: (w) => late(w, 'marker') },
  ],
  'action applications.revokeLate': [
    { on: 'tutors', who: 'AT', fields: (w) => late(w, 'tutor') },
    { on: 'markers', who: 'AM', fields: (w) => late(w, 'marker') },
  ],
  'page /review/bulk': [{ who: managers, search: (w) => ({ act: 'reject', ids: w.ownApplication }) }],
  'action applications.decide': onBoth('AT', 'AM', (a) => ({ id: a, version: '1', act: 'reject' })),
  'action applications.undo': onBoth('AT', 'AM', (a) => ({ id: a, version: '1' })),
  'action applications.undoMany': [
    { on: 'tutor applications', who: 'AT', fields: id((w) => w.tutorBulk) },
    { on: 'marker applications', who: 'AM', fields: id((w) => w.markerBulk) },
  ],
  'action applications.note': onBoth('AT', 'AM', (a) => ({ applicationId: a, body: 'A note' })),

  // Endorsing and members of a course
  'page /endorse': [
    { on: 'own course', who: staff, search: (w) => ({ term: w.termId, course: w.ownCourse }) },
    { on: 'another course', who: managers, search: (w) => ({ term: w.termId, course: w.otherCourse }) },
  ],
  'action applications.verdict': endorsing((applicationId, courseId) => ({
    applicationId,
    courseId,
    verdict: 'yes',
  })),
  'action applications.endorse': endorsing((applicationId, courseId) => ({
    applicationId,
    courseId,
    verdict: 'strong',
  })),
  'action applications.orderEndorsed': [
    {
      on: 'own course',
      who: staff,
      fields: (w) => ({ courseId: w.ownCourse, position: 'tutor', order: w.ownApplication }),
    },
    {
      on: 'another course',
      who: managers,
      fields: (w) => ({ courseId: w.otherCourse, position: 'marker', order: w.otherApplication }),
    },
  ],
  'page /enrolment': [
    { on: 'all courses', who: staff },
    { on: 'own course', who: staff, search: (w) => ({ course: w.ownCourse }) },
    { on: 'another course', who: managers, search: (w) => ({ course: w.otherCourse }) },
  ],
  'page /enrolment/[allocationId]': [
    { on: 'own course', who: staff, params: (w) => ({ allocationId: w.tutorAllocation }) },
    { on: 'another course', who: managers, params: (w) => ({ allocationId: w.markerAllocation }) },
  ],
  'page /enrolment/add': [
    { on: 'own course', who: staff, search: (w) => ({ course: w.ownCourse }) },
    { on: 'another course', who: managers, search: (w) => ({ course: w.otherCourse }) },
  ],
  'action allocations.enrol': [
    {
      on: 'tutor of an own course',
      who: staff,
      fields: (w) => ({ courseId: w.ownCourse, userId: w.otherStudent, position: 'tutor', hours: '10' }),
    },
    {
      on: 'marker of another course',
      who: managers,
      fields: (w) => ({ courseId: w.otherCourse, userId: w.me.S, position: 'marker', hours: '10' }),
    },
  ],
  'action allocations.changeHours': onAllocations((allocationId) => ({
    allocationId,
    version: '1',
    hours: '12',
  })),
  'action allocations.end': onAllocations((allocationId) => ({ allocationId, version: '1', confirmed: '1' })),
  'page /enrolment/tell': [
    { on: 'tutors', who: 'AT', search: (w) => ({ course: w.ownCourse, position: 'tutor' }) },
    { on: 'markers', who: 'AM', search: (w) => ({ course: w.otherCourse, position: 'marker' }) },
  ],
  'action allocations.offer': [
    {
      on: 'tutors',
      who: 'AT',
      fields: (w) => ({
        courseId: w.ownCourse,
        position: 'tutor',
        item: `${w.tutorAllocation}.1.${w.ownCourse}:40`,
      }),
    },
    {
      on: 'markers',
      who: 'AM',
      fields: (w) => ({
        courseId: w.otherCourse,
        position: 'marker',
        item: `${w.markerAllocation}.1.${w.otherCourse}:40`,
      }),
    },
  ],

  // Offers
  'page /enrolment/reserve': [
    { on: 'tutors', who: 'AT', search: (w) => ({ course: w.otherCourse, position: 'tutor' }) },
    { on: 'markers', who: 'AM', search: (w) => ({ course: w.otherCourse, position: 'marker' }) },
  ],
  'page /enrolment/reserve/[applicationId]': [
    {
      on: 'tutors',
      who: 'AT',
      params: (w) => ({ applicationId: w.tutorReserve }),
      search: (w) => ({ course: w.ownCourse }),
    },
    {
      on: 'markers',
      who: 'AM',
      params: (w) => ({ applicationId: w.markerReserve }),
      search: (w) => ({ course: w.ownCourse }),
    },
  ],
  'action offers.fromReserve': [
    {
      on: 'tutors',
      who: 'AT',
      fields: (w) => ({ applicationId: w.tutorReserve, courseId: w.ownCourse, version: '1', hours: '10' }),
    },
    {
      on: 'markers',
      who: 'AM',
      fields: (w) => ({ applicationId: w.markerReserve, courseId: w.ownCourse, version: '1', hours: '10' }),
    },
  ],
  'page /offers': [{ who: 'S' }],
  'page /offers/[allocationId]/decline': [
    { on: 'own', who: 'S', params: (w) => ({ allocationId: w.tutorAllocation }) },
    { on: 'another student’s', who: '', params: (w) => ({ allocationId: w.markerAllocation }) },
  ],
  'action offers.accept': [
    { on: 'own', who: 'S', fields: (w) => ({ allocationId: w.tutorAllocation, version: '1' }) },
    {
      on: 'another student’s',
      who: '',
      fields: (w) => ({ allocationId: w.markerAllocation, version: '1' }),
    },
  ],
  'action offers.decline': [
    {
      on: 'own',
      who: 'S',
      fields: (w) => ({ allocationId: w.tutorAllocation, version: '1', reason: 'Other work' }),
    },
    {
      on: 'another student’s',
      who: '',
      fields: (w) => ({ allocationId: w.markerAllocation, version: '1', reason: 'Other work' }),
    },
  ],

  // Payroll
  'page /payroll': [
    { on: 'tutors', who: 'AT', search: position('tutor') },
    { on: 'markers', who: 'AM', search: position('marker') },
  ],
  'page /payroll/preview': [
    { on: 'tutors', who: 'AT', search: (w) => ({ payday: w.payroll.paydayId, position: 'tutor' }) },
    { on: 'markers', who: 'AM', search: (w) => ({ payday: w.payroll.paydayId, position: 'marker' }) },
  ],
  'page /payroll/[batchId]': [
    { on: 'tutors', who: 'AT', params: (w) => ({ batchId: w.payroll.tutorBatch }) },
    { on: 'markers', who: 'AM', params: (w) => ({ batchId: w.payroll.markerBatch }) },
  ],
  'page /payroll/rates': [{ who: managers }],
  'route payroll.tables GET': [
    { on: 'tutors', who: 'AT', search: position('tutor') },
    { on: 'markers', who: 'AM', search: (w) => ({ ...position('marker')(w), table: 'batches' }) },
  ],
  'route payroll.lines GET': [
    { on: 'tutors', who: 'AT', params: (w) => ({ batchId: w.payroll.tutorBatch }) },
    { on: 'markers', who: 'AM', params: (w) => ({ batchId: w.payroll.markerBatch }) },
  ],
  'route payroll.rates GET': [{ who: managers }],
  'route payroll.download GET': [
    { on: 'tutors', who: 'AT', params: (w) => ({ batchId: w.payroll.tutorBatch }) },
    {
      on: 'markers',
      who: 'AM',
      params: (w) => ({ batchId: w.payroll.markerBatch }),
      search: () => ({ format: 'csv' }),
    },
  ],
  'action payroll.export': [
    { on: 'tutors', who: 'AT', fields: (w) => payrollExport(w, 'tutor') },
    { on: 'markers', who: 'AM', fields: (w) => payrollExport(w, 'marker') },
  ],
  'action payroll.addRate': [
    { on: 'tutors', who: 'AT', fields: () => rateForm('tutor') },
    { on: 'markers', who: 'AM', fields: () => rateForm('marker') },
  ],
  'action payroll.putBackRate': [
    { on: 'tutors', who: 'AT', fields: () => rateForm('tutor') },
    { on: 'markers', who: 'AM', fields: () => rateForm('marker') },
  ],
  'action payroll.removeRate': [
    { on: 'tutors', who: 'AT', fields: id((w) => w.payroll.tutorRate) },
    { on: 'markers', who: 'AM', fields: id((w) => w.payroll.markerRate) },
  ],
  // Reports: a course coordinator's hold own courses only, which the tests of reports show
  'page /reports': [{ who: staff, search: (w) => ({ term: w.termId }) }],
  'page /reports/[report]': ['courses', 'people', 'allocations', 'paydays', 'terms'].map((report) => ({
    on: report,
    who: staff,
    params: () => ({ report }),
    search: (w: World) => ({ term: w.termId }),
  })),
  'route reports.export GET': ['courses', 'people', 'allocations', 'paydays', 'terms'].map((report) => ({
    on: report,
    who: staff,
    params: () => ({ report }),
    search: (w: World) => ({ term: w.termId, format: 'csv' }),
  })),
  'route reports.workbook GET': [{ who: staff, search: (w) => ({ term: w.termId }) }],

  'route members.export GET': [
    { on: 'all courses', who: staff, search: (w) => ({ term: w.termId }) },
    { on: 'own course', who: staff, search: (w) => ({ course: w.ownCourse }) },
    { on: 'another course', who: managers, search: (w) => ({ course: w.otherCourse }) },
  ],
  'route applicants.export GET': [
    {
      on: 'tutors of an own course',
      who: 'ATC',
      search: (w) => ({ course: w.ownCourse, position: 'tutor' }),
    },
    {
      on: 'markers of another course',
      who: 'AM',
      search: (w) => ({ course: w.otherCourse, position: 'marker' }),
    },
  ],
  'route reserve.export GET': [
    { on: 'tutors', who: 'AT', search: (w) => ({ course: w.ownCourse, position: 'tutor' }) },
    { on: 'markers', who: 'AM', search: (w) => ({ course: w.otherCourse, position: 'marker' }) },
  ],
  'route timesheets.export GET': [{ who: staff, search: (w) => ({ term: w.termId }) }],
  'route reminders.export GET': [{ who: staff, search: (w) => ({ term: w.termId }) }],
  'route terms.export GET': [{ who: managers }],
  'route users.export GET': [{ who: staff }],
  'route emails.export GET': [{ who: everyone }],
  'route audit.export GET': [{ who: managers }],
  // Hours worked
  'page /hours': [{ who: 'ATMS' }],
  'page /hours/record/[allocationId]/[paydayId]': [
    {
      on: 'the own student, a tutor of an own course',
      who: 'ATS',
      params: (w) => ({ allocationId: w.tutorAllocation, paydayId: w.payday }),
    },
    {
      on: 'a marker of another course',
      who: 'AM',
      params: (w) => ({ allocationId: w.markerAllocation, paydayId: w.payday }),
    },
  ],
  'action hours.record': [
    {
      on: 'the own student, a tutor of an own course',
      who: 'ATS',
      fields: (w) => ({ allocationId: w.tutorAllocation, paydayId: w.payday, version: '1' }),
    },
    {
      on: 'a marker of another course',
      who: 'AM',
      fields: (w) => ({ allocationId: w.markerAllocation, paydayId: w.payday, version: '1' }),
    },
  ],
  'page /hours/approve': [{ who: staff }],
  'page /hours/approve/bulk': [{ who: staff, search: (w) => ({ do: 'approve', ids: w.tutorTimesheet }) }],
  'page /hours/approve/[timesheetId]': [
    { on: 'a tutor of an own course', who: 'ATC', params: (w) => ({ timesheetId: w.tutorTimesheet }) },
    { on: 'a marker of another course', who: 'AM', params: (w) => ({ timesheetId: w.markerTimesheet }) },
  ],
  'page /hours/reminders': [{ who: staff }],
  'action hours.decide': onTimesheets((id) => ({ id, version: '1', act: 'return', reason: 'Which lab?' })),
  'action hours.decideMany': onTimesheets((id) => ({ act: 'approve', item: `${id}.1` })),
  'action hours.allowExcess': onAllocations((allocationId) => ({
    allocationId,
    version: '0',
    extra: '2',
    why: 'One lab more',
  })),

  // Administration
  'page /audit': [{ who: managers }],
  'page /settings': [{ who: managers }],
  'action settings.save': [
    {
      who: 'A',
      fields: () => ({
        institutionName: 'Another name',
        seen: JSON.stringify({ institutionName: 'School of Computer Science' }),
      }),
    },
  ],
  'page /emails': [{ who: everyone }],
  'page /emails/[id]': [
    { on: 'about a tutor application, to the own student', who: 'ATS', params: id((w) => w.tutorEmail) },
    { on: 'about a marker application', who: 'AM', params: id((w) => w.markerEmail) },
    { on: 'to an admin', who: 'A', params: id((w) => w.adminEmail) },
  ],
  'action emails.resend': [
    { on: 'tutor', who: 'AT', fields: id((w) => w.tutorEmail) },
    { on: 'marker', who: 'AM', fields: id((w) => w.markerEmail) },
    { on: 'no position', who: 'A', fields: id((w) => w.adminEmail) },
  ],
  'action emails.cancel': [
    { on: 'tutor', who: 'AT', fields: id((w) => w.tutorEmail) },
    { on: 'marker', who: 'AM', fields: id((w) => w.markerEmail) },
  ],
  'action emails.retryFailed': [{ who: managers }],
  'action emails.reveal': [{ who: 'A', fields: id((w) => w.adminEmail) }],
  'page /users': [{ who: staff }],
  'page /users/new': [{ who: staff }],
  'page /users/[id]': [
    { on: 'a student', who: staff, params: id((w) => w.otherStudent) },
    { on: 'an admin', who: 'A', params: id((w) => w.otherAdmin) },
    { on: 'a coordinator', who: managers, params: id((w) => w.otherStaff) },
  ],
  'action users.add': [
    {
      on: 'a student',
      who: staff,
      fields: () => ({
        name: 'New Person',
        username: `new${Date.now() % 1e6}`,
        email: `n${Date.now()}@example.test`,
        roles: 'student',
      }),
    },
    {
      on: 'a coordinator',
      who: managers,
      fields: () => ({
        name: 'New',
        username: 'newco',
        email: 'newco@example.test',
        roles: 'course_coordinator',
      }),
    },
    {
      on: 'an admin',
      who: 'A',
      fields: () => ({ name: 'New', username: 'newad', email: 'newad@example.test', roles: 'admin' }),
    },
  ],
  'action users.resendInvitation': [
    { on: 'a student', who: staff, fields: id((w) => w.otherStudent) },
    { on: 'an admin', who: 'A', fields: id((w) => w.otherAdmin) },
  ],
  'action users.edit': [
    {
      on: 'a student',
      who: managers,
      fields: (w) => ({
        id: w.otherStudent,
        version: '1',
        name: 'Renamed',
        username: 'renamed',
        email: 'r@example.test',
      }),
    },
    {
      on: 'an admin',
      who: 'A',
      fields: (w) => ({
        id: w.otherAdmin,
        version: '1',
        name: 'Renamed',
        username: 'renamed2',
        email: 'r2@example.test',
      }),
    },
  ],
  'action users.changeRoles': [
    {
      on: 'a student made coordinator',
      who: managers,
      fields: (w) => ({ id: w.otherStudent, version: '1', roles: ['student', 'course_coordinator'] }),
    },
    {
      on: 'the role of student taken',
      who: managers,
      fields: (w) => ({ id: w.otherStudent, version: '1', roles: [] }),
    },
    {
      on: 'a student made admin',
      who: 'A',
      fields: (w) => ({ id: w.otherStudent, version: '1', roles: ['student', 'admin'] }),
    },
    {
      on: 'an admin unmade',
      who: 'A',
      fields: (w) => ({ id: w.otherAdmin, version: '1', roles: 'student' }),
    },
  ],
  'action users.correctIdentity': [
    {
      on: 'applied as marker',
      who: 'AM',
      fields: (w) => ({
        id: w.otherStudent,
        upi: 'abcd123',
        auid: '123456789',
        reason: 'Mistyped',
        version: '1',
      }),
    },
    {
      on: 'applied as tutor',
      who: 'AT',
      fields: (w) => ({ id: w.me.S, upi: 'abcd124', auid: '123456780', reason: 'Mistyped', version: '1' }),
    },
  ],
  'action users.deactivate': [
    { on: 'a student', who: managers, fields: id((w) => w.otherStudent) },
    { on: 'an admin', who: 'A', fields: id((w) => w.otherAdmin) },
    { on: 'the admin themselves', who: '', fields: id((w) => w.me.A) },
  ],
  'action users.reactivate': [{ on: 'a student', who: managers, fields: id((w) => w.otherStudent) }],
  'action users.delete': [
    { on: 'a student', who: 'A', fields: (w) => ({ id: w.otherStudent, reason: 'Asked for it' }) },
  ],

  // Applications
  'page /applications': [{ who: 'AS' }],
  'page /applications/new': [{ who: 'AS', search: position('tutor') }],
  'page /applications/[id]': ownPages((a) => ({ id: a })),
  'page /applications/[id]/[step]': ownPages((a) => ({ id: a, step: 'identity' })),
  'page /applications/[id]/submitted': [
    { on: 'own', who: 'AS', params: id((w) => w.ownApplication) },
    { on: 'another student’s', who: 'A', params: id((w) => w.otherApplication) },
  ],
  'page /applications/[id]/delete': ownPages((a) => ({ id: a })),
  'page /applications/[id]/discard': [
    { on: 'own', who: 'AS', params: id((w) => w.ownApplication) },
    { on: 'another student’s', who: 'A', params: id((w) => w.otherApplication) },
  ],
  'page /applications/[id]/withdraw': [
    { on: 'own', who: 'AS', params: id((w) => w.ownApplication) },
    { on: 'another student’s', who: 'A', params: id((w) => w.otherApplication) },
  ],
  'action applications.saveIdentity': ownDrafts((a) => ({ id: a, name: 'N' })),
  'action applications.saveEligibility': ownDrafts((a) => ({ id: a })),
  'action applications.saveCourses': ownDrafts((a) => ({ id: a })),
  'action applications.saveDocuments': ownDrafts((a) => ({ id: a })),
  'action applications.submit': ownDrafts((a) => ({ id: a })),
  'action applications.discardChanges': ownDrafts((a) => ({ id: a })),
  'action applications.withdraw': ownDrafts((a) => ({ id: a })),
  'action applications.deleteDraft': ownDrafts((a) => ({ id: a })),
  'action applications.start': [
    { on: 'own', who: 'AS', fields: (w) => ({ termId: w.termId, position: 'tutor', studentId: w.me.S }) },
    {
      on: 'for another student',
      who: 'A',
      fields: (w) => ({ termId: w.termId, position: 'marker', studentId: w.otherStudent }),
    },
  ],
  'route applications.autosave POST': [
    {
      on: 'own',
      who: 'AS',
      params: id((w) => w.ownDraft),
      body: () => formOf({ step: 'identity', name: 'N' }),
    },
    {
      on: 'another student’s',
      who: 'A',
      params: id((w) => w.otherDraft),
      body: () => formOf({ step: 'identity', name: 'N' }),
    },
  ],
  'route applications.upload POST': [
    {
      on: 'own',
      who: 'AS',
      search: () => ({ kind: 'cv' }),
      body: (w) => formOf({ application: w.ownDraft, file: notPdf() }),
    },
    {
      on: 'another student’s',
      who: 'A',
      search: () => ({ kind: 'cv' }),
      body: (w) => formOf({ application: w.otherDraft, file: notPdf() }),
    },
  ],
  'route files.read GET': [
    {
      on: 'of the own student, who applied as tutor to an own course',
      who: 'ATCS',
      params: id((w) => w.ownFile),
    },
    { on: 'of another student, who applied as marker', who: 'AM', params: id((w) => w.otherFile) },
    { on: 'of an admin', who: 'A', params: id((w) => w.looseFile) },
  ],

  ...assignmentCases,
}
