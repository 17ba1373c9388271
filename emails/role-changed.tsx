import { Text } from 'react-email'
import { type Role, roleNames } from '@/lib/vocabulary'
import { type EmailContext, Layout } from './layout'
import { LinkButton } from './parts'
import * as style from './style'

export type RoleChangedProps = { granted: Role[]; removed: Role[]; byName: string }

const list = (roles: readonly Role[]) => roles.map((role) => roleNames[role].toLowerCase()).join(', ')

export const roleChanged = {
  preview: {
    granted: ['course_coordinator'],
    removed: [],
    byName: 'Ana Petrova',
  } as RoleChangedProps,
  Body: ({ granted, removed, byName, context }: RoleChangedProps & { context: EmailContext }) => (
    <Layout
      context={context}
      preview="What you can do in MTMS has changed"
      heading="Your roles have changed"
      reason="you have an account with MTMS"
    >
      {granted.length > 0 && <Text style={style.text}>{`${byName} gave you: ${list(granted)}.`}</Text>}
      {removed.length > 0 && <Text style={style.text}>{`${byName} took away: ${list(removed)}.`}</Text>}
      <Text style={style.text}>The change is in effect; there is no need to sign in again.</Text>
      <LinkButton href={context.appUrl} label="Open MTMS" />
    </Layout>
  ),
}
