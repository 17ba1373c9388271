import type Database from 'better-sqlite3'
import { v7 } from 'uuid'

export type ReadyDraft = { id: string; username: string }

/**
 * Makes complete drafts of marker applications on the sample term, one for each of `n` students who have
 * no marker application yet, and gives them. What they hold is what five filled-in steps leave behind.
 */
export function submittableDrafts(sqlite: Database.Database, n: number): ReadyDraft[] {
  const term = sqlite.prepare('select id from terms order by starts_on desc limit 1').get() as { id: string }
  const courses = sqlite
    .prepare('select id from courses where term_id = ? and need_markers = 1 order by code limit 3')
    .all(term.id) as { id: string }[]
  const students = sqlite
    .prepare(
      `select u.id, u.username, u.name, u.email, u.sort_name, u.search_text, p.upi, p.auid, p.cv_file_id, p.transcript_file_id
       from users u join profiles p on p.user_id = u.id
       where p.auid is not null and not exists
         (select 1 from applications a where a.student_id = u.id and a.position = 'marker' and a.state <> 'withdrawn')
       order by u.username limit ?`,
    )
    .all(n) as Record<string, string>[]
  if (students.length < n) throw new Error(`only ${students.length} students without a marker application`)
  const now = Date.now()
  return students.map((s) => {
    const id = v7()
    sqlite
      .prepare(
        `insert into applications (id, student_id, term_id, position, state, live_key, steps_saved, search_text, sort_name, version, created_at, updated_at)
         values (?, ?, ?, 'marker', 'draft', ?, '[]', ?, ?, 1, ?, ?)`,
      )
      .run(id, s.id, term.id, `${s.id}:${term.id}:marker`, s.search_text, s.sort_name, now, now)
    const answers = {
      identity: { name: s.name, upi: s.upi, auid: s.auid, email: s.email },
      eligibility: {
        overseas: 'no',
        returning: '',
        citizenOrResident: 'yes',
        validVisa: '',
        enrolmentDetails: 'Master of Science',
        degreeLevel: 'postgraduate',
        otherContracts: 'no',
        otherContractsText: '',
        otherContractHours: '',
        maxHours: '20',
        gpa: '7.5',
      },
      courses: courses.map((course, index) => ({
        courseId: course.id,
        completed: 'yes',
        grade: ['A+', 'A', 'B+'][index],
        whySuitable: '',
        experience: 'Marked the first assignment last year.',
        workedBefore: index === 0,
      })),
      documents: { cv: s.cv_file_id, transcript: s.transcript_file_id },
      saved: ['identity', 'eligibility', 'courses', 'documents'],
    }
    sqlite
      .prepare(
        'insert into application_drafts (application_id, answers, base, updated_at, updated_by) values (?, ?, null, ?, ?)',
      )
      .run(id, JSON.stringify(answers), now, s.id)
    return { id, username: s.username! }
  })
}
