import { Form, HiddenFields, SubmitButton } from '@/components/form'
import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { ConfirmPanel } from '@/components/ui/confirm-panel'
import { PageHeader } from '@/components/ui/page-header'
import { getCourseUse } from '@/lib/courses/queries'
import { isCourseInUse } from '@/lib/courses/use'
import { definePage, type PageProps } from '@/lib/web/page'
import { courseMetadata, courseOfPage } from '../../_components/course-page'
import { removeCourseAction } from '../../actions'

export const generateMetadata = (props: PageProps) => courseMetadata(props, 'Remove')

const count = (n: number, one: string) => `${n.toLocaleString('en-NZ')} ${n === 1 ? one : `${one}s`}`

export default definePage(
  { path: '/courses/[id]/remove', gate: 'courses.manage' },
  async ({ viewer, params }) => {
    const { course, term } = await courseOfPage(viewer, params.id)
    const use = await getCourseUse(viewer, course.id)
    const page = `/courses/${course.id}`
    const archive = isCourseInUse(use)
    return (
      <>
        <PageHeader
          title={`Remove ${course.code}`}
          description={`${course.name}, ${term.name}`}
          breadcrumb={[
            { label: 'Courses', href: `/courses?term=${term.id}` },
            { label: course.code, href: page },
          ]}
        />
        {course.archivedAt ? (
          <Alert
            tone="info"
            title="This course is archived already"
            actions={<ButtonLink href={page}>Back to the course</ButtonLink>}
          />
        ) : (
          <Form action={removeCourseAction}>
            <HiddenFields values={{ id: course.id, version: course.version }} />
            <ConfirmPanel
              effects={
                archive
                  ? [
                      `It is named in ${count(use.applications, 'application')} and has ${count(use.allocations, 'allocation')}, so it is archived, not deleted.`,
                      'It leaves the lists, nobody can choose it in an application, and it cannot be changed.',
                      'All records stay and can be found in the reports. It can be brought back.',
                    ]
                  : ['The course is deleted.', 'Nobody has applied to it or works in it.']
              }
              warning={
                archive
                  ? use.live > 0
                    ? `${count(use.live, 'allocation')} with hours stay as they are. End them first if these people should not work in it.`
                    : undefined
                  : 'A deleted course cannot be brought back.'
              }
              action={
                archive ? (
                  <SubmitButton>Archive course</SubmitButton>
                ) : (
                  <SubmitButton variant="danger">Delete course</SubmitButton>
                )
              }
              cancelHref={page}
            />
          </Form>
        )}
      </>
    )
  },
)
