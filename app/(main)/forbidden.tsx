import type { Metadata } from 'next'
import { NotAllowed } from '@/components/layout/messages-pages'

export const metadata: Metadata = { title: 'Not allowed' }

export default function ForbiddenPage() {
  return <NotAllowed />
}
