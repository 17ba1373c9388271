import type { Metadata } from 'next'
import { NotFound } from '@/components/layout/messages-pages'

export const metadata: Metadata = { title: 'Not found' }

/** Inside the frame, so that navigation and search are at hand. */
export default function NotFoundPage() {
  return <NotFound />
}
