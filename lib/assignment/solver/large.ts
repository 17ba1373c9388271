import type { EligiblePair } from '../eligibility'
import type { Ledger } from '../ledger'
import { type PartOptions, type PartResult, solvePart } from './part'

export async function solveLarge(
  ledger: Ledger,
  free: readonly EligiblePair[],
  options: PartOptions,
): Promise<PartResult> {
  return await solvePart(ledger, free, options)
}
