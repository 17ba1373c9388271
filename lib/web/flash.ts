import { randomUUID } from 'node:crypto'
import { cookies } from 'next/headers'

/** A line shown once on the next page: what was done. It lives 20 s, long enough for one redirect. */
export type Flash = { message: string; tone?: 'ok' | 'info' | 'error' }

const name = 'mtms-flash'

export async function setFlash(flash: Flash): Promise<void> {
  const jar = await cookies()
  const value = JSON.stringify({ ...flash, id: randomUUID() })
  // Read by the server only; the toast forgets the ids it has shown.
  jar.set(name, value, { path: '/', maxAge: 20, sameSite: 'lax', httpOnly: true })
}

export async function readFlash(): Promise<(Flash & { id: string }) | null> {
  const value = (await cookies()).get(name)?.value
  if (!value) return null
  try {
    const flash = JSON.parse(value) as Flash & { id: string }
    if (typeof flash.message !== 'string' || typeof flash.id !== 'string') return null
    return { id: flash.id, message: flash.message.slice(0, 500), tone: flash.tone }
  } catch {
    return null
  }
}
