/** How long wrong tries keep a person out (SPEC 4): 5 are free, then each further one doubles the wait. */

const freeTries = 5
const firstDelay = 30
const longestDelay = 3600

/** Seconds to wait after this many wrong tries in a row: 0, then 30, 60, 120 … up to an hour. */
export function delayAfter(failures: number): number {
  if (failures < freeTries) return 0
  return Math.min(longestDelay, firstDelay * 2 ** Math.min(failures - freeTries, 20))
}

/**
 * Milliseconds without a wrong try after which earlier ones are forgotten. An address is shared by a
 * whole lecture theatre, so it forgives sooner than an account does.
 */
export const memory = { account: 24 * 3600_000, address: 15 * 60_000 } as const

/** "45 seconds", "2 minutes", "1 hour": never less than what is left. */
export function waitInWords(seconds: number): string {
  const say = (n: number, unit: string) => `${n} ${unit}${n === 1 ? '' : 's'}`
  if (seconds < 90) return say(Math.max(1, Math.ceil(seconds)), 'second')
  const minutes = Math.ceil(seconds / 60)
  return minutes < 60 ? say(minutes, 'minute') : say(Math.ceil(minutes / 60), 'hour')
}

/**
 * The part of an address that one caller controls: an IPv6 caller has a whole /64 to choose from, so
 * that all of it counts as one.
 */
export function addressPart(ip: string): string {
  const plain = ip
    .trim()
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/^::ffff:(?=\d+\.)/, '')
  if (!plain.includes(':')) return plain.slice(0, 64)
  const [head = '', tail] = plain.split('%')[0]!.split('::')
  const left = head.split(':').filter(Boolean)
  const right = tail === undefined ? [] : tail.split(':').filter(Boolean)
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right]
  return `${groups
    .slice(0, 4)
    .map((g) => g.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
