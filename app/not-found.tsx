import type { Metadata } from 'next'
import { NotFound } from '@/components/layout/messages-pages'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFoundPage() {
  return (
    <main id="main" className="px-4 sm:px-6">
      <NotFound />
    </main>
  )
}
