import { type SQL, sql } from 'drizzle-orm'
import { applications } from '@/db/schema'

/** What `eligibilityOf` reads of an application. */
export const eligibilityColumns = {
  overseas: applications.overseas,
  returning: applications.returning,
  citizenOrResident: applications.citizenOrResident,
  validVisa: applications.validVisa,
}

const away = sql`(${applications.overseas} = 1 and coalesce(${applications.returning}, 0) = 0)`
const noVisa = sql`(${applications.citizenOrResident} = 0 and coalesce(${applications.validVisa}, 0) = 0)`

/** Eligibility as `eligibilityOf` tells it, as the place in `eligibilities`: what tables filter and sort by. */
export const eligibilityPlace: SQL = sql`(case when ${noVisa} and ${away} then 4 when ${noVisa} then 3 when ${away} then 2 when ${applications.citizenOrResident} = 0 then 1 else 0 end)`
