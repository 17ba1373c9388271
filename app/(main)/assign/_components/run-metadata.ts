import type { Metadata } from 'next'
import { getRunRow } from '@/lib/assignment-runs/store'
import type { PageProps } from '@/lib/web/page'
import { getViewer } from '@/lib/web/request'

/** A title with the scenario's name, for those who may see it: "Scenario A – Assign", "Apply Scenario A – Assign". */
export async function runMetadata({ params }: PageProps, verb?: string): Promise<Metadata> {
  const [viewer, { runId = '' }] = await Promise.all([getViewer(), params])
  const row = viewer ? await getRunRow(viewer, runId).catch(() => null) : null
  if (!row) return { title: 'Assign' }
  return { title: `${verb ? `${verb} ${row.name}` : row.name} – Assign` }
}
