import { emptyModel, type MipModel } from '../model'

/** A part of a model whose coupling to the others is priced, and a bound of what it can add. */
export type PricedPart = { model: MipModel; bound: number }

export type Priced = {
  parts: PricedPart[]
  /** What prices and columns outside all parts add at most. */
  rest: number
}

/**
 * Splits a model by the part that each pair belongs to. A row within one part stays there; a row over several is
 * priced at the dual value that the relaxation gave it (Lagrange): the rest and the best of each part then sum up
 * to a bound for the whole, whatever the prices, as long as none is below 0. To begin with, each part has the
 * bound of its relaxation; solving it for whole numbers brings a lower one.
 *
 * @param partOf part of each entry, from 0
 */
export function pricedParts(model: MipModel, prices: ArrayLike<number>, partOf: readonly number[]): Priced {
  const place = columnParts(model, partOf)
  const count = Math.max(-1, ...partOf) + 1
  const parts = Array.from({ length: count }, () => emptyModel(0, false))
  const cost = [...model.cost]
  const relaxed = [...model.cost]
  const partBounds = new Array<number>(count).fill(0)
  let rest = model.offset
  const rowsOf = parts.map((): number[] => [])
  for (let row = 0; row < model.rowUpper.length; row += 1) {
    const price = Math.max(0, Math.abs(prices[row] ?? 0))
    const part = partOfRow(model, row, place)
    if (part >= 0) {
      rowsOf[part]!.push(row)
      partBounds[part]! += price * model.rowUpper[row]!
    } else rest += price * model.rowUpper[row]!
    for (let at = model.starts[row]!; at < model.starts[row + 1]!; at += 1) {
      const column = model.indices[at]!
      const priced = price * model.values[at]!
      relaxed[column]! -= priced
      if (part < 0) cost[column]! -= priced
    }
  }
  const index = new Int32Array(cost.length)
  place.forEach((part, column) => {
    const most = Math.max(relaxed[column]! * model.lower[column]!, relaxed[column]! * model.upper[column]!)
    if (part < 0) {
      rest += most
      return
    }
    partBounds[part]! += most
    const target = parts[part]!
    index[column] = target.cost.length
    target.cost.push(cost[column]!)
    target.lower.push(model.lower[column]!)
    target.upper.push(model.upper[column]!)
    target.whole.push(model.whole[column]!)
  })
  parts.forEach((target, part) => {
    for (const row of rowsOf[part]!) {
      for (let at = model.starts[row]!; at < model.starts[row + 1]!; at += 1) {
        target.indices.push(index[model.indices[at]!]!)
        target.values.push(model.values[at]!)
      }
      target.starts.push(target.indices.length)
      target.rowUpper.push(model.rowUpper[row]!)
    }
  })
  return { parts: parts.map((target, part) => ({ model: target, bound: partBounds[part]! })), rest }
}

/** Part of each column; −1 for those of a person with pairs in several parts. */
function columnParts(model: MipModel, partOf: readonly number[]): Int32Array {
  const place = new Int32Array(model.cost.length).fill(-1)
  const parts = new Map(model.entries.map((entry, index) => [entry, partOf[index]!]))
  for (const [{ z, y, kept }, part] of parts)
    for (const column of [z, y, kept]) if (column >= 0) place[column] = part
  for (const { entries, tiers, courses } of model.people) {
    const theirs = new Set(entries.map((entry) => parts.get(entry)!))
    if (theirs.size > 1) continue
    const [part] = theirs
    for (const { column } of [...(tiers?.columns ?? []), ...courses]) place[column] = part!
  }
  return place
}

function partOfRow(model: MipModel, row: number, place: Int32Array): number {
  let part = -2
  for (let at = model.starts[row]!; at < model.starts[row + 1]!; at += 1) {
    const here = place[model.indices[at]!]!
    if (here < 0 || (part !== -2 && part !== here)) return -1
    part = here
  }
  return part === -2 ? -1 : part
}
