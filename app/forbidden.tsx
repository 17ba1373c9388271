import type { Metadata } from 'next'
import { NotAllowed } from '@/components/layout/messages-pages'

export const metadata: Metadata = { title: 'Not allowed' }

export default function ForbiddenPage() {
  return (
    <main id="main" className="px-4 sm:px-6">
      <NotAllowed />
    </main>
  )
}
