import { settingsForm } from '@/lib/assignment-runs/schema'
import { type RunSettings, startingSettings } from '@/lib/assignment-runs/settings'
import { scopesOf } from '@/lib/assignment-runs/store'
import { notAllowed } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import type { Settings } from '@/lib/settings/schema'
import { type AssignmentScope, assignmentScopes } from '@/lib/vocabulary'

type Search = Record<string, string | string[] | undefined>

export const scopeNames: Record<AssignmentScope, string> = {
  tutor: 'Tutors',
  marker: 'Markers',
  both: 'Tutors and markers',
}

/** The positions that the page is about. Refuses ones that the viewer does not assign. */
export function scopeOf(
  viewer: Viewer,
  search: Search,
): { scope: AssignmentScope; scopes: AssignmentScope[] } {
  const scopes = scopesOf(viewer)
  const asked = assignmentScopes.find((one) => one === (search.scope ?? search.position))
  const scope = asked ?? scopes[0]
  if (!scope || !scopes.includes(scope)) throw notAllowed('You assign other positions only.')
  return { scope, scopes }
}

/** Sliders and rules as the address gives them ("Check with these rules"), else as the institution begins. */
export function settingsIn(search: Search, institution: Settings): RunSettings {
  if (search.checked !== '1') return startingSettings(institution)
  const parsed = settingsForm.safeParse(search)
  return parsed.success ? parsed.data : startingSettings(institution)
}
