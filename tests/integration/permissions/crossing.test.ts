import { afterAll, describe, expect, it } from 'vitest'
import { driver } from '@/db/client'
import { permissionTable } from '@/lib/permissions/table'
import { type Case, cases } from './cases'
import { type Answer, callRoute, type Found, openPage, postForm, served, signInAs } from './harness'
import { cookieOf, type Letter, letters, makeWorld, storeFiles, type World } from './people'

process.env.__NEXT_EXPERIMENTAL_AUTH_INTERRUPTS = 'true'

// A thousand small worlds are written and thrown away: no need to wait for the disk at each commit.
const { raw } = driver()
if ('pragma' in raw) raw.pragma('synchronous = OFF')

const all = await served()
const keyOf = (found: Found) =>
  found.declared?.kind === 'route'
    ? `route ${found.declared.name} ${found.name}`
    : `${found.declared?.kind} ${found.declared?.name}`

async function ask(found: Found, one: Case, world: World): Promise<Answer> {
  const params = one.params?.(world) ?? {}
  const search = one.search?.(world) ?? {}
  if (found.declared?.kind === 'page') return openPage(found.value, params, search)
  if (found.declared?.kind === 'action') return postForm(found.value, one.fields?.(world) ?? {})
  const path = `/?${new URLSearchParams(search)}`
  return callRoute(found.value, found.name, path, params, one.body?.(world))
}

describe('what can be reached from outside', () => {
  it('is declared: every page, action and route is made by the wrapper that asks who it is', () => {
    expect(all.filter((found) => !found.declared).map((found) => `${found.file} ${found.name}`)).toEqual([])
  })

  it('stands in the table of cases, and the table names nothing else', () => {
    expect([...new Set(all.map(keyOf))].sort()).toEqual(Object.keys(cases).sort())
  })

  it('names an action of the permission table, or is public, or for anyone signed in', () => {
    const known = ['public', 'signed-in', ...Object.keys(permissionTable)]
    for (const found of all) expect(known, keyOf(found)).toContain(found.declared?.gate)
  })
})

let shared: World | undefined

/** For what changes things a world for each person: what one was allowed to change must not hide it from the next. */
async function worldFor(found: Found): Promise<World> {
  if (found.declared?.kind === 'action') return makeWorld()
  if (!shared) {
    shared = await makeWorld()
    await storeFiles(shared)
  }
  return shared
}

const asked = { allowed: 0, refused: 0 }

describe('each role with own and with other people’s records', () => {
  for (const found of all) {
    for (const one of cases[keyOf(found)] ?? []) {
      it(`${keyOf(found)}${one.on ? `, ${one.on}` : ''}: ${one.who || 'nobody'}`, async () => {
        const got: Partial<Record<Letter, Answer>> = {}
        for (const letter of letters) {
          const world = await worldFor(found)
          signInAs(await cookieOf(world, letter))
          got[letter] = await ask(found, one, world)
          if (got[letter] === 'allowed') asked.allowed++
          else asked.refused++
        }
        const allowed = letters.filter((letter) => got[letter] === 'allowed').join('')
        expect(allowed, JSON.stringify(got)).toBe(one.who)
        if (!one.who.includes('N')) expect(got.N).toBe(one.machine ? 'not found' : 'sign in')
      })
    }
  }
})

afterAll(() => {
  // Both kinds of answer were really seen.
  expect(asked.allowed).toBeGreaterThan(50)
  expect(asked.refused).toBeGreaterThan(50)
})
