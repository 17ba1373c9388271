import { inArray } from 'drizzle-orm'
import { applications } from '@/db/schema'
import type { Viewer } from '@/lib/permissions'
import { type Position, positions } from '@/lib/vocabulary'
import { reviewPositions } from './scope'

/** Positions whose applicants for a course the viewer sees: both of an own course, else those they decide on. */
export const endorsePositions = (viewer: Viewer, courseId: string): Position[] =>
  viewer.courseIds.includes(courseId) ? [...positions] : reviewPositions(viewer)

/** Applications that those who endorse know of. */
export const submitted = inArray(applications.state, ['submitted', 'published'])
