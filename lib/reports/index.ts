import { allocationsReport } from './allocations'
import { coursesReport } from './courses'
import { paydaysReport } from './paydays'
import { peopleReport } from './people'
import type { ReportDefinition } from './report'
import { termsReport } from './terms'

/** Every report, in the order in which people see them. */
export const reports: readonly ReportDefinition[] = [
  coursesReport,
  peopleReport,
  allocationsReport,
  paydaysReport,
  termsReport,
]

export const reportOf = (id: string | undefined): ReportDefinition | undefined =>
  reports.find((report) => report.id === id)
