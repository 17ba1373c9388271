import { describe, expect, it } from 'vitest'
import { parseEnv } from '@/lib/env'
import { explain } from '@/scripts/lib/explain.mjs'

const secret = { AUTH_SECRET: 'a'.repeat(32) }
const parse = (url: string) => () => parseEnv({ ...secret, DATABASE_URL: url })

describe('DATABASE_URL', () => {
  it.each([
    'mysql://mtms:secret@localhost:3306/mtms',
    'mysql://mtms:p%40ss%2Fw%23rd1%3F%25@db.example.ac.nz/mtms',
    'mysql://root@127.0.0.1:3306/mtms_test?ssl={}',
    'mysql://mtms:secret@[::1]:3306/mtms',
    'file:./data/mtms.sqlite',
  ])('takes %s', (url) => {
    expect(parse(url)).not.toThrow()
  })

  it.each([
    'mysql://mtms:p@ss@localhost:3306/mtms',
    'mysql://mtms:pa/ss@localhost:3306/mtms',
    'mysql://mtms:pa#ss@localhost:3306/mtms',
    'mysql://mtms:pa?ss@localhost:3306/mtms',
    'mysql://mtms:100%pure@localhost:3306/mtms',
  ])('says of %s that the password must be percent-encoded', (url) => {
    expect(parse(url)).toThrow(/DATABASE_URL: .*percent-encoded \(@ is %40/)
  })

  it.each(['mysql://mtms:secret@localhost:3306', 'mysql://mtms:secret@localhost:3306/', 'mysql:///mtms'])(
    'says of %s what is missing',
    (url) => {
      expect(parse(url)).toThrow('DATABASE_URL: must read mysql://user:password@host:3306/name')
    },
  )
})

describe('a database server that refuses', () => {
  const error = (code: string) => Object.assign(new Error(code), { code })

  it('is told apart: a wrong password from a database that is not there or not granted', () => {
    expect(explain(error('ER_ACCESS_DENIED_ERROR'))).toContain('refuses the user or password')
    expect(explain(error('ER_DBACCESS_DENIED_ERROR'))).toContain('may not use the database it names')
  })
})
