import { PageHeader } from '@/components/ui/page-header'
import { Tabs } from '@/components/ui/tabs'

/** Heading of the pages about oneself. */
export function ProfileHeader({ current }: { current: 'profile' | 'security' }) {
  return (
    <>
      <PageHeader title="Your profile" />
      <Tabs
        label="Profile pages"
        className="mb-6"
        items={[
          { href: '/profile', label: 'Profile', current: current === 'profile' },
          { href: '/profile/security', label: 'Sign-in and security', current: current === 'security' },
        ]}
      />
    </>
  )
}
