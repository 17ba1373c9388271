import { randomUUID } from 'node:crypto'
import { cookies } from 'next/headers'

/** What a line can offer to take back; the frame knows the action of each. */
type Undo = { what: 'decision' | 'decisions' | 'board' | 'rate'; fields: Record<string, string> }

/** A line shown once on the next page: what was done; with `within` only on that page and those below it. It lives 20 s, long enough for one redirect. */
export type Flash = { message: string; tone?: 'ok' | 'info' | 'error'; undo?: Undo; within?: string }

export const FLASH_COOKIE = 'mtms-flash'

export async function setFlash(flash: Flash): Promise<void> {
  const jar = await cookies()
  jar.set(flashCookie(flash))
}

/** The cookie that carries the line; for answers that are made outside of pages and actions. */
export function flashCookie(flash: Flash) {
  const value = JSON.stringify({ ...flash, id: randomUUID() })
  // The page takes it away once it has shown the line; without scripts it ends by itself.
  return { name: FLASH_COOKIE, value, path: '/', maxAge: 20, sameSite: 'lax', httpOnly: false } as const
}

export async function readFlash(): Promise<(Flash & { id: string }) | null> {
  const value = (await cookies()).get(FLASH_COOKIE)?.value
  if (!value) return null
  try {
    const flash = JSON.parse(value) as Flash & { id: string }
    if (typeof flash.message !== 'string' || typeof flash.id !== 'string') return null
    const { id, message, tone, undo, within } = flash
    return { id, message: message.slice(0, 500), tone, undo, within }
  } catch {
    return null
  }
}
