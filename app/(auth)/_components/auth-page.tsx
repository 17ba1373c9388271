import type { ReactNode } from 'react'
import { AuthLayout } from '@/components/layout/auth-layout'
import { Alert } from '@/components/ui/alert'
import { ForgetFlash } from '@/components/ui/forget-flash'
import { getSettings } from '@/lib/settings/queries'
import { FLASH_COOKIE, readFlash } from '@/lib/web/flash'

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
          <ForgetFlash cookie={FLASH_COOKIE} id={flash.id} />
        </Alert>
      )}
      {children}
    </AuthLayout>
  )
}
