/**
 * One card in the middle, for signing in, registering, resetting, accepting an invitation and set-up.
 *
 *   <AuthLayout institution="Computer Science" title="Sign in" below={<Link href="/register" className="link">Create an account</Link>}>
 *     <Form …/>
 *   </AuthLayout>
 */
import type { ReactNode } from 'react'
import { SkipLink } from './app-shell'
import { Logo } from './logo'

export function AuthLayout({
  institution,
  logo,
  title,
  description,
  children,
  below,
  wide,
}: {
  institution: string
  logo?: ReactNode
  title: ReactNode
  description?: ReactNode
  children: ReactNode
  /** Links under the card. */
  below?: ReactNode
  wide?: boolean
}) {
  return (
    <div className="flex min-h-dvh flex-col items-center px-4 py-8 sm:py-16">
      <SkipLink />
      <header className="mb-6 flex items-center gap-3">
        {logo ?? <Logo className="size-9" />}
        <span>
          <span className="block text-base leading-5 font-semibold">MTMS</span>
          <span className="block text-sm text-muted">{institution}</span>
        </span>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className={`w-full rounded border border-line bg-surface p-6 outline-none sm:p-8 ${wide ? 'max-w-2xl' : 'max-w-md'}`}
      >
        <h1 className="text-lg">{title}</h1>
        {description && <div className="mt-1 text-base text-muted">{description}</div>}
        <div className="mt-6">{children}</div>
      </main>
      {below && (
        <nav aria-label="Other ways" className="mt-6 flex flex-wrap justify-center gap-x-6 gap-y-2 text-sm">
          {below}
        </nav>
      )}
    </div>
  )
}
