import type { ReactNode } from 'react'
import { AuthLayout } from '@/components/layout/auth-layout'
import { Alert } from '@/components/ui/alert'
import { getSettings } from '@/lib/settings/queries'
import { readFlash } from '@/lib/web/flash'

/** A page for people who are not signed in: institution, title, what was just done, one card. */
export async function AuthPage({
  title,
  description,
  children,
  below,
}: {
  title: ReactNode
  description?: ReactNode
  children: ReactNode
  /** Links under the card. */
  below?: ReactNode
}) {
  const [{ institutionName }, flash] = await Promise.all([getSettings(), readFlash()])
  return (
    <AuthLayout institution={institutionName} title={title} description={description} below={below}>
      {flash && (
        <Alert tone={flash.tone ?? 'ok'} className="mb-6">
          {flash.message}
        </Alert>
      )}
      {children}
    </AuthLayout>
  )
}
