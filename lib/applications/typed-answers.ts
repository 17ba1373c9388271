import { parseHours } from '@/lib/hours'
import { lowerFirst } from '@/lib/text'
import type { Problem } from './check'
import { cleanLine, cleanText } from './clean'
import { gradeOf, parseGpa } from './grades'

/** What a person typed into one field, read as the value it stands for or as what is wrong with it. */

export type Answer<T> = { value: T | null; problem?: { message: string; kind: Problem['kind'] } }

export const missing = <T>(message: string): Answer<T> => ({
  value: null,
  problem: { message, kind: 'missing' },
})

export const wrong = <T>(message: string): Answer<T> => ({ value: null, problem: { message, kind: 'wrong' } })

/** What is said of an answer names its question: the review lists it without the field. */
type Question = { label: string; ask: string }

const inWords = (n: number) => n.toLocaleString('en-NZ')

export function text(typed: string, { label, ask }: Question, most: number): Answer<string> {
  const value = cleanText(typed)
  if (value === '') return missing(ask)
  if (value.length > most)
    return wrong(`Shorten “${label}” to ${inWords(most)} characters; it has ${inWords(value.length)}.`)
  return { value }
}

export function line(typed: string, question: Question, most: number): Answer<string> {
  return text(cleanLine(typed), question, most)
}

export function yesNo(typed: string, ask: string): Answer<boolean> {
  return typed === '' ? missing(ask) : { value: typed === 'yes' }
}

export function hours(
  typed: string,
  { label, ask }: Question,
  limits: { least: number; most: number },
): Answer<number> {
  if (typed.trim() === '') return missing(ask)
  const answer = parseHours(typed, limits)
  return answer.ok ? { value: answer.quarters } : wrong(`${label}: ${lowerFirst(answer.reason)}`)
}

export function upi(typed: string): Answer<string> {
  const value = cleanLine(typed).toLowerCase()
  if (value === '') return missing('Enter your UPI.')
  if (!/^[a-z0-9]{2,16}$/.test(value))
    return wrong('A UPI has letters and digits only, such as abcd123, and at most 16 of them.')
  return { value }
}

export function auid(typed: string): Answer<string> {
  const value = typed.replace(/[\s-]/g, '')
  if (value === '') return missing('Enter your student ID.')
  if (!/^\d{9}$/.test(value)) return wrong('A student ID has 9 digits.')
  return { value }
}

export function email(typed: string): Answer<string> {
  const value = cleanLine(typed)
  if (value === '') return missing('Enter the email address at which you want to be told.')
  if (value.length > 254 || !/^[^\s@<>(),;:"]+@[^\s@<>(),;:".]+(\.[^\s@<>(),;:".]+)+$/.test(value))
    return wrong('Enter an email address such as name@example.org.')
  return { value }
}

export function gpa(typed: string): Answer<number> {
  if (typed.trim() === '') return { value: null }
  const answer = parseGpa(typed)
  return answer.ok ? { value: answer.hundredths } : wrong(answer.reason)
}

export function grade(typed: string): Answer<string> {
  if (typed.trim() === '') return missing('Choose your grade.')
  const value = gradeOf(typed)
  return value ? { value } : wrong('Choose one of the grades in the list.')
}
