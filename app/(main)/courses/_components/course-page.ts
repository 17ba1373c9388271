import type { Metadata } from 'next'
import { cache } from 'react'
import { type CoursePage, getCourse, getCoursePage } from '@/lib/courses/queries'
import { notFound } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { getSettings } from '@/lib/settings/queries'
import type { PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'

const load = cache(getCourse)

/** The course and term of a page, read once for title and page. Throws `not_found`. */
export async function courseOfPage(viewer: Viewer, id: string | undefined) {
  const found = id ? await load(viewer, id) : null
  if (!found) throw notFound('This course')
  return found
}

/** All of the course page. Throws `not_found`. */
export async function wholeCourse(viewer: Viewer, id: string | undefined): Promise<CoursePage> {
  const { timeZone } = await getSettings()
  const page = id ? await getCoursePage(viewer, id, { now: new Date(), zone: timeZone }) : null
  if (!page) throw notFound('This course')
  return page
}

/** A title with the course's code, for those who may know of it. */
export async function courseMetadata({ params }: PageProps, verb?: string): Promise<Metadata> {
  const [viewer, { id }] = await Promise.all([getViewer(), params])
  const found = viewer && id ? await load(viewer, id) : null
  if (!found) return { title: 'Course' }
  const { code, name } = found.course
  return { title: verb ? `${verb} ${code}` : `${code} ${name}` }
}
