import { Card } from '@/components/ui/card'
import { Meter } from '@/components/ui/meter'
import type { CourseNeed } from '@/lib/review/course-need'
import { type Position, positionNames } from '@/lib/vocabulary'

/** How far the need of a course is covered in one position. */
export function Coverage({
  need,
  position,
  wanted,
}: {
  need: CourseNeed
  position: Position
  wanted: number
}) {
  const word = positionNames[position].toLowerCase()
  const split = need.split[position]
  const all = need.used.tutor + need.used.marker
  return (
    <Card title="Need of the course">
      <div className="space-y-4">
        {!need.needed[position] && (
          <p className="text-sm text-muted">{`The course does not ask for ${word}s.`}</p>
        )}
        {split !== null && (
          <Meter label={`Hours for ${word}s`} value={need.used[position] / 4} max={split / 4} unit="h" />
        )}
        <Meter label="Hours, both positions" value={all / 4} max={need.availableQuarters / 4} unit="h" />
        {need.wanted[position] !== null && (
          <Meter
            label={`${positionNames[position]}s wanted`}
            value={need.people[position]}
            max={need.wanted[position] ?? 0}
            over={false}
          />
        )}
        <p className="text-sm text-muted tabular-nums">
          {`${need.applicants[position]} applied as ${word}, ${wanted} of them wanted by you.`}
        </p>
      </div>
    </Card>
  )
}
