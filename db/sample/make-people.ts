import { courseSearchText } from '@/lib/courses/search-text'
import { addDays } from '@/lib/dates'
import { searchColumns } from '@/lib/users/search-text'
import type { Role } from '@/lib/vocabulary'
import { sampleCourses, sampleSubjects } from './courses'
import { type Frame, roleList } from './make'
import { makeName } from './names'

/** Staff as SPEC 13 names them, and the students with profile and documents. */
export function makePeople(frame: Frame, students: number): void {
  const staff: [string, string, Role[]][] = [
    ['admin1', 'Margaret Lowe', ['admin']],
    ['tutorco', 'Sefina Faleolo', ['tutor_coordinator']],
    ['markerco', 'Daniel Okafor', ['marker_coordinator']],
    ['coord01', 'Ngaire Parata', ['course_coordinator']],
    ['coord02', 'Li Wei', ['course_coordinator']],
    ['coord03', 'Fatima al-Zahra', ['course_coordinator']],
    ['coord04', 'Tomáš Novák', ['course_coordinator']],
    ['coord05', 'Alexandria Wilhelmina Featherstonehaugh-Cholmondeley', ['course_coordinator']],
    ['coord06', 'Nguyễn Minh Anh', ['course_coordinator']],
  ]
  for (const [username, name, roles] of staff) addUser(frame, username, name, roles, 'auckland.example')
  for (let n = 1; n <= students; n++) {
    const username = `stud${String(n).padStart(3, '0')}`
    const userId = addUser(frame, username, makeName(frame.random), ['student'], 'student.example')
    addProfile(frame, userId, username, n)
  }
  frame.sample.signIns.push(
    ...staff.map(([username, name, roles]) => ({ username, name, roles: roleList(roles) })),
    { username: `stud001 … stud${String(students).padStart(3, '0')}`, name: '', roles: 'Student' },
  )
}

function addUser(frame: Frame, username: string, name: string, roles: Role[], domain: string): string {
  const { sample, now, passwordHash, id } = frame
  const userId = id()
  const email = `${username}@${domain}`
  sample.users.push({
    id: userId,
    username,
    email,
    name,
    ...searchColumns({ name, username, email }),
    passwordHash,
    state: 'active',
    emailVerifiedAt: now,
    createdAt: now,
    updatedAt: now,
  })
  for (const role of roles) sample.roles.push({ userId, role, createdAt: now })
  if (!roles.includes('student')) sample.profiles.push({ userId, updatedAt: now })
  return userId
}

const enrolments = [
  'BSc in Computer Science, third year',
  'BSc (Honours) in Computer Science',
  'Master of Science, first year',
  'Master of Information Technology',
  'PhD in Computer Science, second year',
  'PhD in Computer Science, provisional year',
]

function addProfile(frame: Frame, userId: string, upi: string, n: number): void {
  const { sample, random, now } = frame
  const auid = String(100_000_000 + ((n * 7_919_317) % 899_999_999)).padStart(9, '0')
  const enrolment = random.pick(enrolments)
  const resident = random.chance(0.62)
  const overseas = random.chance(0.08)
  const otherContracts = random.chance(0.15)
  const user = sample.users.at(-1)!
  Object.assign(user, searchColumns({ ...user, upi, auid }))
  sample.profiles.push({
    userId,
    upi,
    auid,
    identityLockedAt: now,
    degreeLevel: enrolment.startsWith('BSc in') ? 'undergraduate' : 'postgraduate',
    enrolmentDetails: enrolment,
    citizenOrResident: resident,
    validVisa: resident ? null : random.chance(0.9),
    overseas,
    returning: overseas ? random.chance(0.7) : null,
    otherContracts,
    otherContractsText: otherContracts ? 'Teaching assistant in Mathematics, Tuesdays.' : null,
    otherContractQuarters: otherContracts ? random.int(2, 8) * 4 : null,
    maxWeekQuarters: random.int(5, 20) * 4,
    gpaHundredths: random.chance(0.9) ? random.int(450, 900) : null,
    cvFileId: addFile(frame, userId, 'cv'),
    transcriptFileId: addFile(frame, userId, 'transcript'),
    updatedAt: now,
  })
}

function addFile(frame: Frame, ownerId: string, kind: 'cv' | 'transcript'): string {
  const id = frame.id()
  frame.sample.files.push({
    id,
    ownerId,
    kind,
    name: kind === 'cv' ? 'Curriculum vitae.pdf' : 'Academic transcript.pdf',
    mediaType: 'application/pdf',
    size: 0,
    pages: 1,
    sha256: '',
    storageKey: '',
    createdAt: frame.now,
  })
  return id
}

/** The 39 courses, then made-up ones of other subjects up to the wanted number; six coordinators share them. */
export function makeCourses(frame: Frame, wanted: number): void {
  const { sample, random, now, termId, id } = frame
  const rows: (typeof sampleCourses)[number][] = [...sampleCourses].slice(0, wanted)
  for (let n = 0; rows.length < wanted; n++) {
    const subject = sampleSubjects[n % sampleSubjects.length]!
    const number = 101 + Math.floor(n / sampleSubjects.length)
    const students = random.int(20, 400)
    const hours = Math.round(students * 0.8) + 20
    rows.push([
      `${subject} ${number}`,
      `Topics in ${subject} ${number}`,
      hours,
      students,
      students - 12,
      random.chance(0.7),
      random.int(2, 5),
      random.int(0, 6),
      random.int(0, 2),
    ])
  }
  const coordinators = sample.users.filter((user) => user.username.startsWith('coord'))
  for (const [
    index,
    [code, name, hours, estimated, current, tutors, assignments, labs, tutorials],
  ] of rows.entries()) {
    const courseId = id()
    const quarters = hours * 4
    const split = tutors && index % 5 === 0
    const prerequisite = index > 5 ? 'COMPSCI 130 or equivalent' : null
    sample.courses.push({
      id: courseId,
      termId,
      code,
      name,
      availableQuarters: quarters,
      tutorQuarters: split ? Math.floor(quarters * 0.6) : null,
      markerQuarters: split ? quarters - Math.floor(quarters * 0.6) : null,
      estimatedStudents: estimated,
      currentStudents: current,
      needTutors: tutors,
      needMarkers: true,
      assignments,
      labsPerWeek: labs,
      tutorialsPerWeek: tutorials,
      wantedTutors: tutors ? Math.max(1, Math.round(hours / 70)) : null,
      wantedMarkers: Math.max(1, Math.round(hours / 80)),
      tutorResponsibility: tutors
        ? 'Run the weekly labs, answer questions, prepare with the lecturer.'
        : null,
      markerResponsibility: 'Mark assignments within ten working days, moderate a sample.',
      canPreAssign: index % 3 === 2,
      prerequisite,
      searchText: courseSearchText({ code, name, prerequisite }),
      createdAt: now,
      updatedAt: now,
    })
    const mine = coordinators[index % coordinators.length]!
    sample.coordinators.push({ courseId, userId: mine.id, createdAt: now })
    if (index % 11 === 0) {
      const second = coordinators[(index + 3) % coordinators.length]!
      sample.coordinators.push({ courseId, userId: second.id, createdAt: now })
    }
  }
}

/** An instant of the day `days` from the frame's today, spread over working hours. */
export function instantOn(frame: Frame, day: string, days = 0): Date {
  const at = new Date(`${addDays(day, days)}T00:00:00Z`)
  return new Date(Math.min(at.getTime() + frame.random.int(0, 20 * 3600) * 1000, frame.now.getTime()))
}
