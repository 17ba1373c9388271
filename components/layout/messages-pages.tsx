/**
 * Pages instead of a page: what happened and what to do next.
 *
 *   <NotFound what="This application" />   <NotAllowed reason="Only the tutor coordinator can decide." />
 *   <ErrorPage errorId="A1B2" retry={<Button onClick={retry}>Try again</Button>} />
 */
import { FileQuestion, Lock, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { ButtonLink } from '../ui/button'

function MessagePage({
  icon,
  title,
  children,
  actions,
}: {
  icon: ReactNode
  title: string
  children: ReactNode
  actions: ReactNode
}) {
  return (
    <div className="mx-auto max-w-xl py-8 sm:py-16">
      <div className="mb-4 text-muted [&_svg]:size-6" aria-hidden>
        {icon}
      </div>
      <h1 className="text-xl">{title}</h1>
      <div className="measure mt-3 space-y-3 text-base text-muted">{children}</div>
      <div className="mt-6 flex flex-wrap gap-2">{actions}</div>
    </div>
  )
}

export function NotFound({
  what = 'This page',
  children,
  action,
}: {
  /** Begins the sentence: "This application". */
  what?: string
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <MessagePage
      icon={<FileQuestion />}
      title={`${what} is not here`}
      actions={action ?? <ButtonLink href="/">Go to the home page</ButtonLink>}
    >
      {children ?? (
        <p>
          It may have been moved or archived, or it belongs to someone else. Check the address, or search for
          it.
        </p>
      )}
    </MessagePage>
  )
}

export function NotAllowed({ reason, action }: { reason?: ReactNode; action?: ReactNode }) {
  return (
    <MessagePage
      icon={<Lock />}
      title="You cannot do this"
      actions={action ?? <ButtonLink href="/">Go to the home page</ButtonLink>}
    >
      <p>{reason ?? 'Your roles do not include it.'}</p>
      <p>If you need it, ask an admin of your institution to change your roles.</p>
    </MessagePage>
  )
}

export function ErrorPage({ errorId, retry }: { errorId?: string; retry?: ReactNode }) {
  return (
    <MessagePage
      icon={<TriangleAlert />}
      title="Something went wrong on our side"
      actions={
        <>
          {retry}
          <ButtonLink href="/" variant={retry ? 'ghost' : 'secondary'}>
            Go to the home page
          </ButtonLink>
        </>
      }
    >
      <p>
        What was saved before is safe. Try again; if it goes on, tell an admin when it happened and what you
        did.
      </p>
      {errorId && (
        <p>
          Number of the error: <span className="font-mono text-ink">{errorId}</span>
        </p>
      )}
    </MessagePage>
  )
}
