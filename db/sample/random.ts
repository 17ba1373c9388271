/** A seeded generator (mulberry32): the same sample everywhere. Not for secrets. */
export function seeded(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    /** Whole number from least to most, both included. */
    int: (least: number, most: number) => least + Math.floor(next() * (most - least + 1)),
    pick: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!,
    chance: (probability: number) => next() < probability,
    /** `n` different members of the list, in random order. */
    some: <T>(list: readonly T[], n: number): T[] => {
      const places = new Set<number>()
      while (places.size < Math.min(n, list.length)) places.add(Math.floor(next() * list.length))
      return [...places].map((place) => list[place]!)
    },
  }
}
export type Random = ReturnType<typeof seeded>
