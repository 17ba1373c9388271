import { randomBytes } from 'node:crypto'
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'

/** Next bundles the start of the server and its pages apart: they meet here. */
const holder = globalThis as unknown as { mtmsSocketHeader?: string }

/**
 * Notes on each request that comes in the address of the connection itself. Next hands pages no socket, and
 * tells its address only where the caller has not sent an X-Forwarded-For, which anybody can. The name of the header is
 * made anew at each start, so that nobody can send that one, either.
 */
export function noteSocketAddresses(): void {
  if (holder.mtmsSocketHeader) return
  const name = `x-mtms-socket-${randomBytes(16).toString('hex')}`
  holder.mtmsSocketHeader = name
  // Told by Node before the request reaches any handler.
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    request.headers[name] = request.socket.remoteAddress ?? 'unknown'
  })
}

/**
 * The address of a caller: what the last of the trusted proxies in front says of it, and without any that of the
 * connection.
 * @param proxies how many entries at the end of X-Forwarded-For are believed
 */
export function callerAddress(headers: Pick<Headers, 'get'>, proxies: number): string {
  const socket = holder.mtmsSocketHeader ? headers.get(holder.mtmsSocketHeader) : null
  if (proxies === 0 && socket) return socket
  const hops = (headers.get('x-forwarded-for') ?? '')
    .split(',')
    .map((hop) => hop.trim())
    .filter(Boolean)
  return hops[Math.max(0, hops.length - Math.max(1, proxies))] ?? 'unknown'
}
