export type Insert<T extends { $inferInsert: unknown }> = Partial<T['$inferInsert']>

let serial = 0

export const next = () => ++serial

/** Folds as `lib/text` does for plain Latin text; fixtures use nothing else unless they say so. */
export const fold = (...parts: (string | null | undefined)[]) => parts.filter(Boolean).join(' ').toLowerCase()

export const dayFromNow = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
