import { Text } from 'react-email'
import type { Position } from '@/lib/vocabulary'
import { type InContext, Layout } from './layout'
import { LinkButton } from './parts'
import * as style from './style'

export type ScheduledResultsProps = {
  position: Position
  termName: string
  termId: string
  /** Null when nothing was published. */
  publicationId: string | null
  published: number
  leftOut: { name: string; reason: string }[]
  /** Why nothing was published; null when something was. */
  failed: string | null
}

export const scheduledResults = {
  preview: {
    position: 'tutor',
    termName: '2027 Semester One',
    termId: 'preview',
    publicationId: 'preview',
    published: 34,
    leftOut: [{ name: 'Mei Chen', reason: 'was withdrawn by the student' }],
    failed: null,
  } as ScheduledResultsProps,
  Body: ({ context, ...props }: InContext<ScheduledResultsProps>) => (
    <Layout
      context={context}
      preview={props.failed ?? `${props.published} published, ${props.leftOut.length} left out`}
      heading={props.failed ? 'Results were not published' : 'Results were published'}
      reason="results were set to be published at this time"
    >
      <Text style={style.text}>
        {props.failed
          ? `The ${props.position} results for ${props.termName} that were to be published now were not: ${props.failed}`
          : `${props.published} ${props.position} ${props.published === 1 ? 'result' : 'results'} for ${props.termName} ${props.published === 1 ? 'was' : 'were'} published as set, and the students are told by email.`}
      </Text>
      {props.leftOut.length > 0 && (
        <>
          <Text style={style.subheading}>{`Left out: ${props.leftOut.length}`}</Text>
          <ul style={{ ...style.text, paddingLeft: 24 }}>
            {props.leftOut.slice(0, 30).map((one) => (
              <li key={one.name + one.reason}>
                {one.name} {one.reason}
              </li>
            ))}
          </ul>
          {props.leftOut.length > 30 && (
            <Text style={style.text}>{`And ${props.leftOut.length - 30} more.`}</Text>
          )}
        </>
      )}
      <LinkButton
        href={
          props.publicationId
            ? `${context.appUrl}/review/publications/${props.publicationId}`
            : `${context.appUrl}/review/publish?term=${props.termId}&position=${props.position}`
        }
        label={props.publicationId ? 'See the publication' : 'Publish results'}
      />
    </Layout>
  ),
}
