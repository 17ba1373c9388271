/**
 * Root of every page: language, font, theme and the skip link's target order. The theme comes from the
 * cookie `theme` (light | dark | system) so that the first byte already has the right colours.
 */
import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { themeFrom } from '@/components/layout/theme'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'MTMS', template: '%s · MTMS' },
  description: 'Marker & Tutor Management System',
  applicationName: 'MTMS',
  formatDetection: { telephone: false, email: false, address: false, date: false },
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f8f9fa' },
    { media: '(prefers-color-scheme: dark)', color: '#0e1114' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = themeFrom((await cookies()).get('theme')?.value)
  return (
    <html lang="en" data-theme={theme}>
      <body>{children}</body>
    </html>
  )
}
