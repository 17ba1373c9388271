import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { vi } from 'vitest'
import type { FormState } from '@/lib/web/form-state'
import { type Declared, declaredOf } from '@/lib/web/registry'

/**
 * Calls pages, actions and routes as Next would, in this process: only Next's own request (cookies,
 * headers) is put in its place. What is asked, and refused, is all the app's own code on a real database.
 */
const request = { cookies: new Map<string, string>(), headers: new Headers() }

vi.mock('next/headers', () => ({
  cookies: async () => ({
    get: (name: string) =>
      request.cookies.has(name) ? { name, value: request.cookies.get(name) } : undefined,
    has: (name: string) => request.cookies.has(name),
    set: () => undefined,
    delete: () => undefined,
    getAll: () => [...request.cookies].map(([name, value]) => ({ name, value })),
  }),
  headers: async () => request.headers,
}))
vi.mock('next/cache', () => ({
  revalidatePath: () => undefined,
  revalidateTag: () => undefined,
  refresh: () => undefined,
}))

/** From here on requests come from this person; null is nobody. */
export function signInAs(cookie: { name: string; value: string } | null): void {
  request.cookies.clear()
  if (cookie) request.cookies.set(cookie.name, cookie.value)
  request.headers = new Headers({
    host: 'localhost',
    referer: 'http://localhost/somewhere',
    'user-agent': 'test',
  })
}

export type Answer = 'allowed' | 'refused' | 'not found' | 'sign in'

type Thrown = { digest?: string }

/** What Next would answer when this is thrown; undefined when it is no signal of Next's. */
function signal(error: unknown): Answer | undefined {
  const digest = (error as Thrown)?.digest ?? ''
  if (digest.includes(';404')) return 'not found'
  if (digest.includes(';403')) return 'refused'
  if (digest.startsWith('NEXT_REDIRECT')) return digest.includes('/login') ? 'sign in' : 'allowed'
  return undefined
}

async function settled(work: () => Promise<unknown>): Promise<{ answer: Answer; value?: unknown }> {
  try {
    return { answer: 'allowed', value: await work() }
  } catch (error) {
    const answer = signal(error)
    if (!answer) throw error
    return { answer }
  }
}

export async function openPage(
  page: unknown,
  params: Record<string, string>,
  search: Record<string, string> = {},
): Promise<Answer> {
  const call = page as (props: unknown) => Promise<unknown>
  return (
    await settled(() => call({ params: Promise.resolve(params), searchParams: Promise.resolve(search) }))
  ).answer
}

type Fields = Record<string, string | string[] | File>

/** Posts a form. Anything but a refusal counts as allowed: a wrong field or state is told only to those who may. */
export async function postForm(action: unknown, fields: Fields): Promise<Answer> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields))
    for (const one of Array.isArray(value) ? value : [value]) form.append(name, one)
  const { answer, value } = await settled(async () => declaredOf(action)?.settle?.(form))
  if (answer !== 'allowed') return answer
  const outcome = value as { state: FormState } | { redirectTo: string }
  if ('redirectTo' in outcome) return outcome.redirectTo.startsWith('/login?next=') ? 'sign in' : 'allowed'
  const { state } = outcome
  if (state.code === 'fault') throw new Error(`fault: ${state.message}`)
  if (state.code === 'not_allowed' || state.code === 'not_signed_in') return 'refused'
  if (state.code === 'not_found') return 'not found'
  // Many at once: each is asked for on its own, and none was done.
  const many = state.data as { done?: number; failed?: unknown[] } | undefined
  if (many?.done === 0 && (many.failed?.length ?? 0) > 0) return 'refused'
  return 'allowed'
}

export async function callRoute(
  handler: unknown,
  method: string,
  path: string,
  params: Record<string, string>,
  body?: FormData,
): Promise<Answer> {
  const { NextRequest } = await import('next/server')
  const url = new URL(path, 'http://localhost')
  const next = new NextRequest(url, {
    method,
    body,
    headers: { host: 'localhost', origin: 'http://localhost' },
  })
  const call = handler as (request: unknown, next: unknown) => Promise<Response>
  const { answer, value } = await settled(() => call(next, { params: Promise.resolve(params) }))
  if (answer !== 'allowed') return answer
  const response = value as Response
  if (response.status === 401) return 'sign in'
  if (response.status === 403) return 'refused'
  if (response.status === 404) return 'not found'
  if (response.status >= 500)
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return 'allowed'
}

export type Found = { file: string; name: string; declared: Declared | null; value: unknown }

const root = join(import.meta.dirname, '../../..')

/** Files below app/ that Next serves: pages, routes and modules of server actions. */
export function servedFiles(): string[] {
  const files: string[] = []
  const walk = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) walk(path)
      else if (/^(page|route)\.tsx?$/.test(entry.name) || isActions(path)) files.push(relative(root, path))
    }
  }
  walk(join(root, 'app'))
  for (const folder of ['components', 'lib']) {
    const inside = (at: string) => {
      if (!existsSync(at)) return
      for (const entry of readdirSync(at, { withFileTypes: true })) {
        const path = join(at, entry.name)
        if (entry.isDirectory()) inside(path)
        else if (isActions(path)) files.push(relative(root, path))
      }
    }
    inside(join(root, folder))
  }
  return files.sort()
}

/** A module or function marked 'use server' is reachable by anyone who knows its id. */
function isActions(path: string): boolean {
  return /\.(ts|tsx)$/.test(path) && /^\s*(['"])use server\1/m.test(readFileSync(path, 'utf8'))
}

const modules = import.meta.glob(['/app/**/*.ts', '/app/**/*.tsx'])
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']

/** Every page, action and route with what it declares of itself. */
export async function served(): Promise<Found[]> {
  const found: Found[] = []
  for (const file of servedFiles()) {
    const load = modules[`/${file}`]
    if (!load) {
      found.push({ file, name: file, declared: null, value: undefined })
      continue
    }
    const exported = (await load()) as Record<string, unknown>
    for (const [name, value] of Object.entries(exported)) {
      const isPage = /page\.tsx$/.test(file) && name === 'default'
      const isRoute = /route\.tsx?$/.test(file) && methods.includes(name)
      const isAction = isActions(join(root, file)) && typeof value === 'function'
      if (isPage || isRoute || isAction) found.push({ file, name, declared: declaredOf(value), value })
    }
  }
  return found
}
