/**
 * Runs `work` and answers after `ms` at the earliest, whether it succeeds or fails: for answers whose
 * time would tell whether an account exists. `ms` is well above what the longer way takes.
 */
export async function inEvenTime<T>(ms: number, work: () => Promise<T>): Promise<T> {
  const [outcome] = await Promise.allSettled([work(), new Promise((done) => setTimeout(done, ms))])
  if (outcome.status === 'rejected') throw outcome.reason
  return outcome.value
}
