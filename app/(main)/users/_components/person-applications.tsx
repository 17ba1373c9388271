import type { PanelSection } from '@/components/layout/side-panel'
import { ButtonLink } from '@/components/ui/button'
import { listOwnApplications } from '@/lib/applications/own'
import { can, type Viewer } from '@/lib/permissions'
import type { Person } from '@/lib/users/queries'
import { ApplicationRow } from '../../applications/_components/application-row'

/**
 * A person's applications and drafts, for who may act for them (SPEC 3: an admin, on behalf), with the way to start
 * another. Null for others, and for people who neither apply nor have applied.
 */
export async function applicationsSection(
  viewer: Viewer,
  person: Person,
  zone: string,
): Promise<PanelSection | null> {
  if (viewer.id === person.id || person.state === 'deleted') return null
  if (!can(viewer, 'applications.write', { ownerId: person.id }).allowed) return null
  const rows = await listOwnApplications(viewer, person.id)
  const canApply = person.roles.includes('student') && person.state === 'active'
  if (rows.length === 0 && !canApply) return null
  return {
    id: 'applications',
    title: 'Applications',
    description: 'What you do in them for this person is recorded under your name.',
    actions: canApply ? (
      <ButtonLink href={`/applications/new?for=${person.id}`} size="sm">
        Start an application
        {/* The panel is headed by the name, which can be too long for a button on a phone. */}
        <span className="sr-only"> for {person.name}</span>
      </ButtonLink>
    ) : undefined,
    children:
      rows.length === 0 ? (
        <p className="text-sm text-muted">No application yet.</p>
      ) : (
        <ul className="divide-y divide-line rounded border border-line">
          {rows.map((row) => (
            <ApplicationRow key={row.id} row={row} zone={zone} own={false} />
          ))}
        </ul>
      ),
  }
}
