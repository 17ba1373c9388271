import { HiddenFields } from '@/components/form/hidden-fields'
import { Alert } from '@/components/ui/alert'
import { Button, ButtonLink } from '@/components/ui/button'
import type { TriedView } from '@/lib/assignment-runs/tried'
import { quartersToDecimal } from '@/lib/hours'
import { editRunAction } from '../../actions'
import type { BoardLinks } from './links'

/** An edit of a board that somebody had changed meanwhile: what was tried beside what stands, and the choice. */
export function TriedNotice({
  view,
  links,
  editable,
}: {
  view: TriedView
  links: BoardLinks
  editable: boolean
}) {
  const { edit } = view
  return (
    <Alert
      tone="warning"
      live
      title={`${view.by} changed this scenario ${view.at}, while you had it open`}
      actions={
        <>
          {editable && (
            <form action={editRunAction}>
              <HiddenFields
                values={{
                  id: links.id,
                  version: links.version,
                  back: links.here,
                  userId: edit.userId,
                  courseId: edit.courseId,
                  position: edit.position === 0 ? 'tutor' : 'marker',
                  hours: edit.quarters === undefined ? null : quartersToDecimal(edit.quarters),
                  toCourseId: edit.toCourseId ?? null,
                }}
              />
              <Button type="submit" name="act" value={edit.act} size="sm">
                Do it all the same
              </Button>
            </form>
          )}
          <ButtonLink href={links.here} size="sm" variant="ghost">
            Leave it as it stands
          </ButtonLink>
        </>
      }
    >
      <p>Your change was not made. Everything below is as it stands now.</p>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
        <dt className="text-muted">You tried</dt>
        <dd>{view.tried}</dd>
        <dt className="text-muted">It stands</dt>
        <dd>
          {view.stands.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </dd>
        {view.since.length > 0 && (
          <>
            <dt className="text-muted">Changed since</dt>
            <dd>
              {view.since.map(({ by, said }, index) => (
                // Two equal lines may stand below each other: somebody locked and unlocked twice.
                // biome-ignore lint/suspicious/noArrayIndexKey: a list that never changes its order
                <p key={index}>
                  {said} ({by})
                </p>
              ))}
            </dd>
          </>
        )}
      </dl>
    </Alert>
  )
}
