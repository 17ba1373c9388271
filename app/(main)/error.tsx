'use client'
/** A page that failed while it was made: the frame stays; the server has logged the cause under the digest. */
import { ErrorPage } from '@/components/layout/messages-pages'
import { Button } from '@/components/ui/button'

export default function ErrorInFrame({
  error,
  retry,
}: {
  error: Error & { digest?: string }
  retry: () => void
}) {
  return (
    <ErrorPage
      errorId={error.digest}
      retry={
        <Button variant="primary" onClick={() => retry()}>
          Try again
        </Button>
      }
    />
  )
}
