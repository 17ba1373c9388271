import { createHash, timingSafeEqual } from 'node:crypto'
import { workOff } from '@/inngest/start'
import { env } from '@/lib/env'
import { notFound } from '@/lib/errors'
import { defineRoute } from '@/lib/web/route'

export const dynamic = 'force-dynamic'
export const maxDuration = 60

const digest = (text: string) => createHash('sha256').update(text).digest()

/**
 * For platforms that run no process between requests: a scheduler calls this with
 * `Authorization: Bearer <CRON_SECRET>` (as Vercel's does), and what is due is done. Without CRON_SECRET,
 * or with another, there is nothing here.
 */
export const GET = defineRoute({ name: 'cron', gate: 'public' }, async ({ request }) => {
  const given = request.headers.get('authorization') ?? ''
  if (!env.CRON_SECRET || !timingSafeEqual(digest(given), digest(`Bearer ${env.CRON_SECRET}`)))
    throw notFound()
  await workOff(50_000)
  return Response.json({ status: 'ok' }, { headers: { 'Cache-Control': 'no-store' } })
})
