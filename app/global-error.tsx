'use client'
/** Shown when even the root layout fails; it replaces the whole document. */
import { ErrorPage } from '@/components/layout/messages-pages'
import { Button } from '@/components/ui/button'
import './globals.css'

export default function GlobalError({
  error,
  retry,
}: {
  error: Error & { digest?: string }
  retry: () => void
}) {
  return (
    <html lang="en" data-theme="system">
      <body>
        <title>Error · MTMS</title>
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
      </body>
    </html>
  )
}
