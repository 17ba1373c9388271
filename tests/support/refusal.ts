import { AppError } from '@/lib/errors'

/** The refusal of something that must not be done; fails where it was done, or went wrong otherwise. */
export async function refusal(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => new Error('it was allowed'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AppError)) throw error
  return error
}
