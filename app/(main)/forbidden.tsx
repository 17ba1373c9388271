import { NotAllowed } from '@/components/layout/messages-pages'

export default function ForbiddenPage() {
  return <NotAllowed />
}
