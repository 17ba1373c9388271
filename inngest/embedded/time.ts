const units: Record<string, number> = {
  w: 7 * 86_400_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
}

/** When a wait of the SDK is over: it is written as a duration (`1d2h30m`) or as an instant (ISO 8601). */
export function waitUntil(text: string, now: Date): Date {
  if (/^(\d+[wdhms])*$/.test(text)) {
    let ms = 0
    for (const [, count, unit] of text.matchAll(/(\d+)([wdhms])/g))
      ms += Number(count) * (units[unit as string] ?? 0)
    return new Date(now.getTime() + ms)
  }
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) throw new Error(`not a duration or an instant: ${text}`)
  return at
}

/** Waits before each retry, those of Inngest's own server: 10 s, 30 s, 1 min … 2 h and so on. */
const waits = [10, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200].map((seconds) => seconds * 1000)

/** Milliseconds before the next try after `failures` (≥ 1) of them, with up to 10 % added at random. */
export function backoff(failures: number): number {
  const base = waits[Math.min(failures, waits.length) - 1] as number
  return Math.round(base * (1 + Math.random() / 10))
}

/** A Retry-After header as milliseconds from now; null when there is none. */
export function retryAfterMs(header: string | null, now: Date): number | null {
  if (!header) return null
  if (/^\d+$/.test(header)) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime())
}
