import { compareRun } from '@/lib/assignment-runs/compare'
import { comparedColumns } from '@/lib/assignment-runs/tables'
import { sendTable } from '@/lib/web/export'
import { defineRoute } from '@/lib/web/route'

/** The pairs in which a scenario differs from what stands or from another (`?with=`): `?format=csv`, else XLSX. */
export const GET = defineRoute(
  { name: 'assignment.compare', gate: 'assignment.run' },
  async ({ viewer, params, request }) => {
    const query = request.nextUrl.searchParams
    const { analysis, name, lines } = await compareRun(
      viewer,
      params.runId ?? '',
      query.get('with') ?? 'standing',
    )
    const columns = comparedColumns({ before: name, after: analysis.row.name })
    return sendTable(query, `Compare ${analysis.row.name}`, columns, { rows: lines, total: lines.length })
  },
)
