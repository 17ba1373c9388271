'use client'
/** Shown when a page fails while it is made; the server has logged the cause under the digest. */
import { ErrorPage } from '@/components/layout/messages-pages'
import { Button } from '@/components/ui/button'

export default function ErrorBoundary({
  error,
  retry,
}: {
  error: Error & { digest?: string }
  retry: () => void
}) {
  return (
    <main id="main" className="px-4 sm:px-6">
      <ErrorPage
        errorId={error.digest}
        retry={
          <Button variant="primary" onClick={() => retry()}>
            Try again
          </Button>
        }
      />
    </main>
  )
}
