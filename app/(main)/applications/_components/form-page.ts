import type { Metadata } from 'next'
import { cache } from 'react'
import { type FormView, getForm } from '@/lib/applications/queries'
import { isAppError } from '@/lib/errors'
import { mayEver, type Viewer } from '@/lib/permissions'
import type { PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'

/** The form of a page, read once for title and page. Throws `not_found`. */
export const formOfPage = cache((viewer: Viewer, id: string): Promise<FormView> => getForm(viewer, id))

/** "Tutor application, 2027 Semester One" */
export const applicationTitle = (form: Pick<FormView, 'position' | 'term'>): string =>
  `${form.position === 'tutor' ? 'Tutor' : 'Marker'} application, ${form.term.name}`

/** Where an application is one of several: the viewer's own list, or the page of the person they act for. */
export const applicationsOf = (
  viewer: Viewer,
  form: Pick<FormView, 'studentId' | 'student'>,
): { label: string; href: string } =>
  viewer.id === form.studentId
    ? { label: 'Applications', href: '/applications' }
    : { label: form.student.name, href: `/users/${form.studentId}#applications` }

/** A title that names the application, for those who may know it. */
export async function applicationMetadata({ params }: PageProps, what?: string): Promise<Metadata> {
  const [viewer, { id }] = await Promise.all([getViewer(), params])
  let name = 'Application'
  if (viewer && id && mayEver(viewer, 'applications.write')) {
    try {
      name = applicationTitle(await formOfPage(viewer, id))
    } catch (error) {
      if (!isAppError(error)) throw error
    }
  }
  return { title: what ? `${what} · ${name}` : name }
}
