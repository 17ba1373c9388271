import { notFound } from '@/lib/errors'
import type { Viewer } from '@/lib/permissions'
import { reportOf } from '@/lib/reports'
import type { ReportDefinition } from '@/lib/reports/report'
import { type ReportScope, reportScope } from '@/lib/reports/scope'
import { getSettings } from '@/lib/settings/queries'
import { termOf } from '@/lib/web/term'

type Search = Record<string, string | string[] | undefined>

/** What the address of a report stands for; `scope` is null while there is no term. */
export async function reportContext(
  viewer: Viewer,
  id: string | undefined,
  search: Search,
): Promise<{ report: ReportDefinition; scope: ReportScope | null; zone: string }> {
  const report = reportOf(id)
  if (!report) throw notFound('This report')
  const [term, settings] = await Promise.all([termOf(viewer, search), getSettings()])
  return {
    report,
    scope: term ? reportScope(viewer, term, settings) : null,
    zone: settings.timeZone,
  }
}
