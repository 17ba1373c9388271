import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callerAddress, noteSocketAddresses } from '@/lib/web/caller-address'

/** Answers with the address that it takes the caller for, with so many trusted proxies (the path). */
const server = createServer((request, response) => {
  const headers = new Headers(request.headers as Record<string, string>)
  response.end(callerAddress(headers, Number(request.url?.slice(1))))
})
const ask = async (proxies: number, forwarded?: string) => {
  const { port } = server.address() as AddressInfo
  const headers = forwarded ? { 'x-forwarded-for': forwarded } : undefined
  return (await fetch(`http://127.0.0.1:${port}/${proxies}`, { headers })).text()
}

beforeAll(async () => {
  noteSocketAddresses()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
})
afterAll(() => {
  server.close()
})

test('without a trusted proxy nobody can say that they are somebody else', async () => {
  expect(await ask(0)).toBe('127.0.0.1')
  expect(await ask(0, '203.0.113.7')).toBe('127.0.0.1')
  expect(await ask(0, '203.0.113.7, 203.0.113.8')).toBe('127.0.0.1')
})

test('of what stands before the entry of the trusted proxies nothing is believed', async () => {
  expect(await ask(1, '203.0.113.7, 198.51.100.2')).toBe('198.51.100.2')
  expect(await ask(2, '203.0.113.7, 198.51.100.2, 10.0.0.1')).toBe('198.51.100.2')
})
