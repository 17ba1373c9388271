import { removeUnsuccessfulFiles } from '@/lib/applications/retention'
import { wipeExpiredSecrets } from '@/lib/emails/commands'
import { removeOrphanedFiles } from '@/lib/files/clean-up'
import { removeOldJobs } from '@/lib/jobs/commands'
import { removeStrayBatchFiles } from '@/lib/payroll/clean-up'
import { removeKeptDecisions } from '@/lib/review/bulk-kept'
import { cleanUpAccounts } from '@/lib/users/clean-up'
import { inngest } from '../client'

/** Daily, in the small hours of New Zealand: what has been done long ago is removed. */
export const cleanUp = inngest.createFunction(
  { id: 'clean-up', triggers: [{ cron: '30 14 * * *' }], retries: 3, concurrency: 1 },
  async ({ step }) => {
    const jobs = await step.run('jobs', () => removeOldJobs(new Date()))
    const secrets = await step.run('mail-secrets', () => wipeExpiredSecrets(new Date()))
    const accounts = await step.run('accounts', () => cleanUpAccounts(new Date()))
    const unsuccessful = await step.run('retention', () => removeUnsuccessfulFiles(new Date()))
    const files = await step.run('files', () => removeOrphanedFiles(new Date()))
    const payrollFiles = await step.run('payroll-files', () => removeStrayBatchFiles(new Date()))
    const decisions = await step.run('kept-decisions', () => removeKeptDecisions(new Date()))
    return { unsuccessful, files, payrollFiles, jobs, secrets, accounts, decisions }
  },
)
