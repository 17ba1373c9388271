import { searchEverything } from '@/lib/search/queries'
import { defineRoute } from '@/lib/web/route'

/** Answers of the Ctrl K search, as far as the viewer may know of them. */
export const GET = defineRoute({ name: 'search', gate: 'app.use' }, async ({ viewer, request }) => {
  const groups = await searchEverything(viewer, request.nextUrl.searchParams.get('q') ?? '')
  return Response.json({ groups }, { headers: { 'Cache-Control': 'private, no-store' } })
})
