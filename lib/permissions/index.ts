import { type AppError, notAllowed } from '@/lib/errors'
import { type Action, permissionTable, type Subject, type Viewer } from './table'

export type { Action, Subject, Viewer } from './table'
export type Answer = { allowed: true } | { allowed: false; reason: string }

const refused = (reason: string): Answer => ({ allowed: false, reason })

/**
 * May this viewer do this to this record? The union of what each of their roles may do. The reason of
 * a refusal is a sentence for the person.
 */
export function can(viewer: Viewer, action: Action, subject: Subject = {}): Answer {
  const row = Object.hasOwn(permissionTable, action)
    ? (permissionTable[action] as Partial<Record<string, (v: Viewer, s: Subject) => true | string>>)
    : undefined
  if (!row) return refused('This is not something anyone may do.')
  let reason: string | undefined
  for (const role of [...viewer.roles, 'everyone']) {
    const condition = Object.hasOwn(row, role) ? row[role] : undefined
    if (!condition) continue
    const answer = condition(viewer, subject)
    if (answer === true) return { allowed: true }
    reason ??= answer
  }
  return refused(reason ?? 'Your role does not allow this.')
}

/** True when at least one role of the viewer has an entry for the action, whatever the record. */
export function mayEver(viewer: Viewer, action: Action): boolean {
  const row = (Object.hasOwn(permissionTable, action) ? permissionTable[action] : {}) as Record<
    string,
    unknown
  >
  return Object.hasOwn(row, 'everyone') || viewer.roles.some((role) => Object.hasOwn(row, role))
}

/** Refuses with the table's sentence. Throws AppError `not_allowed`. */
export function requireCan(viewer: Viewer, action: Action, subject: Subject = {}): void {
  const answer = can(viewer, action, subject)
  if (!answer.allowed) throw notAllowed(answer.reason)
}

/** As `requireCan`, for records whose existence itself is private: throws what is given, usually `notFound()`. */
export function requireCanOr(error: AppError, viewer: Viewer, action: Action, subject: Subject = {}): void {
  if (!can(viewer, action, subject).allowed) throw error
}

export const isStaff = (viewer: Viewer): boolean => viewer.roles.some((role) => role !== 'student')
/** Positions on which the viewer decides: both for an admin, own for a coordinator, none else. */
export function decidesOn(viewer: Viewer): ('tutor' | 'marker')[] {
  const positions = ['tutor', 'marker'] as const
  return positions.filter((position) => can(viewer, 'applications.decide', { position }).allowed)
}
