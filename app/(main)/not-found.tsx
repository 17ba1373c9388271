import { NotFound } from '@/components/layout/messages-pages'

/** Inside the frame, so that navigation and search are at hand. */
export default function NotFoundPage() {
  return <NotFound />
}
