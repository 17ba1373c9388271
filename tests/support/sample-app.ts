import { type AppOptions, startApp, type TestApp } from './app-server'
import type { SampleRecords } from './sample-records'

export const samplePassword = 'a-password-for-the-sample'

export type SampleApp = { app: TestApp; records: SampleRecords }

/** The built app on the sample term, and on the records of sample-records.ts. The caller removes it. */
export async function startSampleApp(options: AppOptions = {}): Promise<SampleApp> {
  const app = await startApp(options)
  try {
    await app.script('db/scripts/sample.ts', '--password', samplePassword)
    const printed = await app.script('tests/support/sample-records.ts')
    const records = JSON.parse(printed.trim().split('\n').at(-1) ?? '') as SampleRecords
    return { app, records }
  } catch (error) {
    await app.remove()
    throw error
  }
}
