import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { type PublishedPart, publishedWords } from '@/lib/assignment-runs/published'
import { type Position, positionNames } from '@/lib/vocabulary'

/** What became of an applied scenario and what comes next: publishing, until all of its results are. */
export function AppliedNotice({
  title,
  published,
  termId,
  positions,
}: {
  title: string
  published: PublishedPart
  termId: string
  /** Whose results the viewer may publish, of the scenario's. */
  positions: Position[]
}) {
  return (
    <Alert
      tone="ok"
      title={title}
      actions={
        published.published < published.of &&
        positions.length > 0 &&
        positions.map((position) => (
          <ButtonLink key={position} href={`/review/publish?term=${termId}&position=${position}`} size="sm">
            {`Publish ${positionNames[position].toLowerCase()} results`}
          </ButtonLink>
        ))
      }
    >
      {published.published > 0 ? (
        <p>
          {publishedWords(published)}, and those students have been told: it cannot be undone any more. Change
          single people in Enrolment where they are published, in Review where they are not.
        </p>
      ) : (
        <p>
          Its decisions and hours stand in Review and are told when you publish. It can be undone as a whole
          until then; single people are changed in Review.
        </p>
      )}
    </Alert>
  )
}
