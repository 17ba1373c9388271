import { Form, FormActions, HiddenFields, SubmitButton } from '@/components/form'
import { Alert } from '@/components/ui/alert'
import { ButtonLink } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { NEED_DEFAULTS, ofNeeded, proposeNeed } from '@/lib/courses/need'
import { listTermChoices } from '@/lib/courses/queries'
import { teachingWeeks } from '@/lib/dates'
import { can, requireCan } from '@/lib/permissions'
import { definePage, type PageProps } from '@/lib/web/page'
import { DeadlineFields, ManagedFields, NeedFields } from '../../_components/course-fields'
import { courseMetadata, courseOfPage } from '../../_components/course-page'
import { NeedCalculator } from '../../_components/need-calculator'
import { saveCourseAction, saveCourseNeedAction } from '../../actions'

export const generateMetadata = (props: PageProps) => courseMetadata(props, 'Edit')

export default definePage(
  { path: '/courses/[id]/edit', gate: 'courses.editNeed' },
  async ({ viewer, params }) => {
    const { course, term } = await courseOfPage(viewer, params.id)
    requireCan(viewer, 'courses.editNeed', { courseId: course.id })
    const manages = can(viewer, 'courses.manage', { courseId: course.id }).allowed
    const page = `/courses/${course.id}`
    const weeks = teachingWeeks(term.startsOn, term.endsOn, term.breakWeeks)
    const archived = course.archivedAt ? course.code : term.archivedAt ? term.name : null
    return (
      <>
        <PageHeader
          title={`Edit ${course.code}`}
          description={`${course.name}, ${term.name}`}
          breadcrumb={[
            { label: 'Courses', href: `/courses?term=${term.id}` },
            { label: course.code, href: page },
          ]}
        />
        {archived ? (
          <Alert
            tone="info"
            title={`${archived} is archived`}
            actions={<ButtonLink href={page}>Back to the course</ButtonLink>}
          >
            <p>It has to be brought back before anything can be changed.</p>
          </Alert>
        ) : (
          <Form action={manages ? saveCourseAction : saveCourseNeedAction}>
            {/* Enter in a field saves: without this it would press the calculator's button, which comes first. */}
            <button type="submit" tabIndex={-1} aria-hidden className="sr-only">
              Save course
            </button>
            <HiddenFields values={{ id: course.id, version: course.version }} />
            {manages ? (
              <ManagedFields course={course} terms={await listTermChoices(viewer)} />
            ) : (
              <Alert tone="info">
                Code, name, hours, deadlines and pre-assignment are set by the tutor and marker coordinators.
              </Alert>
            )}
            <NeedFields
              course={course}
              calculator={
                <NeedCalculator
                  terms={[{ id: term.id, name: term.name, weeks }]}
                  termId={term.id}
                  initial={ofNeeded(
                    proposeNeed({
                      ...course,
                      ...NEED_DEFAULTS,
                      students: course.currentStudents ?? course.estimatedStudents,
                      weeks,
                    }),
                    course,
                  )}
                  manages={manages}
                />
              }
            />
            {manages && <DeadlineFields course={course} term={term} />}
            <FormActions>
              <SubmitButton pendingText="Saving">Save course</SubmitButton>
              <ButtonLink href={page} variant="ghost">
                Cancel
              </ButtonLink>
            </FormActions>
          </Form>
        )}
      </>
    )
  },
)
