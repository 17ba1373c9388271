type Entry<T> = { stamp: string; at: number; weight: number; value: Promise<T> }

/**
 * The last few of what is worked out once and looked at often, in this process's memory: by a key, and valid for one
 * stamp of what it was worked out from. Another stamp, or age, has it worked out anew; two who ask at once share
 * the work. Bounded by the sum of the weights, the longest unused going first.
 */
export class Kept<T> {
  private readonly entries = new Map<string, Entry<T>>()

  constructor(
    private readonly most: number,
    private readonly keepMs: number,
    private readonly weightOf: (value: T) => number = () => 1,
  ) {}

  async get(key: string, stamp: string, make: () => Promise<T>): Promise<T> {
    const known = this.entries.get(key)
    const fresh = known?.stamp === stamp && Date.now() - known.at < this.keepMs
    const entry = fresh ? known : { stamp, at: Date.now(), weight: 0, value: make() }
    // Set anew, it is the last in the map's order: the most recently used.
    this.entries.delete(key)
    this.entries.set(key, entry)
    if (fresh) return entry.value
    try {
      const value = await entry.value
      entry.weight = this.weightOf(value)
      this.shrink()
      return value
    } catch (error) {
      if (this.entries.get(key) === entry) this.entries.delete(key)
      throw error
    }
  }

  private shrink(): void {
    let sum = 0
    for (const [key, entry] of [...this.entries].reverse()) {
      sum += entry.weight
      // The last one is kept whatever it weighs: it is being looked at.
      if (sum > this.most && sum > entry.weight) this.entries.delete(key)
    }
  }
}

/** Lets waiting requests be answered between two pieces of long work. */
export const breathe = (): Promise<void> => new Promise((next) => setImmediate(next))
