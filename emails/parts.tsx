import { Button, Link, Section, Text } from 'react-email'
import { formatInstant } from '@/lib/dates'
import { formatHours } from '@/lib/hours'
import type { EmailContext } from './layout'
import * as style from './style'

/** An instant of a mail's props, ISO 8601 in UTC, as people read it. */
export const instantText = (instant: string, context: Pick<EmailContext, 'timeZone'>): string =>
  formatInstant(new Date(instant), context.timeZone)

/** A button and, for programs that show none, its address. A secret that was taken out shows as a note instead. */
export function LinkButton(props: { href: string; label: string }) {
  if (!/^https?:\/\//.test(props.href))
    return (
      <Text style={style.text}>
        {props.label}: {props.href}
      </Text>
    )
  return (
    <Section style={{ margin: '0 0 16px' }}>
      <div data-skip-in-text="true">
        <Button href={props.href} style={style.button}>
          {props.label}
        </Button>
      </div>
      <Text style={{ ...style.small, marginTop: 12 }}>
        {props.label}:{' '}
        <Link href={props.href} style={style.link}>
          {props.href}
        </Link>
      </Text>
    </Section>
  )
}

/** What a coordinator wrote to the student, as written. */
export function Note(props: { text: string | null }) {
  if (!props.text?.trim()) return null
  return (
    <>
      <Text style={style.subheading}>A note for you</Text>
      <Text style={style.quote}>{props.text.trim()}</Text>
    </>
  )
}

export type CourseHours = {
  code: string
  name: string
  /** Hours for the whole term, in quarter hours. */
  quarters: number
}

/** Courses with their hours for the whole term, and the sum when there are several. */
export function CourseTable(props: { courses: readonly CourseHours[] }) {
  const sum = props.courses.reduce((total, course) => total + course.quarters, 0)
  return (
    <table style={style.table}>
      <thead>
        <tr>
          <th style={style.cell}>Course</th>
          <th style={style.number}>Hours in the term</th>
        </tr>
      </thead>
      <tbody>
        {props.courses.map((course) => (
          <tr key={course.code}>
            <td style={style.cell}>
              {course.code} {course.name}
            </td>
            <td style={style.number}>{formatHours(course.quarters)}</td>
          </tr>
        ))}
        {props.courses.length > 1 && (
          <tr>
            <td style={{ ...style.cell, fontWeight: 600 }}>Together</td>
            <td style={{ ...style.number, fontWeight: 600 }}>{formatHours(sum)}</td>
          </tr>
        )}
      </tbody>
    </table>
  )
}
